"""Hands out care plans, and patients' plans, messages and answers, as a Bundle of FHIR R4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminders.core.fhir import write
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Party
from reminders.services.fhir.written_resource import answer_of
from reminders.services.find import pick_enrollment
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment import enrollments, patients
from reminders.store.records import timeline
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def export(
    context: Context, clinic: Clinic, *, actor: Actor, external_id: str | None = None, plans_only: bool = False
) -> dict[str, Any]:
    """Return a Bundle: the clinic's care plans, and one patient's plan or those of all.

    Raises:
        NotFoundError: no such enrollment.

    """
    with context.db.begin() as tx:
        chosen = _chosen(tx, clinic, external_id, plans_only=plans_only)
        resources = _definitions(context, clinic)
        known = patients.get_patients(tx, dict.fromkeys(item.patient_id for item in chosen)) if chosen else {}
        kept = [item for item in chosen if known[item.patient_id].erased_at is None]
        resources += [write.patient(known[item]) for item in dict.fromkeys(one.patient_id for one in kept)]
        for enrollment in kept:
            resources += _enrollment(context, tx, enrollment)
        detail = f"FHIR, {len(kept)}"
        patient_id = kept[0].patient_id if external_id and kept else None
        now = context.clock.now()
        add_entry(tx, AuditEntry(clinic.id, Action.EXPORTED_FHIR, actor, now, patient_id, detail=detail))
    return write.collection(resources)


def _chosen(tx: Tx, clinic: Clinic, external_id: str | None, *, plans_only: bool) -> Sequence[Enrollment]:
    if plans_only:
        return []
    if external_id is not None:
        return [pick_enrollment(tx, clinic, external_id)]
    return [enrollments.get_enrollment(tx, item) for item in enrollments.ids_of_clinic(tx, clinic.id)]


def _definitions(context: Context, clinic: Clinic) -> list[dict[str, Any]]:
    catalog, resources = at_clinic(context, clinic).catalog, list[dict[str, Any]]()
    for name in sorted(catalog.ids):
        file = catalog.find(name)
        if file is not None:
            plan = file.pathway
            resources.append(write.plan_definition(plan, clinic.language_list))
            resources += [write.activity_definition(plan, step) for step in plan.steps]
    return resources


def _enrollment(context: Context, tx: Tx, enrollment: Enrollment) -> list[dict[str, Any]]:
    plan = context.book.get(tx, enrollment.pathway_version_id)
    sent = [
        item
        for item in timeline.messages_of(tx, enrollment.patient_id)
        if item.enrollment_id == enrollment.id and item.step and item.party is Party.PATIENT
    ]
    resources = [write.care_plan(enrollment, plan, [item.id for item in sent])]
    resources += [
        write.communication_request(
            item.id,
            enrollment,
            item.step,
            channel=item.channel,
            status=item.status,
            reason=item.reason,
            due_at=item.due_at,
            text=item.text,
        )
        for item in sent
    ]
    for given in timeline.given_answers_of(tx, enrollment.patient_id):
        if given.enrollment_id == enrollment.id:
            resources += write.answer(enrollment, answer_of(given))
    return resources
