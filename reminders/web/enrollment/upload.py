"""The page that enrolls from a CSV file: a sample, a dry run with its report, a click that carries it out."""

from __future__ import annotations

import csv
import io

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.services.enrollment.changes import ChangeDecision
from reminders.services.enrollment.import_csv import ImportReport
from reminders.services.enrollment.read_csv import CSVFileError, columns_of
from reminders.services.enrollment.results import Confirmed
from reminders.services.enrollment.upload import (
    MAX_ROWS,
    carry_out_upload,
    kept_upload,
    read_bytes,
    refused_rows,
    try_again,
    try_upload,
)
from reminders.services.forms.enrollment_form import REQUIRED_COLUMNS
from reminders.services.wording.live_care import at_clinic
from reminders.web.pages.labels import _
from reminders.web.requests.forms import Form, file_of, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller, RowId, UploadForm

router = APIRouter()

MAX_SHOWN = 100
"""Rows in each table of a report; all refused ones are in the file to download."""

SAMPLE = {
    "external_id": "EXAMPLE-1",
    "given_name": "Dana",
    "family_name": "Whitfield",
    "phone": "(202) 555-0111",
    "email": "dana.whitfield@example.org",
    "procedure": "microdiscectomy",
    "surgery_date": "2027-03-03",
    "job_strain": "desk",
    "sms_consent": "yes",
    "email_consent": "yes",
}


@router.get("/enroll/file")
def ask(user: Enroller) -> HTMLResponse:
    """Show how it goes."""
    return _page(user)


@router.get("/enroll/sample.csv")
def sample(user: Enroller) -> Response:
    """Download a sample file with every column and one made-up patient."""
    text = io.StringIO()
    columns = [name for name in (*REQUIRED_COLUMNS, *_optional(user)) if name != "enroll_at"]
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerow(SAMPLE)
    return _csv(text.getvalue(), "sample.csv")


@router.post("/enroll/file")
def preview_file(user: Enroller, form: UploadForm) -> HTMLResponse:
    """Check a file and show the result for each row before importing."""
    file = file_of(form, "file")
    try:
        content = read_bytes(file.file.read() if file else b"")
        tried = try_upload(user.context, user.clinic, user.staff, content, actor=user.actor)
    except CSVFileError as error:
        return _page(user, errors={"file": error}, status=422)
    return _report(user, tried.report, tried.upload_id, tried=True)


@router.post("/enroll/file/{upload_id}")
def import_file(user: Enroller, form: Form, upload_id: RowId) -> HTMLResponse:
    """Enroll the good rows of a file that was tried; rows that ask for it must have been confirmed."""
    unconfirmed = text_of(form, "asks") == "yes" and text_of(form, "warned") != "yes"
    confirmed = Confirmed(changes=text_of(form, "changes") == "yes")
    who = (user.context, user.clinic, user.staff, upload_id)
    if unconfirmed:
        report = try_again(*who, actor=user.actor)
    else:
        report = carry_out_upload(*who, actor=user.actor, confirmed=confirmed)
    if report is None:
        raise HTTPException(404)
    errors = {"warned": _("review the rows with warnings and check the box")} if unconfirmed else {}
    return _report(user, report, upload_id, tried=unconfirmed, errors=errors)


@router.get("/enroll/file/{upload_id}/refused.csv")
def refused(user: Enroller, upload_id: RowId) -> Response:
    """Download the rejected rows with their reasons, to be fixed and uploaded again."""
    upload = kept_upload(user.context, user.clinic, user.staff, upload_id)
    if upload is None:
        raise HTTPException(404)
    return _csv(refused_rows(user.context, user.clinic, upload), "refused.csv")


def _report(
    user: CurrentUser, report: ImportReport, upload_id: str, *, tried: bool, errors: dict[str, str] | None = None
) -> HTMLResponse:
    return user.page(
        "staff/upload_report.html",
        status=422 if errors else 200,
        report=report,
        upload_id=upload_id,
        tried=tried,
        errors=errors or {},
        shown=MAX_SHOWN,
        asking=[row for row in report.rows if any(note.asks for note in row.notes)],
        disputed=sum(change.verdict is ChangeDecision.DISPUTED for row in report.rows for change in row.result.changes),
    )


def _page(user: CurrentUser, errors: dict[str, CSVFileError] | None = None, status: int = 200) -> HTMLResponse:
    return user.page(
        "staff/upload.html",
        status=status,
        errors=errors or {},
        required=REQUIRED_COLUMNS,
        optional=_optional(user),
        most=MAX_ROWS,
    )


def _optional(user: CurrentUser) -> tuple[str, ...]:
    return columns_of(at_clinic(user.context, user.clinic).catalog)


def _csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=headers)
