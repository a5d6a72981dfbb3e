"""What a receptionist may write, what is refused, and that no refusal repeats what was written."""

from __future__ import annotations

import pytest

from reminders.services.forms.enrollment_form import FieldError, check_form
from tests.making import CATALOG, OAK, row
from tests.tables import each_row

VALID = [  # column, as written, as kept
    ("phone", "202-555-0123", "+12025550123"),
    ("phone", "+1 (202) 555 0123", "+12025550123"),
    ("phone", "+44 7400 123456", "+447400123456"),
    ("email", "Ana@EXAMPLE.org", "Ana@example.org"),
    ("language", "", "en"),
    ("language", "ES", "es"),
    ("timezone", "", "America/New_York"),
    ("timezone", "Australia/Lord_Howe", "Australia/Lord_Howe"),
    ("surgery_date", "2028-02-29", "2028-02-29"),
    ("surgery_date", " 2026-03-10 ", "2026-03-10"),
    ("job_strain", "", "unknown"),
    ("job_strain", "Desk", "desk"),
    ("sms_consent", "TRUE", "yes"),
    ("sms_consent", "1", "yes"),
    ("email_consent", "", "no"),
    ("email_consent", "0", "no"),
    ("given_name", "José María", "José María"),
    ("given_name", "O'Neil-Smith", "O'Neil-Smith"),
    ("family_name", "", ""),
    ("opioid", "no", "no"),
    ("opioid", "", ""),
    ("condition", "Herniated_Disc", "herniated_disc"),
    ("phone_belongs_to", "", "patient"),
    ("phone_belongs_to", "caregiver", "caregiver"),
]
REFUSED = [  # column, as written, part of the sentence
    ("external_id", "", "must not be empty"),
    ("external_id", '=HYPERLINK("http://x")', "formula"),
    ("external_id", "x" * 81, "longer than 80"),
    ("given_name", "  ", "must not be empty"),
    ("given_name", "=cmd|' /C calc'!A0", "formula"),
    ("given_name", "@SUM(1)", "formula"),
    ("family_name", "+1+1", "formula"),
    ("family_name", "-2", "formula"),
    ("given_name", "Ana\nRosa", "line break"),
    ("given_name", "Ana\x00Rosa", "control character"),
    ("given_name", "x" * 201, "longer than 200"),
    ("phone", "12345", "not a phone number that can exist in US"),
    ("phone", "+1 202 155 0123", "not a phone number"),
    ("phone", "(555) 555-5555", "not a phone number"),
    ("phone", "hunter two", "not a phone number"),
    ("phone", "202-555-0123 ext. 99", "extension"),
    ("phone", "+99 1234567890123456", "not a phone number"),
    ("phone", "٢٠٢٥٥٥٠", "not a phone number"),
    ("email", "ana", "not an email address"),
    ("email", "ana@@example.org", "not an email address"),
    ("email", "Ana <ana@example.org>", "not an email address"),
    ("email", "ana@example.org, b@example.org", "not an email address"),
    ("language", "fr", "write one of: en, es"),
    ("timezone", "Mars/Olympus", "not a known time zone"),
    ("timezone", "../../etc/passwd", "not a known time zone"),
    ("timezone", "america/new_york", "not a known time zone"),
    ("procedure", "", "not a known procedure; known: laminectomy"),
    ("procedure", "heart surgery", "not a known procedure"),
    ("surgery_date", "", "YYYY-MM-DD"),
    ("surgery_date", "03/10/2026", "YYYY-MM-DD"),
    ("surgery_date", "2026-02-30", "no such day"),
    ("surgery_date", "2027-02-29", "no such day"),
    ("surgery_date", "2026-3-5", "YYYY-MM-DD"),
    ("surgery_date", "20260310", "YYYY-MM-DD"),
    ("surgery_date", "1926-03-10", "between 2000 and 2100"),
    ("surgery_date", "9999-12-31", "between 2000 and 2100"),
    ("surgery_date", "２０２６-03-10", "YYYY-MM-DD"),
    ("job_strain", "astronaut", "write one of: desk"),
    ("sms_consent", "maybe", "write yes or no"),
    ("email_consent", "2", "write yes or no"),
    ("opioid", "perhaps", "write yes or no"),
    ("condition", "the flu", "write one of"),
    ("phone_belongs_to", "neighbour", "write one of: patient, caregiver"),
]


@each_row(("column", "written", "kept"), VALID)
def test_a_good_value_is_kept_in_one_form(column: str, written: str, kept: str):
    assert check_form(row(**{column: written}), OAK, CATALOG).given[column] == kept


@each_row(("column", "written", "sentence"), REFUSED)
def test_a_bad_value_is_refused_by_column_and_never_echoed(column: str, written: str, sentence: str):
    with pytest.raises(FieldError) as refused:
        check_form(row(**{column: written}), OAK, CATALOG)
    assert refused.value.field == column
    assert sentence in str(refused.value)
    assert len(written.strip()) < 3 or written.strip() not in str(refused.value)


@each_row(
    ("changes", "column"),
    [
        ({"sms_consent": "no", "email_consent": "no"}, "sms_consent"),
        ({"sms_consent": "", "email_consent": ""}, "sms_consent"),
        ({"phone": ""}, "phone"),
        ({"email": ""}, "email"),
        ({"phone": "", "email": ""}, "phone"),
    ],
)
def test_a_patient_who_cannot_be_reached_is_refused(changes: dict[str, str], column: str):
    with pytest.raises(FieldError) as refused:
        check_form(row(**changes), OAK, CATALOG)
    assert refused.value.field == column


@each_row("changes", [{"phone": "", "sms_consent": "no"}, {"email": "", "email_consent": "no"}, {"sms_consent": "no"}])
def test_one_channel_is_enough(changes: dict[str, str]):
    assert check_form(row(**changes), OAK, CATALOG)


def test_optional_columns_that_are_not_there_are_not_kept():
    given = check_form(row(), OAK, CATALOG).given
    assert not {"opioid", "smoker", "phone_belongs_to", "condition"} & set(given)
