"""Two nurses edit one patient: no one's change is lost without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reminders.core.model.roles import Role
from reminders.services.pick_patient import get_patient
from reminders.store.tables import enrollments, patients
from tests.making import all_rows, enroll_rows, row
from tests.web.alerts.test_today_and_inbox import ANA
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


def opened(desk: Desk, path: str) -> dict[str, str]:
    """Open a form and return what stands in it."""
    found = dict(FIELD.findall(desk.get(path).text))
    return {name: found[name] for name in ("csrf", "version", "phone", "email", "birth_date", "record_number")} | {
        "language": "en"
    }


def test_contact_data_that_a_colleague_changed_meanwhile_is_shown_before_it_is_replaced(
    context: Context, clinic: Clinic
):
    enroll_rows(context, clinic, row(**ANA))
    ada = signed_in(context, clinic, Role.CLINICIAN, "ada@oak.example")
    ben = signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")
    patient_id = all_rows(context, patients)[0].id
    path = f"/patients/{patient_id}/contact"
    adas, bens = opened(ada, path), opened(ben, path)
    assert ada.client.post(path, data=adas | {"phone": "(202) 555-0190"}).status_code == 303
    late = ben.client.post(path, data=bens | {"email": "ana@new.example"})
    assert late.status_code == 409
    assert "A colleague changed this patient while you were editing" in late.text
    assert "+12025550190" in late.text
    assert 'value="ana@new.example"' in late.text
    stands = get_patient(context, clinic, patient_id)
    assert (stands.phone, stands.email != "ana@new.example") == ("+12025550190", True)
    version = dict(FIELD.findall(late.text))["version"]
    again = bens | {"version": version, "phone": "(202) 555-0190", "email": "ana@new.example"}
    assert ben.client.post(path, data=again).status_code == 303
    stands = get_patient(context, clinic, patient_id)
    assert (stands.phone, stands.email) == ("+12025550190", "ana@new.example")


def test_a_surgery_that_a_colleague_moved_meanwhile_is_not_moved_again_unseen(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**ANA))
    ada = signed_in(context, clinic, Role.CLINICIAN, "ada@oak.example")
    ben = signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")
    surgery = all_rows(context, enrollments)[0]
    path = f"/patients/{surgery.patient_id}/surgeries/{surgery.id}/move"
    was = surgery.surgery_date.isoformat()
    assert f'name="was" value="{was}"' in ben.get(f"/patients/{surgery.patient_id}").text
    ada.post(path, "/", date="2026-04-01", seen="yes", was=was)
    for seen in ("", "yes"):
        late = ben.post(path, "/", date="2026-04-02", seen=seen, was=was)
        assert late.status_code == 409
        assert "A colleague has rescheduled this surgery meanwhile" in late.text
    assert all_rows(context, enrollments)[0].surgery_date.isoformat() == "2026-04-01"
