"""The patient page records a discharge after showing what it changes, and takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.tables import enrollments
from tests.making import all_rows, enroll_rows, row
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def test_a_discharge_is_shown_before_it_is_saved_and_can_be_taken_back(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))
    desk = signed_in(context, clinic)
    surgery = all_rows(context, enrollments)[0]
    patient = f"/patients/{surgery.patient_id}"
    path = f"{patient}/surgeries/{surgery.id}/discharge"

    def on_file() -> str:
        return str(all_rows(context, enrollments)[0].discharge_date)

    assert "Record discharge" in desk.get(patient).text
    shown = desk.post(path, patient, was="", date="2026-03-16").text
    assert "Wed, Mar 18" in shown
    assert on_file() == "None"
    assert desk.post(path, patient, was="", date="2026-03-16", seen="yes").status_code == 303
    assert on_file() == "2026-03-16"
    assert "Discharged on Mon, Mar 16" in desk.get(patient).text

    meanwhile = desk.post(path, patient, was="", date="2026-03-12", seen="yes")
    assert meanwhile.status_code == 409
    assert "A colleague has changed the discharge date meanwhile" in meanwhile.text
    refused = desk.post(path, patient, was="2026-03-16", date="2026-03-09", seen="yes")
    assert refused.status_code == 422
    assert "The discharge date must not be before the surgery date" in refused.text
    assert desk.post(path, patient, was="2026-03-16", date="nonsense").status_code == 422
    assert on_file() == "2026-03-16"

    assert "Remove the discharge date?" in desk.post(path, patient, was="2026-03-16", date="").text
    assert desk.post(path, patient, was="2026-03-16", date="", seen="yes").status_code == 303
    assert on_file() == "None"
