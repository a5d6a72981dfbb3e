"""A care plan's own fact by every door: page, file, API, correction, patient page; and what it does to the messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.actor import Actor
from reminders.core.wording.care_versions import Signature
from reminders.services.clinics.care_files import export_care, import_care
from reminders.services.enrollment.import_csv import import_csv
from reminders.services.enrollment.read_csv import Upload
from reminders.services.records.export import export_patient
from reminders.store.enrollment.enrollments import find_enrollments
from reminders.store.tables import enrollments, patients
from tests.making import SOMEBODY, all_rows, csv_text, row, standing
from tests.web.api.client import ENROLLMENTS, System
from tests.web.desk import HIDDEN, Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DECLARED = """\
facts:
  brace:
    labels: {en: Back brace, es: Faja}
    values: {none: {en: No brace, es: Sin faja}, soft: {en: Soft brace, es: Faja blanda}}
steps:
"""


@pytest.fixture
def braced(context: Context, clinic: Clinic) -> Clinic:
    """Return a clinic whose own plan declares a fact that one step depends on."""
    files = export_care(context)
    name = "pathways/microdiscectomy.yaml"
    plan = files[name].replace("steps:\n", DECLARED, 1)
    files[name] = plan.replace("    template: walk\n", "    template: walk\n    when: {brace: [soft]}\n", 1)
    import_care(context, clinic, files, actor=Actor.command_line("ada"), approver=Signature(name="Dr. Bee"))
    return clinic


@pytest.fixture
def desk(context: Context, braced: Clinic) -> Desk:
    return signed_in(context, braced)


def walk(context: Context) -> tuple[str, str | None]:
    return standing(context, "walk_1")


def facts_of(context: Context, clinic: Clinic) -> list[dict[str, str]]:
    (patient,) = all_rows(context, patients)
    document = json.loads(export_patient(context, clinic, patient.id, actor=SOMEBODY))
    return [item["enrollment"]["facts"] for item in document["surgeries"]]


def test_the_form_asks_and_a_correction_shows_what_it_does(context: Context, braced: Clinic, desk: Desk):
    form = desk.get("/enroll").text
    assert '<div data-procedures="microdiscectomy"><div class="field">\n<label for="brace">Back brace</label>' in form
    assert "Only for: Microdiscectomy" in form
    assert "Soft brace" in form
    wrong = desk.post("/enroll", **row(), brace="rigid")
    assert (wrong.status_code, "Write one of: none, soft" in wrong.text) == (422, True)
    assert desk.post("/enroll", **row(), brace="none").status_code == 303
    assert (walk(context), facts_of(context, braced)) == (
        ("skipped", "not_applicable"),
        [{"job_strain": "desk", "brace": "none"}],
    )
    (plan,) = all_rows(context, enrollments)
    page = f"/patients/{plan.patient_id}"
    assert "Back brace: No brace" in desk.get(page).text
    details = f"{page}/surgeries/{plan.id}/details"
    version = dict(HIDDEN.findall(desk.get(details).text))["version"]
    change = {"version": version, "procedure": "microdiscectomy", "job_strain": "desk", "brace": "soft"}
    shown = desk.post(details, **change).text
    assert "Walking" in shown
    assert "Not applicable" in shown
    assert desk.save(details, **change).status_code == 303
    assert walk(context)[0] == "planned"
    assert "Back brace: Soft brace" in desk.get(page).text


def test_a_file_has_a_column_for_it(context: Context, braced: Clinic, desk: Desk):
    rows = [
        row(external_id="A", brace="SOFT"),
        row(external_id="B", brace="hard", phone="+12025550122"),
        row(external_id="C", brace="soft", phone="+12025550123", procedure="laminectomy"),
    ]
    file = Upload("people.csv", csv_text(rows).encode())
    report = import_csv(context, braced, file, actor=SOMEBODY)
    assert [(item.line, item.column, item.error) for item in report.rejected] == [
        (3, "brace", "write one of: none, soft")
    ]
    notes = [(item.line, note.column, str(note)) for item in report.warned for note in item.notes]
    assert notes == [(4, "brace", "the care plan of this row does not ask about this, so the cell was ignored")]
    assert "brace" in desk.get("/enroll/sample.csv").text.splitlines()[0]
    again = Upload("people.csv", csv_text([row(external_id="A", brace="none")]).encode())
    with context.db.read() as tx:
        first = find_enrollments(tx, braced.id, ["A"])["A"]
    assert standing(context, "walk_1", enrollment_id=first.id)[0] == "planned"
    import_csv(context, braced, again, actor=SOMEBODY)
    assert standing(context, "walk_1", enrollment_id=first.id) == ("skipped", "not_applicable")


def test_another_system_sends_it_and_reads_it_back(context: Context, braced: Clinic):
    epic = System(context, braced)
    body = row(external_id="A")
    refused = epic.enroll(body | {"brace": "hard"}).json()
    assert [error["field"] for error in refused["errors"]] == ["brace"]
    assert epic.enroll(body | {"brace": "soft"}).status_code == 201
    assert walk(context)[0] == "planned"
    assert epic.ask("GET", f"{ENROLLMENTS}/A").json()["brace"] == "soft"
    assert epic.ask("PATCH", f"{ENROLLMENTS}/A", {"brace": "none"}).status_code == 200
    assert walk(context) == ("skipped", "not_applicable")
    assert epic.ask("PATCH", f"{ENROLLMENTS}/A", {"bracce": "none"}).status_code == 422


def test_a_clinic_without_that_plan_has_no_such_column(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    assert 'name="brace"' not in desk.get("/enroll").text
    answer = System(context, clinic).enroll(row(external_id="A", brace="soft"))
    assert answer.status_code == 422
