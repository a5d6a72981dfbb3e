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
from reminders.store.replies import auto_replies

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
    """Plan `replies/<name>` to the phone that wrote; return False when the phone has reached its limit.

    Of a text that was answered before and only comes in once more, nothing is planned.
    """
    if inbound.channel is not Channel.SMS or _heard_enough(inbound, name):
        return False
    if inbound.answered:
        return True
    auto_replies.plan_auto_reply(
        inbound.tx,
        clinic_id=inbound.clinic.id,
        patient_id=inbound.spoken_to,
        party=inbound.spoken_as,
        reply_id=reply_id,
        name=name,
        at=inbound.at,
        about_step=about_step,
        address=inbound.address,
    )
    return True


def _heard_enough(inbound: Inbound, name: str) -> bool:
    tx, hashes = inbound.tx, inbound.address_hashes
    if name in _PAUSES:
        names, pause = _PAUSES[name]
        last = auto_replies.last_planned(tx, hashes, names)
        if last is not None and inbound.at - last < pause:
            return True
    if name in UNCOUNTED or auto_replies.count_planned(tx, hashes, inbound.at - DAY) < ANSWERS_A_DAY:
        return False
    log.warning("phone_answered_enough", name=name, limit=ANSWERS_A_DAY)
    return True
