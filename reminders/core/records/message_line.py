"""What became of one message, as a command lists it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message as people list them.

    A message that belongs to no enrollment (an answer to a text) shows its patient's first external id. `recipient` is
    `patient`, `caregiver` or `staff` (an alarm); None for the answer to an unknown number.
    `plan_version` and `wording_version` are of what it was sent by; the wording that ships is version 1, and one that
    has not been sent has none yet. `approved_by`: who approved the clinic's own versions among them. `visits`: the ids
    of the visits that it names.
    """

    id: str
    external_id: str | None
    kind: str
    step: str | None
    channel: str
    status: str
    reason: str | None
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    provider_id: str | None
    error_code: str | None
    language: str | None
    body: str | None
    segments: int | None
    patient_id: str | None
    recipient: str | None = None
    plan_version: int | None = None
    wording_version: int | None = None
    approved_by: str | None = None
    visits: tuple[str, ...] = ()
