"""What a person should know of a row that is good, beyond its plan: it may be someone known, the file may not win."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Reach
from reminders.core.records.names import spelled_alike
from reminders.services.enrollment.changes import ChangeDecision, FieldChange
from reminders.services.plans.warnings import PlanWarning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.patient import Patient


def not_applied(change: FieldChange) -> PlanWarning | None:
    """Return what to say of a field in which the file does not win; its values stand on the page alone."""
    return PlanWarning(change.column, _NOT_APPLIED[change.verdict]) if change.verdict in _NOT_APPLIED else None


_NOT_APPLIED = {
    ChangeDecision.KEPT: (
        "staff changed this after the last import; the file has the old value, so it was not changed back"
    ),
    ChangeDecision.DISPUTED: (
        "staff changed this after the last import, and the file has a different value; the staff change was kept"
    ),
}


def about_namesakes(patient: Patient, holders: Sequence[Patient]) -> list[PlanWarning]:
    """Warn of someone else at the same phone or email whose name is nearly the same."""
    for other in holders:
        if other.id != patient.id and spelled_alike(patient, other):
            return [
                PlanWarning(
                    "given_name",
                    "possible duplicate: a patient with the same phone or email has nearly the same name",
                    asks=True,
                )
            ]
    return []


def about_unused_facts(columns: Sequence[str]) -> tuple[PlanWarning, ...]:
    """Warn of cells that only another care plan asks about."""
    return tuple(PlanWarning(column, UNUSED_FACT) for column in columns)


def about_letters(column: str) -> PlanWarning:
    """Warn of a cell whose letters may be others: the file does not say how it was saved."""
    return PlanWarning(column, DOUBTFUL_LETTERS, asks=True)


UNKNOWN_SURGEON = PlanWarning(
    "surgeon",
    "this surgeon is not on the clinic's list, so the surgery has no surgeon; add the name under Settings, Surgeons, "
    "and import the file again, or choose one on the patient's page",
    asks=True,
)

NO_CAREGIVER_EMAIL = PlanWarning(
    "caregiver_email", "a caregiver gets texts only, so nothing goes to this email; it is not stored"
)
UNUSED_FACT = "the care plan of this row does not ask about this, so the cell was ignored"
CAREGIVER_SILENT = {
    Reach.NO_CONSENT: PlanWarning(
        "caregiver_sms_consent", "the caregiver has not agreed to texts, so nothing goes to the caregiver"
    ),
    Reach.OPTED_OUT: PlanWarning(
        "caregiver_phone", "the caregiver's phone has stopped texts, so nothing goes to the caregiver"
    ),
    Reach.DECLINED: PlanWarning(
        "caregiver_phone", "the caregiver said no when asked to confirm texts, so nothing goes to the caregiver"
    ),
}
"""Why a caregiver who was named gets nothing."""

DOUBTFUL_LETTERS = (
    "the file is not UTF-8, so letters with accents here may be wrong; check them, or save the file as 'CSV UTF-8'"
)
