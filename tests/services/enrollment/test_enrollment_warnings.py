"""What a good row is warned of, who an id belongs to, and what staff changed since: held-out rows per kind."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.consent.stop import stop_patient
from reminders.services.enrollment.changes import ChangeDecision
from reminders.services.enrollment.corrections.contact import correct_contact
from reminders.services.enrollment.enroll import enroll
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.enrollment.results import Confirmed
from reminders.services.plans.reschedule import reschedule
from reminders.store.tables import enrollments, messages, patients
from tests.making import SOMEBODY, all_rows, change_clinic_to, csv_file, enroll_rows, form, row

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.enrollment.results import Enrolled


def enrolled(context: Context, clinic: Clinic, values: dict[str, str]) -> Enrolled:
    return enroll(context, clinic, [form(context, clinic, values)], actor=SOMEBODY).results[0]


def told(result: Enrolled) -> str:
    return " | ".join(f"{item.column}: {item}" for item in result.warnings)


def test_a_row_says_how_many_messages_go_out_and_when_the_first_does(context: Context, clinic: Clinic):
    result = enrolled(context, clinic, row(timezone="America/Chicago"))
    planned = [item for item in all_rows(context, messages) if item.status == "planned"]
    assert result.messages == len(planned) > 3
    assert result.first == min(item.due_at for item in planned)
    assert str(result.first.tzinfo) == "America/Chicago"  # type: ignore[union-attr]
    assert not result.warnings


# The row, and what its warning says: nothing will go out, and why.
NOTHING_GOES_OUT = [
    ({"surgery_date": "2016-03-10"}, "surgery_date: no messages will go out: the surgery was so long ago"),
    ({"surgery_date": "2024-12-31"}, "surgery_date: no messages will go out: the surgery was so long ago"),
    ({"surgery_date": "2000-01-01", "email_consent": "no"}, "so long ago"),
]


@pytest.mark.parametrize(("changes", "sentence"), NOTHING_GOES_OUT)
def test_a_row_of_which_nothing_goes_out_is_named(
    context: Context, clinic: Clinic, changes: dict[str, str], sentence: str
):
    result = enrolled(context, clinic, row(**changes))
    assert (result.outcome, result.messages, result.first) == ("enrolled", 0, None)
    assert sentence in told(result)
    assert [item.asks for item in result.warnings] == [True]


def test_a_surgery_whose_texts_another_one_takes_up_is_named(context: Context, clinic: Clinic):
    first = row(email_consent="no")
    enroll_rows(context, clinic, first)
    second = enrolled(context, clinic, first | {"external_id": "second"})
    assert "another surgery of this patient takes up the limit" in told(second)


@pytest.mark.parametrize(("email", "messages_go"), [("no", False), ("yes", True)])
def test_a_number_that_once_stopped_is_named(context: Context, clinic: Clinic, email: str, messages_go: bool):  # noqa: FBT001
    first = row(email_consent="no")
    enroll_rows(context, clinic, first)
    stop_patient(context, clinic, first["external_id"], Channel.SMS, "staff", actor=SOMEBODY)
    result = enrolled(context, clinic, row(phone=first["phone"], email_consent=email))
    assert bool(result.messages) == messages_go
    sentence = "phone: this phone has stopped texts" if messages_go else "phone: no messages will go out"
    assert sentence in told(result)


@pytest.mark.parametrize(
    ("day", "warns"), [("2062-03-05", True), ("2027-10-01", True), ("2027-08-01", False), ("2026-03-20", False)]
)
def test_a_surgery_more_than_18_months_ahead_is_named(context: Context, clinic: Clinic, day: str, warns: bool):  # noqa: FBT001
    assert ("more than 18 months" in told(enrolled(context, clinic, row(surgery_date=day)))) == warns


@pytest.mark.parametrize(
    ("changes", "warns"),
    [
        ({}, True),
        ({"surgery_date": "2026-03-11"}, True),
        ({"surgery_date": "2026-03-20"}, True),
        ({"given_name": " ANA"}, True),
        ({"surgery_date": "2026-05-10"}, False),
        ({"procedure": "laminectomy"}, False),
    ],
)
@pytest.mark.parametrize("ids", [("00123", "123"), ("A-7", "A7"), ("MRN 5", "5")])
@pytest.mark.parametrize("at_once", [True, False])
def test_the_same_surgery_under_another_id_is_named(
    context: Context,
    clinic: Clinic,
    changes: dict[str, str],
    warns: bool,  # noqa: FBT001
    ids: tuple[str, str],
    at_once: bool,  # noqa: FBT001
):
    first = row(external_id=ids[0])
    forms = [form(context, clinic, item) for item in (first, first | {"external_id": ids[1]} | changes)]
    batches = [forms] if at_once else [[item] for item in forms]
    last = [enroll(context, clinic, batch, actor=SOMEBODY).results[-1] for batch in batches][-1]
    assert ("external_id: possible duplicate" in told(last)) == warns


@pytest.mark.parametrize(("name", "warns"), [("Ana Maria", True), ("Anna", True), ("Jorge", False)])
def test_nearly_the_same_name_at_one_phone_is_named(context: Context, clinic: Clinic, name: str, warns: bool):  # noqa: FBT001
    first = row(family_name="Rivera-Montgomery")
    enroll_rows(context, clinic, first)
    second = first | {"external_id": "later", "given_name": name, "surgery_date": "2026-09-01"}
    assert ("nearly the same name" in told(enrolled(context, clinic, second))) == warns


LONG_NAMES = ["Nguyễn", "Łukasz", "Олена", "李雷", "Ōtani", "Şebnem", "Đỗ", "Ștefan", "Jiří", "Zoë 🌼"]
PLAIN_NAMES = ["Ana", "José", "Renée", "Niño", "Bjørn", "María", "Ñusta", "Müller", "O’Neil", "Siân"]


@pytest.mark.parametrize("name", [*LONG_NAMES, *PLAIN_NAMES[:-1]])
def test_a_name_that_makes_every_text_longer_is_named_with_its_segments(context: Context, clinic: Clinic, name: str):
    warning = told(enrolled(context, clinic, row(given_name=name)))
    assert ("given_name: a letter of this name makes every text longer: up to" in warning) == (name in LONG_NAMES)
    assert name not in warning


def test_a_clinics_name_with_an_emoji_is_named(context: Context, clinic: Clinic):
    sunny = change_clinic_to(context, clinic, name="Oak Clinic 🌳")
    assert "None: a letter of the clinic's name" in told(enrolled(context, sunny, row()))


KNOWN = {
    "given_name": "Dana",
    "family_name": "Whitfield",
    "phone": "(202) 555-0111",
    "birth_date": "1960-05-05",
    "record_number": "88",
}
# What a later file says under the same id -> whether that is someone else.
LATER = [
    ({"given_name": "Rosa", "family_name": "Delgado", "phone": "(202) 555-0112", "record_number": ""}, True),
    ({"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1988-01-01", "record_number": ""}, True),
    ({"given_name": "Rosa", "family_name": "Delgado", "record_number": "99"}, True),
    ({"given_name": "Rosa", "phone": "(202) 555-0112", "record_number": ""}, True),  # a sister
    ({"phone": "(202) 555-0112", "birth_date": "1988-01-01", "record_number": ""}, True),
    ({"birth_date": "1988-01-01", "record_number": "99"}, True),
    ({"family_name": "Whitfeild"}, False),
    ({"given_name": "Dayna", "phone": "(202) 555-0112"}, False),
    ({"phone": "(202) 555-0112"}, False),
    ({"birth_date": "1960-05-06"}, False),
    ({"family_name": "Whitfield-Ross"}, False),
    ({"given_name": "Whitfield", "family_name": "Dana"}, False),
    ({"family_name": "Carmichael"}, False),  # married; the phone, the birth date and the number stay
    ({"family_name": "Carmichael", "phone": "(202) 555-0112"}, False),  # the record number says who it is
]


@pytest.mark.parametrize(("changes", "refused"), LATER)
def test_an_id_that_names_another_person_is_refused(
    context: Context,
    clinic: Clinic,
    tmp_path: Path,
    changes: dict[str, str],
    refused: bool,  # noqa: FBT001
):
    first = row(**KNOWN)
    import_csv(context, clinic, csv_file(tmp_path, first), actor=SOMEBODY)
    before = all_rows(context, patients)
    report = import_csv(context, clinic, csv_file(tmp_path, first | changes), actor=SOMEBODY)
    assert [(item.line, item.column) for item in report.rejected] == ([(2, "external_id")] if refused else [])
    assert (all_rows(context, patients) == before) == refused


def test_the_same_file_after_staff_moved_twelve_surgeries_moves_nothing(
    context: Context, clinic: Clinic, tmp_path: Path
):
    rows = [row() for _ in range(14)]
    path = csv_file(tmp_path, *rows)
    import_csv(context, clinic, path, actor=SOMEBODY)
    for item in rows[:12]:
        reschedule(context, clinic, item["external_id"], date(2026, 4, 1), actor=SOMEBODY)
    before = [(item.id, item.surgery_date) for item in all_rows(context, enrollments)]
    for confirmed in (Confirmed(), Confirmed(changes=True)):
        report = import_csv(context, clinic, path, actor=SOMEBODY, confirmed=confirmed)
        assert dict(report.counts) == {"unchanged": 14}
        changes = [change for item in report.rows for change in item.result.changes]
        assert {(item.column, item.old, item.new, item.verdict) for item in changes} == {
            ("surgery_date", "2026-04-01", "2026-03-10", ChangeDecision.KEPT)
        }
        assert len(changes) == len(report.warned) == 12
        assert [(item.id, item.surgery_date) for item in all_rows(context, enrollments)] == before


@pytest.mark.parametrize("confirm", [False, True])
def test_a_third_value_is_applied_only_when_confirmed(context: Context, clinic: Clinic, confirm: bool):  # noqa: FBT001
    first = row(**KNOWN)
    enroll_rows(context, clinic, first)
    contact = {"phone": "(202) 555-0150", "email": first["email"], "language": "es"}
    correct_contact(context, clinic, all_rows(context, patients)[0].id, **contact, actor=SOMEBODY)
    later = form(context, clinic, first | {"phone": "(202) 555-0160", "job_strain": "heavy"})
    (result,) = enroll(context, clinic, [later], actor=SOMEBODY, confirmed=Confirmed(changes=confirm)).results
    assert {item.column: item.verdict for item in result.changes} == {
        "phone": ChangeDecision.APPLIED if confirm else ChangeDecision.DISPUTED,
        "language": ChangeDecision.KEPT,
        "job_strain": ChangeDecision.APPLIED,
    }
    (again,) = enroll(context, clinic, [later], actor=SOMEBODY).results
    assert ("phone" in {item.column for item in again.changes}) != confirm  # asked again until someone decides


def test_what_staff_wrote_first_and_the_file_says_later_is_no_change(context: Context, clinic: Clinic):
    first = row()
    enroll_rows(context, clinic, first)
    reschedule(context, clinic, first["external_id"], date(2026, 4, 1), actor=SOMEBODY)
    same = replace(form(context, clinic, first | {"surgery_date": "2026-04-01"}))
    (result,) = enroll(context, clinic, [same], actor=SOMEBODY).results
    assert (result.outcome, result.changes) == ("unchanged", ())
    assert enroll_rows(context, clinic, first | {"surgery_date": "2026-04-08"}) == ("updated",)


def test_no_warning_echoes_what_a_row_holds(context: Context, clinic: Clinic, tmp_path: Path):
    first = row(**KNOWN)
    path = csv_file(tmp_path, first, first | {"external_id": "OTHER-7"}, row(given_name="Nguyễn"))
    report = import_csv(context, clinic, path, actor=SOMEBODY)
    words = json.dumps([str(note) for item in report.warned for note in item.notes], ensure_ascii=False)
    assert len(report.warned) >= 2
    assert not [value for value in ("Dana", "Whitfield", "0111", "1960", "Nguyễn", "OTHER-7") if value in words]
