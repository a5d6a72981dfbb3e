"""Corrects an enrollment from a later import: only fields whose value differs from the last imported one.

What staff changed in between stands, unless the file itself changed. An import never lifts an opt-out, resumes or
reopens.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reminders.services.replan import replan
from reminders.services.reschedule import move_surgery
from reminders.store import enrollments, patients
from reminders.store.patients import corrected

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.services.enrollment_form import EnrollmentForm
    from reminders.store.enrollments import Enrollment
    from reminders.store.session import Tx

_PATIENT_FIELDS = frozenset(
    {
        "given_name",
        "family_name",
        "phone",
        "email",
        "language",
        "timezone",
        "phone_belongs_to",
        "birth_date",
        "record_number",
        "sms_consent",
        "email_consent",
    }
)
_ENROLLMENT_FIELDS = frozenset({"procedure", "surgery_date"})


def correct(
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    form: EnrollmentForm,
    versions: Mapping[str, int],
    now: datetime,
) -> frozenset[str]:
    """Apply what a form changes; return the names of the changed fields (none: nothing was written)."""
    changed = {name for name, value in form.given.items() if enrollment.imported.get(name, "") != value}
    if not changed:
        return frozenset()
    fields = changed & _PATIENT_FIELDS
    if fields:
        _correct_patient(tx, enrollment.patient_id, form, fields, now)
    facts = {**enrollment.facts}
    for name in changed - _PATIENT_FIELDS - _ENROLLMENT_FIELDS:
        facts.pop(name, None)
        if form.given[name]:
            facts[name] = form.given[name]
    enrollment = replace(enrollment, facts=facts, imported={**enrollment.imported, **form.given})
    if "procedure" in changed:
        enrollment = replace(enrollment, pathway_version_id=versions[form.procedure])
    if "surgery_date" in changed:
        move_surgery(context, tx, enrollment, form.surgery_date, now)
    else:
        replan(context, tx, enrollment, now)
    if fields:  # the patient's other enrollments follow the same contact data
        others = [item for item in enrollments.ids_of_patients(tx, [enrollment.patient_id]) if item != enrollment.id]
        for other in others:
            replan(context, tx, enrollments.get_enrollment(tx, other), now)
    return frozenset(changed)


def _correct_patient(tx: Tx, patient_id: str, form: EnrollmentForm, fields: set[str], now: datetime) -> None:
    patient = patients.get_patients(tx, [patient_id])[patient_id]
    changes: dict[str, Any] = {name: getattr(form, name) for name in fields}
    patient = corrected(patient, **changes)
    patients.update_patient(tx, patient)
    consents = [
        {
            "patient_id": patient.id,
            "channel": name.removesuffix("_consent"),
            "granted": getattr(form, name),
            "source": form.source,
            "wording": form.wording,
            "language": patient.language,
            "at": now,
        }
        for name in sorted(fields & {"sms_consent", "email_consent"})
    ]
    patients.record_consents(tx, consents)
