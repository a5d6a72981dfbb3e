"""Measures enrollment on the held-out rows: `python -m tests.services.enrollment.measure` prints the score by kind.

Each row goes through the real import into a database of its own. `--wrong` names the rows that are not as expected.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reminders.clock import FixedClock
from reminders.core.model.contact import Channel
from reminders.services.consent.stop import stop_patient
from reminders.services.enrollment.corrections.contact import correct_contact
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.enrollment.read_csv import CSVFileError
from reminders.services.plans.change_state import CancelReason, cancel, pause
from reminders.services.plans.reschedule import reschedule
from reminders.store.database.session import open_database
from reminders.store.enrollment.patients import decrypt_patient
from reminders.store.tables import enrollments, patients
from reminders.store.upkeep.schema import migrate
from tests.making import SOMEBODY, add_oak, all_rows, csv_text, make_context, vault
from tests.services.enrollment.held_out.cells import CELLS
from tests.services.enrollment.held_out.files import FILES
from tests.services.enrollment.held_out.histories import HISTORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.enrollment.import_csv import ImportReport

TODAY = datetime(2026, 3, 2, 17, tzinfo=UTC)
PLAIN = {
    "external_id": "D-1",
    "given_name": "Dana",
    "family_name": "Lee",
    "phone": "+12025550143",
    "email": "",
    "language": "en",
    "timezone": "America/New_York",
    "procedure": "laminectomy",
    "surgery_date": "2026-03-20",
    "job_strain": "",
    "sms_consent": "yes",
    "email_consent": "no",
}


@contextmanager
def clinic_of_its_own() -> Iterator[tuple[Context, Clinic, Path]]:
    """Open a new database with one clinic, on the day the rows were written for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = open_database(f"sqlite:///{folder}/rows.db", vault(), durable=False)
        migrate(database)
        context = make_context(database, FixedClock(TODAY))
        yield context, add_oak(context), folder
        database.close()


def bring(context: Context, clinic: Clinic, folder: Path, content: bytes) -> ImportReport | None:
    """Import a file; None if it is refused as a whole."""
    path = folder / "patients.csv"
    path.write_bytes(content)
    try:
        return import_csv(context, clinic, path, actor=SOMEBODY)
    except CSVFileError:
        return None


def stored(context: Context, column: str) -> str | None:
    """Return what the only patient, or surgery, has in a column."""
    with context.db.read() as tx:
        patient = decrypt_patient(tx, tx.conn.execute(select(patients)).one())
    value = getattr(patient, column) if hasattr(patient, column) else getattr(all_rows(context, enrollments)[0], column)
    return None if value is None else str(value)


def cell_problem(cells: dict[str, str], expected: str, value: str | None) -> str | None:
    """Say what is not as expected of a row with these cells; None if all is."""
    with clinic_of_its_own() as (context, clinic, folder):
        report = bring(context, clinic, folder, csv_text([PLAIN | cells]).encode())
        if report is None:
            return "the file was refused"
        accepted = "warned" if report.warned else "ok"
        found = f"rejected {report.rejected[0].column}" if report.rejected else accepted
        if found != expected:
            return found
        if value is not None and (kept := stored(context, next(iter(cells)))) != value:
            return f"stored {kept!r}"
    return None


def file_problem(content: bytes, enrolled: int, refused: tuple[str, ...]) -> str | None:
    """Say what is not as expected of a whole file; None if all is."""
    with clinic_of_its_own() as (context, clinic, folder):
        report = bring(context, clinic, folder, content)
        if report is None:
            return None if refused == ("file",) else "the file was refused"
        found = (report.counts.total(), tuple(item.column or "" for item in report.rejected))
        return None if found == (enrolled, refused) else f"{found}"


def history_problem(steps: list[Any], counts: dict[str, int], words: tuple[str, ...]) -> str | None:
    """Say what is not as expected after files and staff's changes; None if all is."""
    with clinic_of_its_own() as (context, clinic, folder):
        report = None
        for step in steps:
            if isinstance(step, tuple):
                change(context, clinic, *step)
            else:
                report = bring(context, clinic, folder, csv_text([PLAIN | item for item in step]).encode())
        if report is None:
            return "the file was refused"
        found = {outcome.value: number for outcome, number in report.counts.items()}
        found["rejected"] = len(report.rejected)
        told = " ".join([*(f"{note.column} {note}" for item in report.rows for note in item.notes)])
        told += " ".join(str(item.error) for item in report.rejected)
        missing = [word for word in words if word not in told]
        wrong = {name: found.get(name, 0) for name, number in counts.items() if found.get(name, 0) != number}
        return f"{wrong} {missing} {told}" if wrong or missing else None


def change(context: Context, clinic: Clinic, what: str, external_id: str, value: str = "") -> None:
    """Do what staff, or the patient, did between two files."""
    if what == "move":
        reschedule(context, clinic, external_id, date.fromisoformat(value), actor=SOMEBODY)
    elif what == "phone":
        patient = str(all_rows(context, patients)[0].id)
        correct_contact(context, clinic, patient, phone=value, email="", language="en", actor=SOMEBODY)
    elif what == "stop":
        stop_patient(context, clinic, external_id, Channel.SMS, "staff", actor=SOMEBODY)
    elif what == "cancel":
        cancel(context, clinic, external_id, CancelReason.OTHER, actor=SOMEBODY)
    else:
        pause(context, clinic, external_id, actor=SOMEBODY)


def problems() -> Iterator[tuple[str, str, str | None]]:
    """Yield each held-out row: its kind, its name, and what is wrong."""
    for kind, cells, expected, value in CELLS:
        yield kind, str(cells), cell_problem(cells, expected, value)
    for kind, name, content, enrolled, refused in FILES:
        yield kind, name, file_problem(content, enrolled, refused)
    for kind, name, steps, counts, words in HISTORIES:
        yield kind, name, history_problem(steps, counts, words)


def main(arguments: list[str]) -> None:
    """Print right and all by kind, and with `--wrong` the rows that are not as expected."""
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for kind, name, problem in problems():
        every[kind] += 1
        right[kind] += problem is None
        if problem is not None and "--wrong" in arguments:
            sys.stdout.write(f"{kind}: {name}: {problem}\n")
    for kind in sorted(every):
        sys.stdout.write(f"{kind:24}{right[kind]:4}/{every[kind]}\n")
    sys.stdout.write(f"{'all':24}{right.total():4}/{every.total()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
