"""Books, moves, cancels and marks visits; what the plan says of them follows in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import AlertKind
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import Visit, VisitState
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.status import UNSENT
from reminders.services.enrollment.corrections.contact import ChangedMeanwhileError
from reminders.services.find import pick_enrollment
from reminders.services.pick_patient import pick_surgery_of
from reminders.services.plans.replan import owner_of, replan
from reminders.services.visits.visit_form import VisitForm
from reminders.store.alerts import alerts
from reminders.store.plans import plans, visits
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


class VisitOutcome(StrEnum):
    """What became of a visit."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


_ACTIONS = {
    VisitState.BOOKED: Action.CHANGED_VISIT,
    VisitState.CANCELLED: Action.CANCELLED_VISIT,
    VisitState.MISSED: Action.MISSED_VISIT,
}


def book_visit(context: Context, clinic: Clinic, external_id: str, form: VisitForm, *, actor: Actor) -> VisitOutcome:
    """Book a visit of the enrollment of an external id, or change the one that has that visit id.

    Raises:
        NotFoundError: no such enrollment.
        UseError: a visit to come cannot have been missed.

    """
    with context.db.begin() as tx:
        return _book(context, tx, pick_enrollment(tx, clinic, external_id), form, actor)


def book_for_patient(  # noqa: PLR0913 which visit of whom, as shown and as said
    context: Context, clinic: Clinic, patient_id: str, enrollment_id: str, form: VisitForm, shown: str, *, actor: Actor
) -> VisitOutcome:
    """Book or change a visit from the patient's page. `shown`: the version of the visit on that page, empty for none.

    Raises:
        NotFoundError: no such enrollment of this patient.
        ChangedMeanwhileError: someone else has changed the visit since.
        UseError: a visit to come cannot have been missed.

    """
    with context.db.begin() as tx:
        enrollment = pick_surgery_of(tx, clinic, patient_id, enrollment_id)
        known = next((one for one in visits_in(tx, enrollment.id) if one.visit_id == form.visit_id), None)
        if version_of_visit(known) != shown:
            raise ChangedMeanwhileError("someone else has changed this visit")
        return _book(context, tx, enrollment, form, actor)


def version_of_visit(visit: Visit | None) -> str:
    """Return what tells one state of a visit from another, to notice a change by someone else; empty for no visit."""
    if visit is None:
        return ""
    parts = (visit.at.isoformat(), visit.kind, visit.place, visit.state.value)
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def mark_by_id(
    context: Context, clinic: Clinic, external_id: str, visit_id: str, state: VisitState, *, actor: Actor
) -> VisitOutcome:
    """Cancel the visit of that visit id, or mark it as missed.

    Raises:
        NotFoundError: no such enrollment, or it has no such visit.
        UseError: a visit to come cannot have been missed.

    """
    with context.db.begin() as tx:
        enrollment = pick_enrollment(tx, clinic, external_id)
        visit = next((one for one in visits_in(tx, enrollment.id) if one.visit_id == visit_id), None)
        if visit is None:
            raise NotFoundError("no such visit")
        return _book(context, tx, enrollment, VisitForm(visit_id, visit.at, visit.kind, visit.place, state), actor)


def visits_in(tx: Tx, enrollment_id: str) -> list[Visit]:
    """Return the visits of one enrollment, soonest first."""
    return visits.visits_of(tx, [enrollment_id]).get(enrollment_id, [])


def _book(context: Context, tx: Tx, enrollment: Enrollment, form: VisitForm, actor: Actor) -> VisitOutcome:
    known = next((one for one in visits_in(tx, enrollment.id) if one.visit_id == form.visit_id), None)
    outcome = write_visit(context, tx, enrollment, known, form, actor=actor)
    if outcome is not VisitOutcome.UNCHANGED:
        replan(context, tx, enrollment, context.clock.now())
    return outcome


