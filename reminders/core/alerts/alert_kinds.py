"""The kinds of alert, how grave each is, and in which order staff see what waits for them."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.safety.red_flags import RedFlag

if TYPE_CHECKING:
    from collections.abc import Mapping


class AlertKind(StrEnum):
    """Why a person is needed."""

    RED_FLAG = "red_flag"
    PLAN_EVENT = "plan_event"  # the patient died, is in hospital, or the surgery changed, says a text
    UNCLEAR_STOP = "unclear_stop"  # someone may want the texts to end
    FOLLOW_UP = "follow_up"
    VISIT_MISSED = "visit_missed"  # staff marked a visit as missed: staff call to set a new time
    FUSE = "fuse"
    SENDER_DOWN = "line_down"
    BAD_ADDRESS = "bad_address"
    UNREADABLE = "template_error"
    CANNOT_BE_READ = "cannot_be_read"  # a stored value opens with no key
    UNKNOWN_NUMBER = "unknown_number"
    UNCONFIRMED = "unconfirmed"
    SILENCE = "silence"  # messages are long due on a channel, and nothing leaves
    ON_CALL = "on_call"  # someone on call whom a notice could not reach
    MAIL_REFUSED = "mail_refused"  # mail servers send our email back, and not for the address
    NO_TICK = "no_tick"  # beat, or every worker, is dead
    WEBHOOK_DOWN = "webhook_down"  # another system does not take our events


class Severity(IntEnum):
    """How long a person may take; stored, so values never change."""

    EMERGENCY = 1  # call now
    URGENT = 2  # call today
    SOON = 3
    ROUTINE = 4


FLAG_SEVERITY: Final[Mapping[RedFlag, Severity]] = MappingProxyType(
    {RedFlag.A: Severity.EMERGENCY, RedFlag.B: Severity.URGENT}
)
_ROUTINE: Final = frozenset({AlertKind.UNKNOWN_NUMBER, AlertKind.UNCONFIRMED, AlertKind.UNREADABLE})

NEVER_CUT: Final = frozenset({AlertKind.RED_FLAG, AlertKind.PLAN_EVENT})
"""Whatever else waits and however much: staff see all of these."""


def severity_of(kind: AlertKind) -> Severity:
    """Return how grave an alert of a kind is; a red flag's own tier (`FLAG_SEVERITY`) says it better."""
    if kind in NEVER_CUT:
        return Severity.URGENT
    return Severity.ROUTINE if kind in _ROUTINE else Severity.SOON


def rank(severity: int, *, known: bool) -> int:
    """Return an alert's place in the list; lower comes first.

    A patient's emergency and urgent alerts come before any of a stranger, so that a flood from unknown numbers hides
    no one; a stranger's come before everything that can wait.
    """
    if severity > Severity.URGENT:
        return severity + 2
    return severity if known else severity + 2
