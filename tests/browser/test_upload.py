"""Enrolling from a file: 200 rows, 7 of them bad."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from reminders.store.tables import audit, enrollments, uploads
from tests.making import all_rows, csv_text, row

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from reminders.services.context import Context

BAD = (
    {"phone": "12"},
    {"email": "nobody"},
    {"surgery_date": "03/10/2026"},
    {"procedure": "knee"},
    {"given_name": "=HYPERLINK(1)"},
    {"sms_consent": "no", "email_consent": "no"},
    {"language": "fr"},
)


def test_200_rows_with_7_bad(page: Page, context: Context, tmp_path: Path):
    rows = [row(phone=f"(212) 736-{1000 + number}") for number in range(200)]
    for number, mistake in enumerate(BAD):
        rows[20 * number + 19] |= mistake
    file = tmp_path / "patients.csv"
    file.write_text(csv_text(rows), encoding="utf-8")
    page.goto("/enroll/file")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="Check before importing").wait_for()
    assert page.locator("table").first.locator("tbody tr").count() == 7
    assert all_rows(context, enrollments) == []
    kept = str(all_rows(context, uploads))
    assert rows[0]["family_name"] not in kept  # sealed
    with page.expect_download() as download:
        page.get_by_role("link", name="Download rejected rows").click()
    refused = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(refused) == 7
    assert refused[4]["given_name"] == "'=HYPERLINK(1)"
    assert refused[0]["reason"].startswith("line 21, phone: not a phone number that can exist in US")
    page.get_by_role("button", name="Enroll 193 rows").click()
    page.get_by_role("heading", name="Import complete").wait_for()
    assert len(all_rows(context, enrollments)) == 193
    assert len([item for item in all_rows(context, audit) if item.action == "enrolled from a file"]) == 193
    # Mended, the file of refused rows goes in as it is, with its reasons.
    for item in refused:
        item |= {
            "given_name": "Ana",
            "phone": "(212) 736-9999",
            "email": "",
            "language": "",
            "procedure": "laminectomy",
        }
        item |= {"surgery_date": "2026-03-10", "sms_consent": "yes", "email_consent": "no"}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(refused[0]))
    writer.writeheader()
    writer.writerows(refused)
    file.write_text(out.getvalue(), encoding="utf-8")
    page.goto("/enroll/file")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_label("I checked the 7 rows below that need").check()  # one phone for seven people
    page.get_by_role("button", name="Enroll 7 rows").click()
    page.get_by_role("heading", name="Import complete").wait_for()
    assert len(all_rows(context, enrollments)) == 200


def test_a_file_that_is_none_is_refused_in_words(page: Page, context: Context, tmp_path: Path):
    page.goto("/enroll/file")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("alert").get_by_text("The file is empty").wait_for()
    file = tmp_path / "photo.csv"
    file.write_bytes(b"PK\x03\x04\x14\x00\x06\x00")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("alert").get_by_text("is not a plain CSV file").wait_for()
    assert all_rows(context, uploads) == []