def write_visit(  # noqa: PLR0913 whose visit, as known and as said
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    known: Visit | None,
    form: VisitForm,
    *,
    actor: Actor,
    from_file: bool = False,
) -> VisitOutcome:
    """Store what is said of a visit and note it; the caller re-plans.

    Raises:
        UseError: a visit to come cannot have been missed.

    """
    now = context.clock.now()
    if form.state is VisitState.MISSED and form.at > now:
        raise UseError("a visit that is still to come cannot have been missed")
    imported = form.given if from_file else (known.imported if known else {})
    if known is None:
        slot, our_id = visits.next_slot(tx, enrollment.id), visits.new_visit_id()
        visit = Visit(our_id, enrollment.id, form.visit_id, form.at, form.kind, form.place, slot, known_at=now)
        visit = _in_state(replace(visit, imported=imported), form.state, now)
        visits.insert_visit(tx, enrollment.clinic_id, visit, now)
    else:
        visit = replace(known, at=form.at, kind=form.kind, place=form.place, imported=imported)
        visit = _in_state(visit, form.state, now)
        if visit == known:
            return VisitOutcome.UNCHANGED
        if visit.at != known.at or _is_elsewhere(tx, enrollment, known, visit, now):
            visit = _in_new_slot(tx, enrollment, visit, now)
        visits.update_visit(tx, enrollment.clinic_id, visit)
        if replace(visit, imported=known.imported) == known:
            return VisitOutcome.UNCHANGED  # a file says now what staff had written
    action = _ACTIONS[visit.state] if known else Action.ADDED_VISIT
    add_entry(tx, AuditEntry(enrollment.clinic_id, action, actor, now, enrollment.patient_id, enrollment.id))
    _follow_up(tx, enrollment, visit, known, now)
    return VisitOutcome.UPDATED if known else VisitOutcome.ADDED


def _in_state(visit: Visit, state: VisitState, now: datetime) -> Visit:
    if visit.state is state:
        return visit
    known_at = now if state is VisitState.BOOKED else visit.known_at
    return replace(visit, state=state, known_at=known_at, missed_at=now if state is VisitState.MISSED else None)


def _is_elsewhere(tx: Tx, enrollment: Enrollment, known: Visit, visit: Visit, now: datetime) -> bool:
    """Whether a visit to come has another place now, and the patient has been told of the old one."""
    if visit.place in {"", known.place} or visit.state is not VisitState.BOOKED or visit.at <= now:
        return False
    standing = plans.standing_plan(tx, enrollment.id)
    return any(known.slot in row.slots and row.status not in UNSENT for row in standing)


def _in_new_slot(tx: Tx, enrollment: Enrollment, visit: Visit, now: datetime) -> Visit:
    """Give a visit that moves another slot, and its unsent messages with it: what was sent speaks of the old time."""
    slot = visits.next_slot(tx, enrollment.id)
    standing = plans.standing_plan(tx, enrollment.id)
    unsent = [row for row in standing if row.slot == visit.slot and row.status in UNSENT]
    plans.move_to_generation(tx, owner_of(enrollment), unsent, slot)
    return replace(visit, slot=slot, known_at=now)


def _follow_up(tx: Tx, enrollment: Enrollment, visit: Visit, known: Visit | None, now: datetime) -> None:
    """Ask the front desk to call about a visit that was missed, or no longer."""
    was_missed = known is not None and known.state is VisitState.MISSED
    if was_missed is (visit.state is VisitState.MISSED):
        return
    clinic_id, subject = enrollment.clinic_id, f"visit {visit.id}"
    if was_missed:
        alerts.close_alerts(
            tx, AlertKind.VISIT_MISSED, now, clinic_ids=[clinic_id], subjects=[subject], by=alerts.BY_ITSELF
        )
    else:
        alerts.open_alert(
            tx,
            AlertKind.VISIT_MISSED,
            now,
            clinic_id=clinic_id,
            patient_id=enrollment.patient_id,
            enrollment_id=enrollment.id,
            subject=subject,
        )
