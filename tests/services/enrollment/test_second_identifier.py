"""Birth date and record number: who is who at enrollment, how staff find and see a patient, and what erasing leaves."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from reminders.services.enrollment.corrections.contact import correct_contact
from reminders.services.enrollment.enroll import enroll
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.enrollment.results import Confirmed
from reminders.services.forms.enrollment_form import FieldError
from reminders.services.records.erase import erase
from reminders.services.records.export import export_patient
from reminders.services.records.search import search
from reminders.store.enrollment.patients import get_patients
from reminders.store.tables import enrollments, patients
from reminders.web.pages.pages import environment
from tests.making import SOMEBODY, add_oak, all_rows, csv_file, enroll_rows, form, row

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context

GRACE = {
    "given_name": "Grace",
    "family_name": "Wood",
    "phone": "(202) 555-0177",
    "birth_date": "1952-03-14",
    "record_number": "00123",
}


def people(context: Context) -> list[Patient]:
    with context.db.read() as tx:
        return list(get_patients(tx, [item.id for item in all_rows(context, patients)]).values())


# What the second row says otherwise -> how many patients there are, and the column that is refused.
SECOND_ROWS: list[tuple[dict[str, str], int, str | None]] = [
    ({}, 1, None),
    ({"birth_date": "", "record_number": ""}, 1, None),
    ({"record_number": " 00123 "}, 1, None),
    ({"birth_date": "1987-03-14"}, 1, "birth_date"),
    ({"record_number": "00124"}, 1, "record_number"),
    ({"birth_date": "1987-03-14", "record_number": ""}, 1, "birth_date"),
    ({"phone": "(202) 555-0188"}, 1, None),  # the record number says who it is
    ({"phone": "(202) 555-0188", "record_number": ""}, 2, None),
    ({"phone": "(202) 555-0188", "given_name": "Rosa", "birth_date": ""}, 1, "record_number"),
    ({"given_name": "Rosa", "record_number": "00999"}, 2, None),  # a shared phone
]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(("changes", "count", "column"), SECOND_ROWS)
def test_who_a_second_row_is_about(  # noqa: PLR0917
    context: Context,
    clinic: Clinic,
    tmp_path: Path,
    changes: dict[str, str],
    count: int,
    column: str | None,
    at_once: bool,  # noqa: FBT001
):
    first, second = row(**GRACE), row(**(GRACE | changes))
    files = [csv_file(tmp_path, first, second)] if at_once else [csv_file(tmp_path, item) for item in (first, second)]
    reports = [import_csv(context, clinic, path, actor=SOMEBODY) for path in files]
    assert [item.column for report in reports for item in report.rejected] == ([column] if column else [])
    assert len(all_rows(context, patients)) == count
    assert len(all_rows(context, enrollments)) == (1 if column else 2)
    shown = [item.error for report in reports for item in report.rejected]
    assert not [error for error in shown if "1952" in error or "00123" in error]


def test_a_person_who_was_asked_may_enroll_someone_else_of_the_same_name_and_phone(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**GRACE))
    twin = form(context, clinic, row(**(GRACE | {"birth_date": "1987-03-14", "record_number": ""})))
    enroll(context, clinic, [twin], actor=SOMEBODY, confirmed=Confirmed(people=True))
    assert {item.birth_date for item in people(context)} == {date(1952, 3, 14), date(1987, 3, 14)}
    again = row(**(GRACE | {"birth_date": "1987-03-14", "record_number": ""}))
    enroll_rows(context, clinic, again)  # each of the two is found by now
    assert len(people(context)) == 2


def test_another_clinic_has_record_numbers_of_its_own(context: Context, clinic: Clinic):
    elm = add_oak(context, slug="elm")
    enroll_rows(context, clinic, row(**GRACE))
    assert enroll_rows(context, elm, row(**(GRACE | {"given_name": "Rosa"}))) == ("enrolled",)
    with context.db.read() as tx:
        assert [item.given_name for item in search(tx, elm, "00123").patients] == ["Rosa"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("00123", True),
        ("1952-03-14", True),
        ("3/14/1952", True),
        ("03/14/1952", True),
        ("14.3.1952", True),
        ("123", False),
        ("3/15/1952", False),
        ("1952", False),
        ("14/14/1952", False),
    ],
)
def test_a_patient_is_found_by_record_number_or_birth_date(context: Context, clinic: Clinic, query: str, found: bool):  # noqa: FBT001
    enroll_rows(context, clinic, row(**GRACE))
    with context.db.read() as tx:
        assert [item.given_name for item in search(tx, clinic, query).patients] == (["Grace"] if found else [])


def test_nothing_of_it_is_readable_in_the_database(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**GRACE))
    stored = repr(all_rows(context, patients)) + repr(all_rows(context, enrollments))
    assert "1952-03" not in stored  # hashes hold any four digits
    assert "00123" not in stored


def test_a_correction_changes_what_was_given_and_refuses_someone_elses_number(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**GRACE), row(given_name="Rosa", record_number="777"))
    grace = next(item for item in people(context) if item.given_name == "Grace")
    contact = {"phone": GRACE["phone"], "email": grace.email or "", "language": "en"}

    def changed(born: str | None = None, number: str | None = None) -> frozenset[str]:
        return correct_contact(
            context, clinic, grace.id, **contact, actor=SOMEBODY, birth_date=born, record_number=number
        )

    assert changed() == frozenset()
    assert changed("1952-03-15", "00124") == {"birth_date", "record_number"}
    for born, number, column in (
        ("1852-03-15", "", "birth_date"),
        ("2031-01-01", "", "birth_date"),
        ("", "777", "record_number"),
    ):
        with pytest.raises(FieldError) as error:
            changed(born, number)
        assert error.value.field == column
    grace = next(item for item in people(context) if item.given_name == "Grace")
    assert (grace.birth_date, grace.record_number) == (date(1952, 3, 15), "00124")
    assert changed("", "") == {"birth_date", "record_number"}


@pytest.mark.parametrize("born", ["0026-03-05", "1899-12-31", "2026-03-10", "2027-01-01", "3/14/1952", "19267"])
def test_a_birth_date_that_cannot_be_one_is_refused(context: Context, clinic: Clinic, born: str):
    with pytest.raises(FieldError) as error:
        form(context, clinic, row(birth_date=born))
    assert error.value.field == "birth_date"
    assert born not in str(error.value)


def test_an_export_holds_it_and_erasing_leaves_none_of_it(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**GRACE))
    patient = people(context)[0]
    exported = json.loads(export_patient(context, clinic, patient.id, actor=SOMEBODY))["patient"]
    assert (exported["birth_date"], exported["record_number"]) == ("1952-03-14", "00123")
    erase(context, clinic, patient.id, actor=SOMEBODY)
    left = all_rows(context, patients)[0]
    assert (left.birth_date, left.birth_date_hash, left.record_number, left.record_number_hash) == (None,) * 4
    with context.db.read() as tx:
        assert not search(tx, clinic, "00123").patients
        assert not search(tx, clinic, "1952-03-14").patients


NEITHER = {"birth_date": "", "record_number": ""}


@pytest.mark.parametrize(
    ("setting", "language", "changes", "shown"),
    [
        ("birth_date", "en", {}, "Wood, Grace · born 3/14/1952"),
        ("birth_date", "es", {}, "Wood, Grace · nac. 14/3/1952"),
        ("record_number", "en", {}, "Wood, Grace · MRN 00123"),
        ("record_number", "en", {"record_number": ""}, "Wood, Grace · born 3/14/1952"),
        ("birth_date", "en", NEITHER | {"phone": "(202) 555-0177"}, "Wood, Grace · phone ending in 0177"),
        ("record_number", "es", NEITHER | {"phone": "(202) 555-0177"}, "Wood, Grace · teléfono terminado en 0177"),
        (
            "birth_date",
            "en",
            NEITHER | {"phone": "", "sms_consent": "no", "email": "gracewood@example.org"},
            "Wood, Grace · email gra…",
        ),
        ("none", "en", {}, "Wood, Grace"),
    ],
)
def test_how_a_patient_is_named(context: Context, setting: str, language: str, changes: dict[str, str], shown: str):
    elm = add_oak(context, slug="elm", second_identifier=setting)
    enroll_rows(context, elm, row(**(GRACE | changes)))
    template = environment(language).from_string("{{ patient | identified(clinic) }}")
    assert template.render(patient=people(context)[0], clinic=elm) == shown
