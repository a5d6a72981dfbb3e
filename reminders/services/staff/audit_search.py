"""The audit log as a clinic's admin reads it: narrowed, page by page, and as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.csv_cells import harmless
from reminders.core.model.quiet_hours import at_local
from reminders.core.model.staff_member import shown_names
from reminders.store.enrollment import enrollments, patients
from reminders.store.staff import audit_log, staff
from reminders.store.staff.audit import add_entry
from reminders.store.staff.audit_log import Narrowed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.audit_entries import AuditLine
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.core.staff.audit_filter import AuditFilter
    from reminders.services.context import Context

PAGE_LINES: Final = 100
MAX_EXPORT: Final = 100_000
COLUMNS: Final = ("at", "actor_kind", "actor", "action", "detail", "patient_id", "enrollment_id")


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines, newest first, each with its row id. `people` are emails by staff id; `older`: where the next page begins.

    `patient` is whose lines they are, where the filter names one of this clinic.
    """

    lines: Sequence[AuditLine]
    people: Mapping[str, str]
    older: int | None
    patient: Patient | None


def search_audit(context: Context, clinic: Clinic, narrowed: AuditFilter, before: int | None) -> AuditPage:
    """Return one page of a clinic's audit log: lines from before a row, or the latest."""
    with context.db.read() as tx:
        rows = audit_log.find_lines(tx, clinic.id, _narrowed(clinic, narrowed), before, PAGE_LINES + 1)
        shown = rows[:PAGE_LINES]
        return AuditPage(
            lines=[line for _, line in shown],
            people=shown_names(staff.list_staff(tx, clinic.id)),
            older=shown[-1][0] if len(rows) > PAGE_LINES else None,
            patient=patients.find_patient(tx, clinic.id, narrowed.patient) if narrowed.patient else None,
        )


def export_search(context: Context, clinic: Clinic, narrowed: AuditFilter, *, actor: Actor) -> str:
    """Return the lines of a filter as CSV, newest first; that this was done is a line of the log itself."""
    with context.db.begin() as tx:
        people = {member.id: member.email for member in staff.list_staff(tx, clinic.id)}
        rows = audit_log.find_lines(tx, clinic.id, _narrowed(clinic, narrowed), None, MAX_EXPORT)
        at = context.clock.now()
        add_entry(tx, AuditEntry(clinic.id, Action.EXPORTED_AUDIT, actor, at, detail=f"{len(rows)} entries"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _cells(line, people)] for _, line in rows)
    return text.getvalue()


def find_case(context: Context, clinic: Clinic, external_id: str) -> str | None:
    """Return the patient id of a case id, to narrow the log to; None where the clinic has no such case."""
    with context.db.read() as tx:
        return next(iter(enrollments.patients_of_external_id(tx, clinic.id, external_id.strip())), None)


def _cells(line: AuditLine, people: Mapping[str, str]) -> list[str]:
    who = people.get(line.staff_id or "") or line.staff_id or line.actor_name
    cells = (line.at.astimezone(UTC).isoformat(), line.actor_kind, who, line.action, line.detail)
    return [str(cell or "") for cell in (*cells, line.patient_id, line.enrollment_id)]


def _narrowed(clinic: Clinic, narrowed: AuditFilter) -> Narrowed:
    staff_id = narrowed.who if "-" in narrowed.who else None
    return Narrowed(
        staff_id=staff_id,
        kind=narrowed.who or None if staff_id is None else None,
        action=narrowed.action or None,
        patient_id=narrowed.patient or None,
        since=at_local(narrowed.first, 0, clinic.zone) if narrowed.first else None,
        until=at_local(narrowed.last + timedelta(days=1), 0, clinic.zone) if narrowed.last else None,
    )
