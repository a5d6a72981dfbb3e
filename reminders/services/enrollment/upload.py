"""Enrolls from a file that staff uploaded: tried first, kept sealed, confirmed by a click, and deleted."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.actor import SYSTEM, Actor
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.csv_cells import harmless
from reminders.services.enrollment.import_csv import ImportReport, import_csv
from reminders.services.enrollment.read_csv import REASON, CSVFileError, Upload, columns_of, read_rows
from reminders.services.enrollment.results import NOTHING_CONFIRMED, Confirmed
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment import uploads
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context

MAX_ROWS = 2_000
"""What is checked and planned within a few seconds, while a person waits for the page."""

KEPT_FOR = timedelta(hours=1)
NAME = "the file"


@dataclass(frozen=True, slots=True)
class Tried:
    """A file that was tried and not carried out yet."""

    upload_id: str
    report: ImportReport


def try_upload(context: Context, clinic: Clinic, by: StaffMember, content: bytes, *, actor: Actor) -> Tried:
    """Run a file without changing anything, and keep it for the confirmation.

    Raises:
        CSVFileError: it cannot be read at all, or has too many rows; nothing is kept.

    """
    file = Upload(NAME, content)
    _require_few(file, columns_of(at_clinic(context, clinic).catalog))
    report = import_csv(context, clinic, file, actor=actor, dry_run=True)
    with context.db.begin() as tx:
        now = context.clock.now()
        detail = f"{report.counts.total()} rows, {len(report.rejected)} rejected"
        add_entry(tx, AuditEntry(clinic.id, Action.UPLOADED_FILE, actor, now, detail=detail))
        uploads.drop_uploads(tx, now - KEPT_FOR)
        upload_id = uploads.keep_upload(tx, clinic.id, by.id, content, now)
    return Tried(upload_id, report)


def _require_few(file: Upload, optional: Sequence[str]) -> None:
    """Count before anything else is done: the checks of a row cost a hundred times what reading it does."""
    for count, _row in enumerate(read_rows(file, optional=optional), start=1):
        if count > MAX_ROWS:
            raise CSVFileError(
                f"the file has more than {MAX_ROWS:,} rows; split it into smaller files, or have it enrolled with the "
                "command: reminders enroll FILE.csv"
            )


def try_again(
    context: Context, clinic: Clinic, by: StaffMember, upload_id: str, *, actor: Actor
) -> ImportReport | None:
    """Run a kept file again without changing anything; None when it is not there any more."""
    upload = kept_upload(context, clinic, by, upload_id)
    return None if upload is None else import_csv(context, clinic, upload, actor=actor, dry_run=True)


def carry_out_upload(
    context: Context,
    clinic: Clinic,
    by: StaffMember,
    upload_id: str,
    *,
    actor: Actor,
    confirmed: Confirmed = NOTHING_CONFIRMED,
) -> ImportReport | None:
    """Enroll from a kept file and delete it; None when it is not there any more."""
    upload = kept_upload(context, clinic, by, upload_id)
    if upload is None:
        return None

    report = import_csv(context, clinic, upload, actor=actor, confirmed=confirmed)
    if not report.rejected:
        with context.db.begin() as tx:
            uploads.drop_upload(tx, upload_id)
    return report


def kept_upload(context: Context, clinic: Clinic, by: StaffMember, upload_id: str) -> Upload | None:
    """Return a kept file to the person who uploaded it."""
    with context.db.read() as tx:
        content = uploads.find_upload(tx, clinic.id, by.id, upload_id, context.clock.now() - KEPT_FOR)
    return None if content is None else Upload(NAME, content)


def refused_rows(context: Context, clinic: Clinic, file: Upload) -> str:
    """Return the rejected rows as CSV, each with its reason, to be fixed and uploaded again.

    A cell that a spreadsheet would run as a formula gets an apostrophe; a phone with its plus stays as it is.
    """
    report = import_csv(context, clinic, file, actor=SYSTEM, dry_run=True)
    reasons = {item.line: item for item in report.rejected}
    text = io.StringIO()
    writer = csv.writer(text)
    header: list[str] = []
    for row in read_rows(file, optional=columns_of(at_clinic(context, clinic).catalog)):
        if row.line not in reasons:
            continue
        if row.cells and not header:
            header = list(row.cells)
            writer.writerow([*header, REASON])
        rejected = reasons[row.line]
        where = f"line {rejected.line}" + (f", {rejected.column}" if rejected.column else "")
        cells = [harmless(row.cells.get(name, "")) for name in header]
        writer.writerow([*cells, f"{where}: {rejected.error}"])
    return text.getvalue()


def read_bytes(content: bytes) -> bytes:
    """Return the content of an uploaded file, of which there must be some.

    Raises:
        CSVFileError: it is empty.

    """
    if not content.strip():
        raise CSVFileError("the file is empty; choose another one")
    return content
