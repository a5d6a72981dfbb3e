"""A discharge date by command, page, file and simulation: what counts from it follows in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.errors import UseError
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.plans.discharge import preview_discharge, record_discharge
from reminders.services.plans.reschedule import reschedule
from reminders.store.enrollment.enrollments import find_enrollment
from reminders.store.tables import audit, enrollments, messages
from tests.making import SOMEBODY, all_rows, csv_file, enroll_rows, play, row
from tests.tables import each_row

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def one(context: Context, clinic: Clinic) -> str:
    """Enroll one patient, operated on 10 March, whose wound check is due on the 14th."""
    enroll_rows(context, clinic, row(external_id="A"))
    return "A"


def wound(context: Context) -> tuple[str, date]:
    (found,) = [item for item in all_rows(context, messages) if item.step == "wound_1"]
    return found.status, found.due_at.date()


def on_file(context: Context) -> date | None:
    return all_rows(context, enrollments)[0].discharge_date


def test_a_patient_still_in_hospital_gets_the_wound_check_two_days_after_discharge(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
):
    for told, due in ((13, 15), (16, 18), (11, 14)):
        record_discharge(context, clinic, one, date(2026, 3, told), actor=SOMEBODY)
        assert (on_file(context), wound(context)) == (date(2026, 3, told), ("planned", date(2026, 3, due)))
    record_discharge(context, clinic, one, date(2026, 3, 16), actor=SOMEBODY)
    play(context, clock, "03-15 12:00")
    assert wound(context) == ("planned", date(2026, 3, 18))
    play(context, clock, "03-19 12:00")
    assert wound(context) == ("accepted", date(2026, 3, 18))
    details = [item.detail for item in all_rows(context, audit) if item.action == "recorded a discharge"]
    assert details == [None, "corrected", "corrected", "corrected"]


def test_looking_changes_nothing_and_the_same_date_again_leaves_no_entry(context: Context, clinic: Clinic, one: str):
    with context.db.read() as tx:
        enrollment = find_enrollment(tx, clinic.id, one)
    assert enrollment is not None
    moved = [item for item in preview_discharge(context, clinic, enrollment, date(2026, 3, 16)).changes if item.moved]
    assert [(item.after.step, item.after.due_at.date()) for item in moved if item.after] == [
        ("wound_1", date(2026, 3, 18))
    ]
    assert (on_file(context), wound(context)) == (None, ("planned", date(2026, 3, 14)))
    record_discharge(context, clinic, one, None, actor=SOMEBODY)
    assert not [item for item in all_rows(context, audit) if item.action == "recorded a discharge"]


def test_what_is_refused_changes_nothing(context: Context, clinic: Clinic, one: str):
    for wrong in (date(2026, 3, 9), date(2027, 3, 14)):
        with pytest.raises(UseError, match="discharge date"):
            record_discharge(context, clinic, one, wrong, actor=SOMEBODY)
    cancel(context, clinic, one, CancelReason.OTHER, actor=SOMEBODY)
    with pytest.raises(UseError, match="cancelled"):
        record_discharge(context, clinic, one, date(2026, 3, 12), actor=SOMEBODY)
    assert on_file(context) is None


def test_a_discharge_does_not_outlive_the_surgery_it_followed(context: Context, clinic: Clinic, one: str):
    record_discharge(context, clinic, one, date(2026, 3, 12), actor=SOMEBODY)
    reschedule(context, clinic, one, date(2026, 3, 11), actor=SOMEBODY)
    assert on_file(context) == date(2026, 3, 12)
    reschedule(context, clinic, one, date(2026, 4, 1), actor=SOMEBODY)
    assert (on_file(context), wound(context)) == (None, ("planned", date(2026, 4, 5)))


@each_row(
    ("first", "second", "stands", "error"),
    [
        ("2026-03-13", None, "2026-03-13", None),
        ("2026-03-13", "2026-03-16", "2026-03-16", None),
        ("", "2026-03-16", "2026-03-16", None),
        ("2026-03-13", "", "None", None),
        ("2026-03-09", None, None, "must not be before the surgery date"),
        ("2027-03-09", None, None, "more than 30 days ahead"),
        ("13/03/2026", None, None, "write the date as YYYY-MM-DD"),
        ("2026-03-13", "2026-03-01", "2026-03-13", "must not be before the surgery date"),
    ],
)
def test_a_file_may_say_it(  # noqa: PLR0917 the columns of the table
    context: Context,
    clinic: Clinic,
    tmp_path: Path,
    first: str,
    second: str | None,
    stands: str | None,
    error: str | None,
):
    base = row(external_id=f"F-{first}-{second}-")
    said = [base | {"discharge_date": first}, *([base | {"discharge_date": second}] if second is not None else [])]
    reports = [import_csv(context, clinic, csv_file(tmp_path, cells), actor=SOMEBODY) for cells in said]
    refused = [(item.column, item.error) for report in reports for item in report.rejected]
    assert [column for column, _ in refused] == ([] if error is None else ["discharge_date"])
    assert error is None or error in refused[0][1]
    with context.db.read() as tx:
        found = find_enrollment(tx, clinic.id, base["external_id"])
    assert (None if found is None else str(found.discharge_date)) == stands
