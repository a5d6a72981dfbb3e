"""Corrects what a plan was made from: the procedure and the facts about the patient. What is unsent follows."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import UseError
from reminders.core.plans.facts.asked import asked_facts
from reminders.services.enrollment.corrections.contact import ChangedMeanwhileError
from reminders.services.enrollment.corrections.preview import preview_change
from reminders.services.enrollment.mend import close_if_mended
from reminders.services.forms.enrollment_form import FACTS, read_facts
from reminders.services.forms.fields import FieldError
from reminders.services.pick_patient import pick_patient, pick_surgery_of
from reminders.services.plans.replan import replan
from reminders.services.wording.live_care import at_clinic
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.plans.facts.asked import AskedFact
    from reminders.core.plans.pathway import Pathway
    from reminders.services.context import Context
    from reminders.services.enrollment.corrections.preview import ChangePreview
    from reminders.store.database.session import Tx

CANCELLED = "the care plan was canceled; reschedule the surgery first"


def version_of_plan(surgery: Enrollment) -> str:
    """Return what changes whenever a field of the form, the date or the state of the plan does."""
    facts = sorted(surgery.facts.items())
    stands = f"{surgery.pathway_version_id} {facts} {surgery.surgery_date} {surgery.state}"
    return hashlib.sha256(stands.encode()).hexdigest()[:16]


def details_of(context: Context, surgery: Enrollment) -> dict[str, str]:
    """Return the fields of the form as they stand; what cannot be read is empty."""
    with context.db.read() as tx:
        pathway = context.book.get(tx, surgery.pathway_version_id)
    facts = {} if "facts" in surgery.damaged else surgery.facts
    names = (*FACTS, *(fact.name for fact in pathway.facts))
    return {"procedure": pathway.id, **{name: facts.get(name, "") for name in names}}


def asked_of(context: Context, clinic: Clinic, surgery: Enrollment) -> tuple[AskedFact, ...]:
    """Return the own facts that the form asks for: of the plan as it is, and of every plan it could become."""
    with context.db.read() as tx:
        pathway = context.book.get(tx, surgery.pathway_version_id)
        live = at_clinic(context, clinic, tx).catalog.pathways
    return asked_facts([pathway, *(other for other in live if other.id != pathway.id)])


def correct_details(  # noqa: PLR0913 whose plan, the form, and what was shown
    context: Context,
    clinic: Clinic,
    patient_id: str,
    enrollment_id: str,
    values: Mapping[str, str],
    *,
    version: str,
    actor: Actor,
) -> frozenset[str]:
    """Store what changed and re-plan; return the names of the fields that did.

    Raises:
        NotFoundError: no such enrollment of this patient.
        ChangedMeanwhileError: the plan is not as shown any more.
        FieldError: a field cannot be what was chosen.
        UseError: the plan was cancelled.
        PathwayConflictError: the care plan's file was changed without raising its version.

    """
    with context.db.begin() as tx:
        return _correct(context, tx, clinic, (patient_id, enrollment_id), values, version, actor)


def preview_details(
    context: Context, clinic: Clinic, patient_id: str, enrollment_id: str, values: Mapping[str, str], *, version: str
) -> ChangePreview:
    """Return what `correct_details` would do to the messages, and save nothing; raises as it does."""
    whose = (patient_id, enrollment_id)
    return preview_change(
        context, clinic, patient_id, lambda tx: _correct(context, tx, clinic, whose, values, version, SYSTEM)
    )


def _correct(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    clinic: Clinic,
    whose: tuple[str, str],
    values: Mapping[str, str],
    version: str,
    actor: Actor,
) -> frozenset[str]:
    surgery = pick_surgery_of(tx, clinic, *whose)
    if version != version_of_plan(surgery):
        raise ChangedMeanwhileError("a colleague changed this care plan while you were editing")
    if surgery.state is EnrollmentState.CANCELLED:
        raise UseError(CANCELLED)
    now = context.clock.now()
    standing = context.book.get(tx, surgery.pathway_version_id)
    chosen = at_clinic(context, clinic, tx).catalog.find(values.get("procedure", ""))
    if chosen is None:
        raise FieldError("procedure", "choose a procedure")
    pathway = standing if chosen.pathway.id == standing.id else chosen.pathway
    facts, changed = _facts_after(surgery, pathway, values)
    corrected = replace(surgery, facts=facts, damaged=surgery.damaged - {"facts"}) if changed else surgery
    if pathway is not standing:
        changed.add("procedure")
        corrected = replace(corrected, pathway_version_id=context.book.snapshot(tx, chosen, now))
    if not changed:
        return frozenset()
    replan(context, tx, corrected, now)
    if surgery.damaged and "facts" not in corrected.damaged:
        close_if_mended(tx, pick_patient(tx, clinic, surgery.patient_id), now)
    what = ", ".join(sorted(changed))
    add_entry(tx, AuditEntry(clinic.id, Action.CORRECTED_PLAN, actor, now, surgery.patient_id, surgery.id, what))
    return frozenset(changed)


def _facts_after(surgery: Enrollment, pathway: Pathway, values: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """Return the facts as the form has them, and which differ; what only another plan asks about stays."""
    names = {*FACTS, *(fact.name for fact in pathway.facts)}
    kept = {name: value for name, value in surgery.facts.items() if name not in names}
    facts = kept | read_facts(values, pathway.facts)
    old = {} if "facts" in surgery.damaged else surgery.facts
    changed = {name for name in names if facts.get(name, "") != old.get(name, "")}
    if changed == {"job_strain"} and "job_strain" not in old and facts["job_strain"] == "unknown":
        changed.clear()
    return facts, changed
