"""What the audit log holds: an entry to write, and a line as it is kept. Ids only, no patient data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor, ActorKind
    from reminders.core.model.audit_actions import Action


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry to write: `actor` did `action`.

    `detail` says more in codes, names of states or fields, and counts. It is never patient data, and never what
    a person typed.
    """

    clinic_id: int
    action: Action
    actor: Actor
    at: datetime
    patient_id: str | None = None
    enrollment_id: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry as it is kept. `actor_kind`, `sequence` and `hash` are None in entries from before the chain."""

    clinic_id: int
    action: str
    at: datetime
    staff_id: str | None
    patient_id: str | None
    enrollment_id: str | None
    actor_kind: ActorKind | None
    actor_name: str | None
    detail: str | None
    sequence: int | None
    hash: str | None
