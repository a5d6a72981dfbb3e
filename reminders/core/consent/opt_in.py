"""Double opt-in: a phone gets texts only after its owner has confirmed it by text. What that decides; no I/O.

The state belongs to one phone at one clinic, so a second surgery, or another patient with the phone, asks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.consent.opt_in_answer import OptInAnswer
from reminders.core.model.contact import Reach
from reminders.core.model.status import Status

if TYPE_CHECKING:
    from datetime import datetime

QUESTION: Final = "opt_in"
"""The template of the question, and the `step` of its message."""

CONFIRMED: Final = "confirmed"
DECLINED: Final = "declined"
"""The templates of our answers to a yes and to a no."""

WORDING: Final = "opt-in-1"
"""The version of the question's words, kept with each answer; see docs/consent.md."""

ASK_AGAIN_AFTER: Final = timedelta(days=30)
"""A new enrollment asks once more when the question stayed without an answer for so long; after a NO never."""


class OptInState(StrEnum):
    """Where a phone stands at a clinic; stored."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EARLIER = "earlier"  # it was enrolled before the clinic turned double opt-in on


@dataclass(frozen=True, slots=True)
class OptIn:
    """What is known of one phone. `asked` is the status of the question's message, None if it has none."""

    state: OptInState
    asked: Status | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None


_NEVER_LEFT: Final = frozenset({Status.HELD, Status.SKIPPED, Status.MISSED, Status.CANCELLED, Status.FAILED})


def reach_of(state: OptInState | None, *, required: bool) -> Reach:
    """Return whether texts may go to a phone. What it was told holds on when a clinic turns the setting off."""
    if state is OptInState.DECLINED:
        return Reach.DECLINED
    if state is OptInState.ASKED or (state is None and required):
        return Reach.NOT_CONFIRMED
    return Reach.OPEN


def must_ask(known: OptIn | None, now: datetime, *, new_enrollment: bool) -> bool:
    """Return True if the question is to be sent now: for the first time, or because it never left."""
    if known is None:
        return True
    if known.state is not OptInState.ASKED:
        return False
    if known.asked is None or known.asked in _NEVER_LEFT:
        return True
    return new_enrollment and known.asked_at is not None and now - known.asked_at >= ASK_AGAIN_AFTER


def next_state(state: OptInState, answer: OptInAnswer) -> OptInState | None:
    """Return what an answer makes of a state; None: nothing. A NO takes nothing back that was confirmed."""
    if state in {OptInState.CONFIRMED, OptInState.EARLIER}:
        return None
    if answer is OptInAnswer.YES:
        return OptInState.CONFIRMED
    return None if state is OptInState.DECLINED else OptInState.DECLINED
