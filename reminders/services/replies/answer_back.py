"""Plans the service's own answers to a text: a row in the urgent lane, looked at once more before it leaves.

Two machines must not talk for long: safety answers and "not watched" have a pause each, and all others together a
number a day for one phone. The fuse stands behind both.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import structlog

from reminders.core.model.contact import Channel
from reminders.core.sending.lanes import ALWAYS_SENT
from reminders.store.replies.auto_replies import AutoReply

if TYPE_CHECKING:
    from reminders.services.replies.inbound import Inbound

log = structlog.get_logger(__name__)

SAFETY_PAUSE = timedelta(minutes=10)
"""Between two safety answers to one phone. An emergency is answered although less was answered just before."""

DAY = timedelta(hours=24)
ANSWERS_A_DAY = 8
"""For one phone in 24 hours, all but safety answers and confirmations of a stop."""

UNCOUNTED: Final = (*ALWAYS_SENT, "unclear_stop")
"""Answers that no number limits: safety answers and what concerns a stop. The question is asked once per hold."""

_PAUSES: Final = MappingProxyType(
    {
        "emergency": (("emergency",), SAFETY_PAUSE),
        "urgent": (("emergency", "urgent"), SAFETY_PAUSE),
        "not_watched": (("not_watched",), DAY),
        "unknown_number": (("unknown_number",), DAY),
        "death": (("death", "plan_event"), DAY),
        "plan_event": (("death", "plan_event"), DAY),
    },
)


def answer_back(inbound: Inbound, reply_id: str, name: str, *, about_step: str | None = None) -> bool:
    """Have `replies/<name>` planned to the phone that wrote; return False when the phone has reached its limit.

    Of a text that was answered before and only comes in once more, nothing is planned.
    """
    if inbound.channel is not Channel.SMS or _heard_enough(inbound, name):
        return False
    if inbound.answered:
        return True
    inbound.planned.append(
        AutoReply(
            inbound.clinic.id,
            inbound.spoken_to,
            reply_id,
            name,
            inbound.at,
            party=inbound.spoken_as,
            about_step=about_step,
            address=inbound.address,
        )
    )
    return True


def _heard_enough(inbound: Inbound, name: str) -> bool:
    heard = [(one.name, one.due_at) for one in inbound.known.answers]
    heard += [(one.name, one.at) for one in inbound.planned]
    if name in _PAUSES:
        names, pause = _PAUSES[name]
        last = max((due_at for earlier, due_at in heard if earlier in names), default=None)
        if last is not None and inbound.at - last < pause:
            return True
    if name in UNCOUNTED or sum(due_at > inbound.at - DAY for _, due_at in heard) < ANSWERS_A_DAY:
        return False
    log.warning("phone_answered_enough", name=name, limit=ANSWERS_A_DAY)
    return True
