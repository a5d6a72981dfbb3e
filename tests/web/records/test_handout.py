"""A plan on paper: in the patient's language, with the clinic's phone, and nothing that only staff may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.roles import Role
from reminders.store.tables import audit, patients
from tests.making import all_rows, enroll_rows, row
from tests.web.alerts.test_today_and_inbox import ANA
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.mark.parametrize(
    ("language", "title", "when", "emergency"),
    [
        ("en", "Your recovery messages", "March 11", "Emergency? Call"),
        ("es", "Sus mensajes de recuperación", "11 de marzo", "¿Una emergencia? Llame al"),
    ],
)
def test_a_plan_prints_in_the_patients_language_without_staff_information(
    context: Context, clinic: Clinic, language: str, title: str, when: str, emergency: str
):
    enroll_rows(context, clinic, row(**ANA, language=language, record_number="00123"))
    nurse = signed_in(context, clinic, Role.ENROLLER)
    path = f"/patients/{all_rows(context, patients)[0].id}"
    assert f'href="{path}/handout"' in nurse.get(path).text
    sheet = nurse.get(f"{path}/handout").text
    for words in (f'<html lang="{language}">', title, when, emergency, clinic.name, clinic.phone, "911", "Ana"):
        assert words in sheet, words
    for words in ("García", "00123", "MRN-77", "nurse@oak.example", "555-0177", "Sign out"):
        assert words not in sheet, words
    assert all_rows(context, audit)[-1].action == "viewed a patient"
