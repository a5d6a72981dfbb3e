"""The enroll page and the upload page: the same warnings as the command, confirmed before they are carried out."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.services.enrollment import upload as upload_service
from reminders.services.plans.reschedule import reschedule
from reminders.store.database.vault import CellId
from reminders.store.tables import enrollments, patients, uploads
from reminders.web.enrollment import upload as upload_page
from tests.making import SOMEBODY, all_rows, change_clinic_to, csv_text, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from httpx2 import Response

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic)


def upload(desk: Desk, rows: list[dict[str, str]], encoding: str = "utf-8") -> Response:
    token = desk.token("/enroll/file")
    files = {"file": ("patients.csv", csv_text(rows).encode(encoding), "text/csv")}
    return desk.client.post("/enroll/file", data={"csrf": token}, files=files)


def import_file(desk: Desk, tried: Response, **fields: str) -> Response:
    action = re.search(r'action="(/enroll/file/[^"]+)"', tried.text)[1]  # type: ignore[index]
    return desk.post(action, "/enroll/file", **fields)


def test_the_page_asks_before_it_enrolls_a_row_of_which_nothing_goes_out(context: Context, desk: Desk):
    late = row(surgery_date="2016-03-10")
    asked = desk.post("/enroll", **late)
    assert asked.status_code == 409
    assert "No messages will go out: the surgery was so long ago" in asked.text
    assert not all_rows(context, enrollments)
    done = desk.post("/enroll", **late, warned="yes")
    assert "No messages will go out." in desk.get(done.headers["location"]).text


def test_the_page_says_how_many_messages_go_out_and_when_the_first_does(desk: Desk):
    done = desk.post("/enroll", **row(given_name="Grace", family_name="Wood", birth_date="1952-03-14"))
    shown = desk.get(done.headers["location"]).text
    assert re.search(
        r"Grace Wood \(born 3/14/1952\) is enrolled. \d+ messages will go out. First message: Wed, Mar 11, 2026", shown
    )


def test_the_preview_knows_the_texts_of_the_patient_s_other_surgery(context: Context, clinic: Clinic, desk: Desk):
    first = row(email_consent="no")
    enroll_rows(context, clinic, first)
    (known,) = all_rows(context, patients)
    second = first | {"external_id": "second"}
    incomplete = {name: second[name] for name in ("procedure", "surgery_date", "sms_consent")} | {"again": known.id}
    for fields in (second, incomplete):
        assert "0 messages go out." in desk.post("/enroll/plan", "/enroll", **fields).text
    alone = desk.post("/enroll/plan", "/enroll", **row(email_consent="no")).text
    assert re.search(r"[1-9]\d* messages go out\.", alone)


def test_the_page_asks_about_a_namesake_with_another_birth_date(context: Context, clinic: Clinic, desk: Desk):
    grace = row(given_name="Grace", birth_date="1952-03-14")
    enroll_rows(context, clinic, grace)
    twin = grace | {"external_id": "twin", "birth_date": "1980-03-14", "surgery_date": "2026-04-10"}
    asked = desk.post("/enroll", **twin)
    assert asked.status_code == 409
    assert "but a different date of birth. This adds a new patient." in asked.text
    assert desk.post("/enroll", **twin, warned="yes").status_code == 303
    assert len(all_rows(context, patients)) == 2


def test_one_box_confirms_what_was_shown_and_nothing_that_came_later(context: Context, clinic: Clinic, desk: Desk):
    grace = row(given_name="Grace", family_name="Wood")
    enroll_rows(context, clinic, grace)
    again = grace | {"external_id": "again", "surgery_date": "2026-03-12"}
    page = desk.post("/enroll", **again).text
    assert page.count('type="checkbox" id="warned"') == 1
    assert 'id="known"' not in page
    (asked,) = re.findall(r'name="asked" value="(\w+)"', page)
    later = desk.post("/enroll", **again | {"surgery_date": "2016-03-10"}, warned="yes", asked=asked)
    assert later.status_code == 409
    assert "No messages will go out" in later.text
    assert desk.post("/enroll", **again, warned="yes", asked=asked).status_code == 303


@pytest.mark.parametrize(
    ("field", "words"),
    [("given_name", "Enter the patient&#39;s first name"), ("surgery_date", "Enter the surgery date")],
)
def test_a_field_left_empty_says_what_to_enter(desk: Desk, field: str, words: str):
    assert words in desk.post("/enroll", **row(**{field: ""})).text


@pytest.mark.parametrize(
    ("name", "warns"), [("Oak Street 🌳", True), ("Clínica Łódź", True), ("Clínica Peña", False), ("Oak Street", False)]
)
def test_settings_warn_of_a_clinic_name_that_makes_every_text_longer(
    context: Context, clinic: Clinic, desk: Desk, name: str, *, warns: bool
):
    change_clinic_to(context, clinic, name=name)
    assert ("70 characters per segment" in desk.get("/settings").text) is warns


def test_the_page_warns_of_a_long_name_while_it_is_typed(desk: Desk):
    plan = desk.post("/enroll/plan", "/enroll", **row(given_name="Nguyễn")).text
    assert "A letter of this name makes every text longer: up to" in plan


def test_the_same_file_after_staff_moved_twelve_surgeries_moves_nothing_and_says_why(
    context: Context, clinic: Clinic, desk: Desk
):
    rows = [row() for _ in range(13)]
    enroll_rows(context, clinic, *rows)
    for item in rows[:12]:
        reschedule(context, clinic, item["external_id"], date(2026, 4, 1), actor=SOMEBODY)
    page = upload(desk, rows).text
    assert page.count('<td data-label="On file">2026-04-01</td>') == 12
    assert page.count('<td data-label="In the CSV file">2026-03-10</td>') == 12
    assert page.count("Not changed: staff edited this after the last import") == 12
    assert "Enroll 0" not in page
    assert [item.surgery_date for item in all_rows(context, enrollments)].count(date(2026, 4, 1)) == 12


@pytest.mark.parametrize(("tick", "day"), [("", date(2026, 4, 1)), ("yes", date(2026, 4, 8))])
def test_a_third_value_needs_a_tick(context: Context, clinic: Clinic, desk: Desk, tick: str, day: date):
    first = row()
    enroll_rows(context, clinic, first)
    reschedule(context, clinic, first["external_id"], date(2026, 4, 1), actor=SOMEBODY)
    tried = upload(desk, [first | {"surgery_date": "2026-04-08"}])
    assert "The file is right: replace the 1 value" in tried.text
    import_file(desk, tried, changes=tick)
    assert all_rows(context, enrollments)[0].surgery_date == day


def test_a_file_with_rows_that_ask_waits_for_the_tick(context: Context, desk: Desk):
    first = row(external_id="00123")
    tried = upload(desk, [first, first | {"external_id": "123"}, row(surgery_date="2016-01-05")])
    assert "I checked the 3 rows below" in tried.text or "I checked the 2 rows below" in tried.text
    refused = import_file(desk, tried, asks="yes")
    assert refused.status_code == 422
    assert "check the box" in refused.text
    assert not all_rows(context, enrollments)
    assert import_file(desk, refused, asks="yes", warned="yes").status_code == 200
    assert len(all_rows(context, enrollments)) == 3


def test_a_report_shows_a_hundred_errors_and_hands_out_all(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upload_page, "MAX_SHOWN", 3)
    page = upload(desk, [row(phone="1") for _ in range(7)])
    assert page.text.count('data-label="Column">phone') == 3
    assert "First 3 of 7 shown. The file has all of them." in page.text
    link = re.search(r'href="(/enroll/file/[^"]+/refused.csv)"', page.text)[1]  # type: ignore[index]
    assert desk.get(link).text.count("line ") == 7


def test_a_file_with_too_many_rows_is_refused_before_it_is_checked(
    context: Context, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upload_service, "MAX_ROWS", 3)
    assert upload(desk, [row() for _ in range(3)]).status_code == 200
    monkeypatch.setattr(upload_service, "import_csv", None)  # nothing is checked
    answer = upload(desk, [row(phone="1") for _ in range(4)])
    assert answer.status_code == 422
    assert "The file has more than 3 rows" in answer.text
    assert len(all_rows(context, uploads)) == 1


def test_one_upload_is_kept_per_person(context: Context, desk: Desk):
    for _ in range(3):
        last = upload(desk, [row()])
    assert len(all_rows(context, uploads)) == 1
    assert import_file(desk, last).status_code == 200


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_a_file_from_a_spreadsheet_is_shown_with_its_names_and_enrolled_with_them(
    context: Context, desk: Desk, encoding: str
):
    tried = upload(desk, [row(given_name="Íñigo", family_name="Muñoz")], encoding)
    assert "Muñoz, Íñigo" in tried.text
    assert 'name="warned"' not in tried.text
    assert "Import complete" in import_file(desk, tried).text
    (patient,) = all_rows(context, patients)
    with context.db.read() as tx:
        assert tx.vault.decrypt(CellId("patients.family_name", patient.id), patient.family_name) == "Muñoz"


def test_a_name_whose_letters_may_be_others_is_shown_and_confirmed(context: Context, desk: Desk):
    tried = upload(desk, [row(family_name="Dvořák")], "cp1250")
    assert "Dvoøák, Ana" in tried.text
    assert "letters with accents here may be wrong" in tried.text
    assert "letters with accents here may be wrong" in import_file(desk, tried, asks="yes").text
    assert not all_rows(context, patients)


def test_a_kept_file_that_cannot_be_read_is_uploaded_again(context: Context, desk: Desk):
    tried = upload(desk, [row()])
    with context.db.begin() as tx:
        tx.conn.execute(update(uploads).values(content=b"\0" * 40))
    assert import_file(desk, tried).status_code == 404
    assert not all_rows(context, patients)
    assert "Will be enrolled" in upload(desk, [row()]).text
