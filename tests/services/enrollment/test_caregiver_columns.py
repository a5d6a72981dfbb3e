"""A file's caregiver columns: the same checks and consent as on the page, and a later file changes what it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Party
from reminders.services.enrollment.corrections.caregiver import (
    CaregiverChange,
    get_caregiver,
    remove_caregiver,
    save_caregiver,
    values_of,
    version_of_caregiver,
)
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.store.tables import consents, messages, patients
from tests.making import SOMEBODY, all_rows, csv_file, row
from tests.tables import each_row

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Caregiver
    from reminders.services.context import Context
    from reminders.services.enrollment.import_csv import ImportReport

PHONE = "+12025550177"
ANNA = {
    "caregiver_name": "Anna",
    "caregiver_phone": "(202) 555-0177",
    "caregiver_email": "",
    "caregiver_language": "es",
    "caregiver_sms_consent": "yes",
    "caregiver_email_consent": "",
}
NOBODY = dict.fromkeys(ANNA, "")


def bring(context: Context, clinic: Clinic, folder: Path, *rows: dict[str, str]) -> ImportReport:
    return import_csv(context, clinic, csv_file(folder, *rows), actor=SOMEBODY)


def stands(context: Context, clinic: Clinic) -> Caregiver | None:
    return get_caregiver(context, clinic, all_rows(context, patients)[0].id)


def planned(context: Context, party: Party) -> set[str]:
    return {item.step for item in all_rows(context, messages) if (item.party, item.status) == (party, "planned")}


def test_a_row_brings_a_caregiver_with_consent_of_their_own(context: Context, clinic: Clinic, tmp_path: Path):
    person = row(**ANNA)
    report = bring(context, clinic, tmp_path, person)
    assert (dict(report.counts), report.warned) == ({"enrolled": 1}, [])
    anna = stands(context, clinic)
    assert anna
    assert (anna.name, anna.phone, anna.language, anna.agreed, anna.wording) == ("Anna", PHONE, "es", True, "csv-1")
    assert "wound_1" in planned(context, Party.CAREGIVER)
    logged = [(one.party, one.channel, one.granted, one.wording) for one in all_rows(context, consents)]
    assert sorted(logged) == [
        ("caregiver", "sms", True, "csv-1"),
        ("patient", "email", True, "csv-1"),
        ("patient", "sms", True, "csv-1"),
    ]
    assert dict(bring(context, clinic, tmp_path, person).counts) == {"unchanged": 1}
    assert len(all_rows(context, consents)) == 3


@each_row(
    ("change", "column", "words"),
    [
        ({"caregiver_phone": "+12127365555", "phone": "+12127365555"}, "caregiver_phone", "have the same phone"),
        ({"caregiver_phone": ""}, "caregiver_phone", "a phone is needed"),
        ({"caregiver_phone": "12"}, "caregiver_phone", "not a phone number"),
        ({"caregiver_name": ""}, "caregiver_name", "enter the caregiver's name"),
        ({"caregiver_name": "=1+1"}, "caregiver_name", "formula"),
        ({"caregiver_language": "fr"}, "caregiver_language", "write one of: en, es"),
        ({"caregiver_sms_consent": "maybe"}, "caregiver_sms_consent", "yes or no"),
        ({"caregiver_email": "anna"}, "caregiver_email", "not an email address"),
        ({"caregiver_email_consent": "maybe"}, "caregiver_email_consent", "yes or no"),
        (NOBODY | {"caregiver_email": "anna@example.org"}, "caregiver_name", "enter the caregiver's name"),
        (NOBODY | {"caregiver_sms_consent": "yes"}, "caregiver_name", "name and phone"),
    ],
)
def test_a_wrong_cell_is_named(
    context: Context, clinic: Clinic, tmp_path: Path, change: dict[str, str], column: str, words: str
):
    (refused,) = bring(context, clinic, tmp_path, row(**ANNA | change)).rejected
    assert refused.column == column
    assert words in refused.error
    assert all_rows(context, patients) == []


@each_row(
    ("change", "columns"),
    [
        (NOBODY, []),
        ({"caregiver_sms_consent": ""}, ["caregiver_sms_consent"]),
        ({"caregiver_email": "anna@example.org", "caregiver_email_consent": "yes"}, ["caregiver_email"]),
    ],
)
def test_a_row_says_when_nothing_goes_to_the_caregiver(
    context: Context, clinic: Clinic, tmp_path: Path, change: dict[str, str], columns: list[str]
):
    report = bring(context, clinic, tmp_path, row(**ANNA | change))
    assert [note.column for one in report.warned for note in one.notes] == columns


def test_a_stop_is_warned_of_and_stands(context: Context, clinic: Clinic, tmp_path: Path):
    receive_text(context, InboundText(PHONE, "+15005550006", "STOP", "SM1"))
    report = bring(context, clinic, tmp_path, row(**ANNA))
    assert [note.column for one in report.warned for note in one.notes] == ["caregiver_phone"]
    assert planned(context, Party.CAREGIVER) == set()


def test_a_later_file_changes_and_leaves_what_staff_changed(context: Context, clinic: Clinic, tmp_path: Path):
    person = row(**ANNA)
    bring(context, clinic, tmp_path, person)
    before = planned(context, Party.PATIENT)
    bring(context, clinic, tmp_path, person | {"caregiver_name": "Anna M.", "caregiver_language": "en"})
    anna = stands(context, clinic)
    assert anna
    assert (anna.name, anna.language, anna.agreed) == ("Anna M.", "en", True)
    patient, version = anna.patient_id, version_of_caregiver(anna)
    change = CaregiverChange(values_of(anna) | {"caregiver_name": "Berta"}, version)
    save_caregiver(context, clinic, patient, change, actor=SOMEBODY)
    again = person | {"caregiver_name": "Anna M.", "caregiver_language": "en"}
    report = bring(context, clinic, tmp_path, again)
    assert [(note.column, one.result.outcome) for one in report.warned for note in one.notes] == [
        ("caregiver_name", "unchanged")
    ]
    bring(context, clinic, tmp_path, again | {"caregiver_sms_consent": "no"})
    assert planned(context, Party.CAREGIVER) == set()
    bring(context, clinic, tmp_path, again | NOBODY)
    anna = stands(context, clinic)
    assert anna
    assert (anna.name, anna.phone, anna.agreed) == ("Berta", PHONE, False)  # staff wrote the name
    assert planned(context, Party.PATIENT) == before


def test_emptied_cells_remove_the_caregiver_and_a_removed_one_does_not_come_back(
    context: Context, clinic: Clinic, tmp_path: Path
):
    person = row(**ANNA)
    bring(context, clinic, tmp_path, person)
    bring(context, clinic, tmp_path, person | NOBODY)
    assert (stands(context, clinic), planned(context, Party.CAREGIVER)) == (None, set())
    bring(context, clinic, tmp_path, person)
    anna = stands(context, clinic)
    assert anna
    remove_caregiver(context, clinic, anna.patient_id, version_of_caregiver(anna), actor=SOMEBODY)
    assert dict(bring(context, clinic, tmp_path, person).counts) == {"unchanged": 1}
    assert stands(context, clinic) is None


def test_the_patient_never_gets_the_caregivers_phone_by_a_file(context: Context, clinic: Clinic, tmp_path: Path):
    person = row(**ANNA)
    bring(context, clinic, tmp_path, person)
    without = {name: text for name, text in person.items() if not name.startswith("caregiver")}
    (refused,) = bring(context, clinic, tmp_path, without | {"phone": PHONE}).rejected
    assert (refused.column, "the same phone" in refused.error) == ("caregiver_phone", True)
    second = without | {"external_id": "second", "surgery_date": "2026-06-10", "phone": person["phone"]}
    bring(context, clinic, tmp_path, second)  # another surgery, and nothing said of a caregiver
    anna = stands(context, clinic)
    assert anna
    assert (
        len([item for item in all_rows(context, messages) if item.party == "caregiver" and item.step == "wound_1"]) == 2
    )
