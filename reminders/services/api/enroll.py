"""Enrolls a patient for another system: the CSV's columns, the very same form, checks, warnings and consent rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminders.core.api.problems import FieldProblem, invalid
from reminders.core.model.audit_actions import Action
from reminders.services.api.documents import etag_of, fields_of, mode_of, plan_of
from reminders.services.api.once import Answer, Asked, answer_once
from reminders.services.api.read_fields import COLUMNS, read_cells
from reminders.services.enrollment.enroll import enroll_in
from reminders.services.enrollment.results import Outcome
from reminders.services.enrollment.warnings import not_applied
from reminders.services.forms.form_errors import check_whole_form
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment import patients
from reminders.store.plans.pathway_versions import PathwayConflictError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.services.api.keys import Caller
    from reminders.services.context import Context
    from reminders.services.enrollment.results import Enrolled
    from reminders.services.plans.warnings import PlanWarning
    from reminders.store.database.session import Tx

_CREATED, _OK = 201, 200
_BY_API = {Action.CHANGED_BY_IMPORT: Action.CHANGED_BY_API}


def enroll_by_api(context: Context, caller: Caller, key: str | None, body: object) -> Answer:
    """Enroll one patient, and answer with the plan and its warnings: 201, or 200 if the surgery was enrolled already.

    Then only fields that differ from the last time are changed, as with a CSV row.

    Raises:
        ProblemError: fields are wrong, or the Idempotency-Key was used for another request.

    """
    asked = Asked(key, "POST enrollments", body)
    return answer_once(
        context, caller, asked, lambda tx: _enroll(at_clinic(context, caller.clinic, tx), tx, caller, body)
    )


def _enroll(context: Context, tx: Tx, caller: Caller, body: object) -> Answer:
    catalog = context.catalog
    cells = read_cells(body, (*COLUMNS, *catalog.fact_names), catalog.facts)
    form, errors = check_whole_form(dict.fromkeys(COLUMNS, "") | cells, caller.clinic, catalog)
    if form is None:
        raise invalid([FieldProblem(name, str(error)) for name, error in errors.items()])
    try:
        results = enroll_in(context, tx, caller.clinic, [form], actor=caller.actor, actions=_BY_API, said=cells)
    except PathwayConflictError as conflict:
        raise invalid([FieldProblem("procedure", str(conflict))]) from None
    result = results.results[0]
    if result.error is not None:
        raise invalid([FieldProblem(result.error.field, str(result.error))])
    enrollment = results.enrollments[form.external_id]
    new = results.new_patients.get(enrollment.patient_id)
    patient = new or patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    document = {
        "id": enrollment.id,
        "external_id": form.external_id,
        "outcome": result.outcome,
        **mode_of(caller),
        "plan": plan_of(context, tx, caller.clinic, enrollment, patient, has_others=new is None),
        "warnings": warnings_of(_notes(result)),
    }
    etag = etag_of(fields_of(context, tx, enrollment, patient), enrollment)
    return Answer(_CREATED if result.outcome is Outcome.ENROLLED else _OK, document, etag)


def _notes(result: Enrolled) -> list[PlanWarning]:
    return [*result.warnings, *(note for change in result.changes if (note := not_applied(change)))]


def warnings_of(warnings: Iterable[PlanWarning]) -> list[dict[str, Any]]:
    """Return warnings as the command prints them."""
    return [{"column": warning.column, "warning": str(warning)} for warning in warnings]
