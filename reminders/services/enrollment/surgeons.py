"""Whose surgery it is: names in a file or form become surgeons of the clinic's list, and staff correct it later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.records.surgeon_names import by_key, surgeon_key
from reminders.services.pick_patient import pick_surgery_of
from reminders.store.clinics import surgeons
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.surgeon import Surgeon
    from reminders.services.context import Context
    from reminders.services.enrollment.results import Enrolled
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx


def with_surgeons(tx: Tx, clinic: Clinic, forms: Sequence[EnrollmentForm]) -> Sequence[EnrollmentForm]:
    """Look the surgeons of forms up by name; return the forms with the ids. Forms that name none cost no query.

    A name that is not on the list says nothing: what stands stays, and `EnrollmentForm.surgeon` without an id is warned
    of. So the same file sets it once the name is on the list. Someone retired may still have past surgeries in a file.
    """
    if not any(form.surgeon and "surgeon" in form.given for form in forms):
        return forms
    known = by_key(surgeons.list_surgeons(tx, clinic.id))
    return [_with_surgeon(form, known) for form in forms]


def require_surgeon(context: Context, clinic: Clinic, name: str) -> None:
    """Check that a name is on the clinic's list.

    Raises:
        UseError: it is not; the message says what to do.

    """
    with context.db.read() as tx:
        if surgeon_key(name) not in by_key(surgeons.list_surgeons(tx, clinic.id)):
            raise UseError("--surgeon: this surgeon is not on the clinic's list; add the name under Settings, Surgeons")


def _with_surgeon(form: EnrollmentForm, known: Mapping[str, Surgeon]) -> EnrollmentForm:
    if not form.surgeon:
        return form
    surgeon = known.get(surgeon_key(form.surgeon))
    if surgeon is None:
        return replace(form, given={name: value for name, value in form.given.items() if name != "surgeon"})
    return replace(form, surgeon_id=surgeon.id, given={**form.given, "surgeon": surgeon.id})


def named(tx: Tx, clinic: Clinic, results: Mapping[str, Enrolled]) -> Mapping[str, Enrolled]:
    """Say in each difference who a surgeon is: people read names, what is stored are ids."""
    if not any(change.column == "surgeon" for result in results.values() for change in result.changes):
        return results
    names = {item.id: item.name for item in surgeons.list_surgeons(tx, clinic.id)}
    return {
        key: replace(
            result,
            changes=tuple(
                replace(change, old=names.get(change.old, change.old), new=names.get(change.new, change.new))
                if change.column == "surgeon"
                else change
                for change in result.changes
            ),
        )
        for key, result in results.items()
    }


def correct_surgeon(
    context: Context, clinic: Clinic, patient_id: str, enrollment_id: str, surgeon_id: str, *, actor: Actor
) -> bool:
    """Write down whose surgery it is, or no one's for an empty id; return whether that was new.

    Raises:
        NotFoundError: the clinic has no such enrollment, or no such surgeon.

    """
    with context.db.begin() as tx:
        surgery = pick_surgery_of(tx, clinic, patient_id, enrollment_id)
        if surgeon_id and surgeons.find_surgeon(tx, clinic.id, surgeon_id) is None:
            raise NotFoundError("no such surgeon")
        if (surgery.surgeon_id or "") == surgeon_id:
            return False
        surgeons.give_surgeon(tx, surgery.id, surgeon_id or None)
        now = context.clock.now()
        add_entry(tx, AuditEntry(clinic.id, Action.CHANGED_SURGEON, actor, now, surgery.patient_id, surgery.id))
        return True
