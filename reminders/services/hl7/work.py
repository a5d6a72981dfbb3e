"""One message on its way: what it says, whom it is about, what was decided; and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.hl7.content import MessageContent
    from reminders.core.hl7.outcomes import Decision, Outcome
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.hl7.look_up import Subject
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a message, with the patient and the surgery that it changed."""

    decision: Decision
    patient_id: str | None = None
    enrollment_id: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """All that carrying out a decision needs, in an open transaction."""

    context: Context
    tx: Tx
    clinic: Clinic
    content: MessageContent
    subject: Subject
    decision: Decision
    actor: Actor
    now: datetime

    def done(self, outcome: Outcome | None = None, enrollment_id: str | None = None) -> Applied:
        """Return the decision as carried out, or as another outcome."""
        ids = self.decision.enrollment_ids
        patient = self.subject.patient
        decision = self.decision if outcome is None else replace(self.decision, outcome=outcome)
        return Applied(decision, patient.id if patient else None, enrollment_id or (ids[0] if ids else None))

    def waits(self, outcome: Outcome, place: str) -> Applied:
        """Return that staff must look at a field first."""
        values = {**self.decision.values, "place": place}
        return replace(self.done(), decision=replace(self.decision, outcome=outcome, values=values), place=place)
