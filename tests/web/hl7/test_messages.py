"""The pages of HL7 messages: who has to be asked, what has no care plan, what could not be read, and trying again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.roles import Role
from reminders.store.tables import audit, enrollments, hl7_messages
from tests.core.hl7.making import RIVERSIDE, booking
from tests.making import all_rows
from tests.services.hl7.making import ANA, WITHOUT_MAPPING, outcomes, stored, take
from tests.web.desk import HIDDEN, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def waiting(**more: str) -> str:
    return booking("SIU^S12", **{"person": ANA} | more)


def ids(context: Context) -> list[str]:
    return [item.id for item in sorted(all_rows(context, hl7_messages), key=lambda item: item.control_id)]


def test_a_surgery_without_consent_is_enrolled_from_the_list(context: Context, clinic: Clinic):
    take(context, clinic, waiting())
    desk = signed_in(context, clinic, Role.ENROLLER)
    page = desk.get("/hl7").text
    assert "Ana Rivera" in page
    assert "Microdiscectomy, " in page
    assert "Mar 10" in page
    assert "1 surgery from the hospital waits for consent" in desk.get("/enroll").text

    form = desk.get(f"/enroll?hl7={ids(context)[0]}").text
    for value in ("Ana", "Rivera", "1961-04-12", "70001", "(202) 555-0123", "C-1", "2026-03-10"):
        assert f'value="{value}"' in form
    assert "checked" not in re.findall(r'<input[^>]*name="sms_consent"[^>]*>', form)[0]
    values = dict(HIDDEN.findall(form)) | dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form))
    values |= {"procedure": "microdiscectomy", "language": "en", "job_strain": "desk", "sms_consent": "yes"}
    values |= {"action": "enroll", "email_consent": "no", "phone_belongs_to": "patient"}
    values = {name: value for name, value in values.items() if not name.startswith("caregiver")}
    answer = desk.client.post("/enroll", data=values)
    assert answer.headers["location"].startswith("/enroll?done=enrolled")
    assert [str(item.surgery_date) for item in all_rows(context, enrollments)] == ["2026-03-10"]
    assert stored(context) == ["1: applied enrolled"]
    assert "Ana Rivera" not in desk.get("/hl7").text
    assert outcomes(context, clinic, waiting(number="2", sent="20260309130000")) == ["AA no_change"]


def test_what_a_newer_message_overtakes_waits_no_more(context: Context, clinic: Clinic):
    moved = booking("SIU^S13", person=ANA, number="2", day="20260317", sent="20260309120100")
    take(context, clinic, waiting(), moved)
    desk = signed_in(context, clinic)
    page = desk.get("/hl7").text
    assert page.count("Ana Rivera</td>") + page.count("Ana Rivera<br>") == 1
    assert "Mar 17" in page
    take(context, clinic, booking("SIU^S15", person=ANA, number="3", sent="20260309120200"))
    assert "Ana Rivera" not in desk.get("/hl7").text


def test_an_unmapped_code_is_tried_again_once_the_partner_file_names_it(context: Context, clinic: Clinic):
    take(context, clinic, booking("SIU^S12", "ZSU|Y|Y", person=ANA), partner=WITHOUT_MAPPING)
    desk = signed_in(replace(context, find_partner=lambda *_: RIVERSIDE), clinic)
    page = desk.get("/hl7?shown=unmapped").text
    assert "No care plan for this code:" in page
    assert "63030" in page
    answer = desk.post(f"/hl7/{ids(context)[0]}/replay", "/hl7")
    assert answer.headers["location"].endswith("done=hl7-applied")
    assert stored(context) == ["1: applied enrolled"]
    actions = [(item.actor_kind, item.action) for item in all_rows(context, audit)]
    assert ("staff", "replayed an HL7 message") in actions
    assert ("partner", "enrolled by an HL7 message") in actions
    again = desk.post(f"/hl7/{ids(context)[0]}/replay", "/hl7")
    assert (again.status_code, "This message was applied already" in again.text) == (409, True)


def test_an_error_is_seen_in_full_by_an_admin_only_and_dismissed(context: Context, clinic: Clinic):
    take(context, clinic, booking(person="PID|1"))
    nurse = signed_in(context, clinic, Role.CLINICIAN)
    admin = signed_in(context, clinic, Role.ADMIN, "admin@oak.example")
    path = f"/hl7/{ids(context)[0]}"
    assert "PID-3" in nurse.get("/hl7?shown=errors").text
    assert nurse.get(path).status_code == 403
    assert "SCH|P1^EPIC|C-1^EPIC" in admin.get(path).text
    assert nurse.post(f"{path}/dismiss", "/hl7?shown=errors").status_code == 303
    assert stored(context) == ["1: ignored dismissed"]
    assert "dismissed an HL7 message" in [item.action for item in all_rows(context, audit)]


def test_the_page_is_in_spanish_too(context: Context, clinic: Clinic):
    take(context, clinic, waiting(), booking(person="PID|1", number="2"))
    desk = signed_in(context, clinic)
    desk.client.post("/language", data={"csrf": desk.token("/"), "language": "es"})
    page = desk.get("/hl7?shown=all").text
    assert "Mensajes del hospital" in page
    assert "No se puede leer:" in page
    assert "falta el número de expediente del paciente" in page
