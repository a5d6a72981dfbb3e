"""What can become of a message, and where it then stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """What becomes of a message; the values are stored."""

    RECEIVED = "received"
    APPLIED = "applied"
    IGNORED = "ignored"
    WORK_LIST = "work_list"
    ERROR = "error"


class Outcome(StrEnum):
    """Why a message is where it is; the values are stored, and labels.yaml says each in a sentence."""

    state: State

    def __new__(cls, value: str, state: State) -> Self:
        """Give a value the state it belongs to."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.state = state
        return member

    ENROLLED = "enrolled", State.APPLIED
    RESCHEDULED = "rescheduled", State.APPLIED
    CORRECTED = "corrected", State.APPLIED
    CANCELLED = "cancelled", State.APPLIED
    DISCHARGED = "discharged", State.APPLIED
    PAUSED = "paused", State.APPLIED
    DIED = "died", State.APPLIED
    MERGED = "merged", State.APPLIED
    CONSENT_ENDED = "consent_ended", State.APPLIED

    NO_CHANGE = "no_change", State.IGNORED
    OLDER = "older", State.IGNORED
    REPEATED = "repeated", State.IGNORED
    NOT_FOLLOWED = "not_followed", State.IGNORED
    RULE = "rule", State.IGNORED
    OTHER_PROCEDURE = "other_procedure", State.IGNORED
    PAST = "past", State.IGNORED
    UNKNOWN_PATIENT = "unknown_patient", State.IGNORED
    DECEASED = "deceased", State.IGNORED
    UNKNOWN_SURGERY = "unknown_surgery", State.IGNORED
    SAME_STAY = "same_stay", State.IGNORED
    NO_STAY = "no_stay", State.IGNORED
    CLOSED = "closed", State.IGNORED
    DISMISSED = "dismissed", State.IGNORED

    ASK_CONSENT = "ask_consent", State.WORK_LIST
    UNMAPPED = "unmapped", State.WORK_LIST
    SEVERAL_PLANS = "several_plans", State.WORK_LIST
    POSSIBLE_MATCH = "possible_match", State.WORK_LIST
    CHECK_DETAILS = "check_details", State.WORK_LIST
    CANCELLED_BY_STAFF = "cancelled_by_staff", State.WORK_LIST

    MALFORMED = "malformed", State.ERROR
    FAILED = "failed", State.ERROR


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with a message. `values` fill in its sentence; `enrollment_ids` are the surgeries it changes.

    `term` is what a person has to look up: a procedure's code, a rule's reason. It is never patient data.
    """

    outcome: Outcome
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    enrollment_ids: tuple[str, ...] = ()
    term: str = ""
    reopens: bool = False

    @property
    def state(self) -> State:
        """Where the message stands after it."""
        return self.outcome.state
