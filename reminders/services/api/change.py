"""Changes the fields of an enrollment for another system, its surgery date among them.

What staff changed is never undone unseen: a field that staff changed is refused, unless the caller shows by If-Match
that it has read what stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.api.problems import FieldProblem, ProblemError, ProblemKind, invalid
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.services.api.change_state import ChangeRequest, carry_out
from reminders.services.api.read_fields import COLUMNS, read_cells
from reminders.services.enrollment.changes import ChangeDecision, changes_of, values_standing
from reminders.services.enrollment.correct import correct
from reminders.services.enrollment.surgeons import with_surgeons
from reminders.services.forms.form_errors import check_changes
from reminders.services.plans.reschedule import reschedule_in
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment import enrollments, patients
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.enrollment.legible import CANNOT_BE_READ
from reminders.store.enrollment.sources import add_sources
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.enrollment import Enrollment
    from reminders.services.api.keys import Caller
    from reminders.services.api.once import Answer
    from reminders.services.context import Context
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx

CHANGEABLE = tuple(name for name in COLUMNS if name not in {"external_id", "enroll_at"})


def change_enrollment(context: Context, caller: Caller, request: ChangeRequest) -> Answer:
    """Change some fields of an enrollment; a new surgery date plans afresh and reopens what was canceled.

    Raises:
        ProblemError: no such enrollment, it is not as the caller has seen it, wrong fields, or staff changed one.
        UseError: a canceled enrollment that is not reopened.

    """
    context = at_clinic(context, caller.clinic)
    own = context.catalog.facts
    cells = read_cells(request.body, (*CHANGEABLE, *context.catalog.fact_names), own)

    def act(tx: Tx, enrollment: Enrollment) -> None:
        _Change(context, tx, caller, is_seen=request.if_match is not None).apply(enrollment, cells)

    return carry_out(context, caller, "change", request, act)


@dataclass(frozen=True, slots=True)
class _Change:
    """A change in an open transaction; `is_seen`: the caller has read what it replaces."""

    context: Context
    tx: Tx
    caller: Caller
    is_seen: bool

    def apply(self, enrollment: Enrollment, cells: Mapping[str, str]) -> None:
        patient = patients.get_patients(self.tx, [enrollment.patient_id])[enrollment.patient_id]
        pathway = self.context.book.get(self.tx, enrollment.pathway_version_id)
        standing = values_standing(patient, enrollment, pathway, caregiver_of(self.tx, patient.id))
        form = self._checked(enrollment, standing, cells)
        if self.is_seen:  # what staff wrote was read, and is changed anyway
            seen = {name: standing.get(name, "") for name in form.given}
            enrollment = replace(enrollment, imported={**enrollment.imported, **seen})
        changes = changes_of(form, enrollment.imported, standing, confirmed=False)
        by_staff = [item.column for item in changes if item.verdict is not ChangeDecision.APPLIED]
        if by_staff:
            fields = [FieldProblem(name, "staff changed this after your last change") for name in by_staff]
            raise ProblemError(ProblemKind.STAFF_CHANGE, _STAFF_CHANGE, fields)
        changed = {item.column for item in changes}
        self._correct(enrollment, form, changed)
        if "surgery_date" in changed:
            self._move(enrollment, form)
        add_sources(self.tx, [enrollment.id], self.caller.actor, self.context.clock.now())

    def _checked(self, enrollment: Enrollment, standing: Mapping[str, str], cells: Mapping[str, str]) -> EnrollmentForm:
        """Check the fields as they will stand; what is wrong with others is no reason to refuse these."""
        clinic, catalog = self.caller.clinic, self.context.catalog
        legible = {name: "" if value == CANNOT_BE_READ else value for name, value in standing.items()}
        whole = dict.fromkeys(CHANGEABLE, "") | legible | {"surgeon": "", "external_id": enrollment.key} | dict(cells)
        form, errors = check_changes(whole, cells, clinic, catalog)
        if form is None:
            raise invalid([FieldProblem(name, str(error)) for name, error in errors.items()])
        if unused := [name for name in form.unused_facts if name in cells]:
            raise invalid([FieldProblem(name, _UNUSED) for name in unused])
        file = catalog.find(form.procedure)
        if "procedure" in cells and file is not None and (conflict := self.context.book.conflict(self.tx, file)):
            raise invalid([FieldProblem("procedure", conflict)])
        form = replace(form, given={name: value for name, value in form.given.items() if name in cells})
        (form,) = with_surgeons(self.tx, clinic, [form])
        if form.surgeon and not form.surgeon_id:
            raise invalid([FieldProblem("surgeon", "not on the clinic's list of surgeons (Settings, Surgeons)")])
        return form

    def _correct(self, enrollment: Enrollment, form: EnrollmentForm, changed: set[str]) -> None:
        """Change all fields but the date, as an import does."""
        now = self.context.clock.now()
        versions: dict[str, int] = {}
        if "procedure" in changed and (file := self.context.catalog.find(form.procedure)):
            versions[form.procedure] = self.context.book.snapshot(self.tx, file, now)
        given = {name: value for name, value in form.given.items() if name != "surgery_date"}
        patient = patients.get_patients(self.tx, [enrollment.patient_id])[enrollment.patient_id]
        correction = correct(self.context, self.tx, enrollment, patient, replace(form, given=given), versions, now)
        if correction.error is not None:
            raise invalid([FieldProblem(correction.error.field, str(correction.error))])
        if correction.applied:
            clinic, actor, what = self.caller.clinic.id, self.caller.actor, ", ".join(sorted(correction.applied))
            line = AuditEntry(clinic, Action.CHANGED_BY_API, actor, now, patient.id, enrollment.id, what)
            add_entry(self.tx, line)

    def _move(self, enrollment: Enrollment, form: EnrollmentForm) -> None:
        """Move the surgery, as a nurse's click does."""
        clinic, actor = self.caller.clinic, self.caller.actor
        reschedule_in(self.context, self.tx, clinic, enrollment.key, form.surgery_date, actor=actor)
        moved = enrollments.get_enrollment(self.tx, enrollment.id)
        imported = {**moved.imported, "surgery_date": form.surgery_date.isoformat()}
        enrollments.update_enrollment(self.tx, replace(moved, imported=imported, damaged=moved.damaged - {"imported"}))


_UNUSED = "the care plan of this enrollment does not ask about this; leave the field out"
_STAFF_CHANGE = (
    "staff changed some of these fields, so nothing was changed; read the enrollment, and if your values are right, "
    "send them again with its ETag in If-Match"
)
