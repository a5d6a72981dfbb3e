"""What holds a patient's scheduled messages back until a person, or the patient, has spoken; and for how long.

An unclear stop ("ugh enough already") holds texts for a day: then it becomes a stop. A text that tells of a death, a
stay in hospital or another surgery date holds everything until staff decide.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel
from reminders.core.model.status import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

UNCLEAR_FOR: Final = timedelta(hours=24)
"""An unclear stop that neither the patient nor staff have cleared up by then is one."""


class HoldKind(StrEnum):
    """Why messages are held; stored."""

    UNCLEAR_STOP = "unclear_stop"
    PLAN_EVENT = "plan_event"


class HoldEnd(StrEnum):
    """How a hold ended; stored."""

    KEPT = "patient keeps texts"
    STOPPED = "stopped"
    STAFF = "staff"
    NO_ANSWER = "no answer"
    ERASED = "erased"
    MOVED = "sender changed"


def held_channels(kinds: Collection[HoldKind], *, paused: bool) -> Mapping[Channel, Reason]:
    """Return the channels on which nothing scheduled may leave, each with its reason: what staff did comes first."""
    if paused:
        return dict.fromkeys(Channel, Reason.PAUSED)
    if HoldKind.PLAN_EVENT in kinds:
        return dict.fromkeys(Channel, Reason.PLAN_EVENT)
    return {Channel.SMS: Reason.UNCLEAR_STOP} if HoldKind.UNCLEAR_STOP in kinds else {}
