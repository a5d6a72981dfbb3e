"""Surgeons: the clinic's list, and whose surgery an enrollment is, through every door."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.errors import UseError
from reminders.services.clinics.surgeons import add_surgeon, retire_surgeon
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.records.erase import erase
from reminders.services.records.export import export_patient
from reminders.store.tables import audit, enrollments, patients, surgeons
from tests.making import SOMEBODY, add_oak, all_rows, csv_file, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

MUNOZ = "Dr. José Muñoz"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    add_surgeon(context, clinic, MUNOZ, actor=SOMEBODY)
    return signed_in(context, clinic)


def operating(context: Context) -> list[str | None]:
    """Name the surgeons of all enrollments, in no order."""
    names = {item.id: item.name for item in all_rows(context, surgeons)} | {None: None}
    return sorted((names[item.surgeon_id] for item in all_rows(context, enrollments)), key=str)


def actions(context: Context) -> list[str]:
    return [item.action for item in all_rows(context, audit) if "surgeon" in item.action]


def test_the_list_is_kept_on_its_page_and_leaves_audit_lines(context: Context, desk: Desk):
    page = "/settings/surgeons"
    assert desk.post(page, name="  Ana   Lee ").status_code == 303
    for taken, answer in (("ana LEE", "on the list already"), (" ", "Enter the surgeon"), ("…", "Enter the surgeon")):
        refused = desk.post(page, name=taken)
        assert refused.status_code == 422
        assert answer in refused.text, taken
    lee = next(item for item in all_rows(context, surgeons) if item.name == "Ana Lee")
    assert desk.post(f"{page}/{lee.id}/rename", page, name=MUNOZ.upper()).status_code == 422
    assert desk.post(f"{page}/{lee.id}/rename", page, name="Ana Lee-Park").status_code == 303
    assert desk.post(f"{page}/{lee.id}/retire", page, action="retire").status_code == 303
    assert "retired" in desk.get(page).text
    assert "Lee-Park" not in desk.get("/enroll").text
    assert desk.post(f"{page}/{lee.id}/retire", page, action="restore").status_code == 303
    assert "Lee-Park" in desk.get("/enroll").text
    assert actions(context) == ["surgeon added"] * 2 + ["surgeon renamed", "surgeon retired", "surgeon restored"]


@pytest.mark.parametrize(
    "written", ["Dr. José Muñoz", "dr jose munoz", "DR. JOSÉ MUNOZ", "Muñoz, Dr. José", "  Dr.  Jose   Muñoz "]
)
def test_a_file_names_a_surgeon_in_any_case_and_accent(
    context: Context, clinic: Clinic, desk: Desk, tmp_path: Path, written: str
):
    del desk
    report = import_csv(context, clinic, csv_file(tmp_path, row(surgeon=written)), actor=SOMEBODY)
    assert ([str(note) for item in report.rows for note in item.notes], operating(context)) == ([], [MUNOZ])


def test_a_name_that_is_not_on_the_list_is_warned_of_and_set_by_the_same_file_later(
    context: Context, clinic: Clinic, desk: Desk, tmp_path: Path
):
    del desk
    file = csv_file(tmp_path, row(surgeon="Dr. Okafor"))
    report = import_csv(context, clinic, file, actor=SOMEBODY)
    assert [(note.column, note.asks) for item in report.rows for note in item.notes] == [("surgeon", True)]
    assert operating(context) == [None]
    okafor = add_surgeon(context, clinic, "dr okafor", actor=SOMEBODY)
    retire_surgeon(context, clinic, okafor.id, actor=SOMEBODY)  # past surgeries still name who has retired
    report = import_csv(context, clinic, file, actor=SOMEBODY)
    assert operating(context) == ["dr okafor"]
    assert [(change.column, change.old, change.new) for change in report.rows[0].result.changes] == [
        ("surgeon", "", "dr okafor")
    ]
    assert import_csv(context, clinic, file, actor=SOMEBODY).counts == {"unchanged": 1}


def test_the_command_names_one_for_all_rows_that_name_no_one(
    context: Context, clinic: Clinic, desk: Desk, tmp_path: Path
):
    del desk
    lee = add_surgeon(context, clinic, "Ana Lee", actor=SOMEBODY)
    file = csv_file(tmp_path, row(surgeon=""), row(surgeon=lee.name))
    import_csv(context, clinic, file, actor=SOMEBODY, surgeon="dr jose munoz")
    assert operating(context) == ["Ana Lee", MUNOZ]
    with pytest.raises(UseError, match="not on the clinic's list"):
        import_csv(context, clinic, file, actor=SOMEBODY, surgeon="Dr. Who")


def test_staff_choose_one_when_they_enroll_and_correct_it_on_the_patient_s_page(
    context: Context, clinic: Clinic, desk: Desk
):
    desk.post("/enroll", **row(surgeon=MUNOZ), action="enroll")
    assert operating(context) == [MUNOZ]
    person, surgery = all_rows(context, patients)[0].id, all_rows(context, enrollments)[0].id
    page, form = f"/patients/{person}", f"/patients/{person}/surgeries/{surgery}/surgeon"
    assert f"Surgeon: {MUNOZ}" in desk.get(page).text
    lee = add_surgeon(context, clinic, "Ana Lee", actor=SOMEBODY)
    assert desk.post(form, page, surgeon=lee.id).status_code == 303
    assert "Surgeon: Ana Lee" in desk.get(page).text
    desk.post(form, page, surgeon=lee.id)  # twice is once
    elm = add_surgeon(context, add_oak(context, slug="elm", sms_sender="+12025550190"), "Elm's own", actor=SOMEBODY)
    for stranger in (elm.id, "nobody"):
        assert desk.post(form, page, surgeon=stranger).status_code == 404
    assert operating(context) == ["Ana Lee"]
    assert json.loads(export_patient(context, clinic, person, actor=SOMEBODY))["surgeries"][0]["surgeon"] == "Ana Lee"
    assert desk.post(form, page, surgeon="").status_code == 303
    assert actions(context).count("changed the surgeon of a surgery") == 2
    desk.post(form, page, surgeon=lee.id)
    erase(context, clinic, person, actor=SOMEBODY)
    assert operating(context) == [None]
