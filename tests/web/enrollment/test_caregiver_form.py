"""Adding, changing and removing a caregiver on the page: shown first, with consent, never the patient's own phone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Party
from reminders.core.model.roles import Role
from reminders.store.tables import audit, caregivers, consents, messages, patients
from tests.making import NOW, all_rows, enroll_rows, row
from tests.services.plans.test_caregivers import hers, write
from tests.tables import each_row
from tests.web.desk import HIDDEN, Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PATIENT_PHONE, PHONE = "+12025550123", "+12025550177"
ANNA = {
    "caregiver_name": "Anna Rivera",
    "caregiver_relation": "child",
    "caregiver_phone": "(202) 555-0177",
    "caregiver_language": "es",
    "caregiver_sms_consent": "yes",
}
SAID = {"said_by": "caregiver", "how": "phone", "said_on": "2026-03-08", "wording": "caregiver-2"}
VERSION = re.compile(r'name="version" value="([^"]+)"')


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    """Enroll Ana and sign in someone at the front desk."""
    enroll_rows(context, clinic, row(phone=PATIENT_PHONE))
    return signed_in(context, clinic, Role.ENROLLER)


def path_of(context: Context) -> str:
    ana = min(all_rows(context, patients), key=lambda item: item.created_at)
    return f"/patients/{ana.id}/caregiver"


def form_of(context: Context, desk: Desk, **fields: str) -> dict[str, str]:
    page = desk.get(path_of(context)).text
    return dict(HIDDEN.findall(page.partition("/caregiver/remove")[0])) | fields


def save(context: Context, desk: Desk, **fields: str) -> str:
    """Send the form and confirm what it shows; return what was shown."""
    shown = desk.client.post(path_of(context), data=form_of(context, desk, **fields))
    assert shown.status_code == 200, shown.text
    done = desk.client.post(path_of(context), data=dict(HIDDEN.findall(shown.text)))
    assert done.status_code == 303, done.text
    return shown.text


def planned(context: Context, party: Party) -> set[str]:
    return {item.identity for item in all_rows(context, messages) if (item.party, item.status) == (party, "planned")}


def test_a_caregiver_is_shown_first_then_added_with_consent_and_audit(context: Context, clinic: Clinic, desk: Desk):
    before = planned(context, Party.PATIENT)
    assert "Add a caregiver" in desk.get(path_of(context).removesuffix("/caregiver")).text
    shown = desk.client.post(path_of(context), data=form_of(context, desk, **ANNA, **SAID))
    assert all_rows(context, caregivers) == []
    for words in ("Save these changes?", "to the caregiver", "La zona del vendaje de Ana", "Caregiver&#39;s name"):
        assert words in shown.text, words
    save(context, desk, **ANNA, **SAID)
    assert {item.step for item in hers(context) if item.status == "planned"} >= {"wound_1"}
    assert planned(context, Party.PATIENT) == before
    agreed = [item for item in all_rows(context, consents) if item.party == "caregiver"]
    assert [(one.granted, one.said_by, one.how, one.wording, one.language) for one in agreed] == [
        (True, "caregiver", "phone", "caregiver-2", "es")
    ]
    line = all_rows(context, audit)[-1]
    assert (line.action, line.actor_kind, "Anna" in str(line.detail)) == ("added a caregiver", "staff", False)
    page = desk.get(path_of(context).removesuffix("/caregiver")).text
    for words in ("Anna Rivera", "Son or daughter", "(202) 555-0177", "Agreed on", "to the caregiver, Anna Rivera"):
        assert words in page, words


@each_row(
    ("change", "field", "words"),
    [
        ({"caregiver_phone": PATIENT_PHONE}, "caregiver_phone", "the same phone"),
        ({"caregiver_phone": ""}, "caregiver_phone", "a phone is needed"),
        ({"caregiver_phone": "12"}, "caregiver_phone", "Not a phone number"),
        ({"caregiver_name": ""}, "caregiver_name", "Enter the caregiver&#39;s name"),
        ({"caregiver_language": "fr"}, "caregiver_language", "Write one of: en, es"),
        ({"caregiver_relation": "boss"}, "caregiver_relation", "Write one of: partner"),
        ({"said_by": ""}, "said_by", "Choose who said so"),
        ({"said_on": "2026-03-10"}, "said_on", "Lies in the future"),
        ({"wording": "staff-3"}, "wording", "Choose which words"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    context: Context, clinic: Clinic, desk: Desk, change: dict[str, str], field: str, words: str
) -> None:
    refused = desk.client.post(path_of(context), data=form_of(context, desk, **ANNA, **SAID) | change)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert words.lower() in refused.text.lower()
    assert all_rows(context, caregivers) == []


def test_a_stop_is_kept_whatever_staff_save(context: Context, clinic: Clinic, desk: Desk):
    save(context, desk, **ANNA, **SAID)
    write(context, "STOP")
    save(context, desk, **ANNA | {"caregiver_name": "Anna Maria"})
    assert planned(context, Party.CAREGIVER) == set()
    assert "Opted out (STOP)" in desk.get(path_of(context).removesuffix("/caregiver")).text


def test_without_consent_nothing_goes_out_and_withdrawing_says_who(context: Context, clinic: Clinic, desk: Desk):
    save(context, desk, **ANNA, **SAID)
    silent = ANNA | {"caregiver_sms_consent": ""}
    assert desk.client.post(path_of(context), data=form_of(context, desk, **silent)).status_code == 422
    save(context, desk, **silent, **SAID)
    assert planned(context, Party.CAREGIVER) == set()
    assert [item.granted for item in all_rows(context, consents) if item.party == "caregiver"] == [True, False]


def test_removing_is_confirmed_and_leaves_the_patients_plan(context: Context, clinic: Clinic, desk: Desk):
    save(context, desk, **ANNA, **SAID)
    before = planned(context, Party.PATIENT)
    remove = f"{path_of(context)}/remove"
    asked = desk.client.post(remove, data=form_of(context, desk))
    assert "Caregiver removed" in asked.text
    assert len(all_rows(context, caregivers)) == 1
    assert desk.client.post(remove, data=dict(HIDDEN.findall(asked.text))).status_code == 303
    assert (all_rows(context, caregivers), planned(context, Party.CAREGIVER)) == ([], set())
    assert planned(context, Party.PATIENT) == before
    assert all_rows(context, audit)[-1].action == "removed a caregiver"
    assert desk.client.post(remove, data={"csrf": form_of(context, desk)["csrf"]}).status_code == 404


def test_a_colleague_was_faster_and_nothing_is_lost_silently(context: Context, clinic: Clinic, desk: Desk):
    old = form_of(context, desk, **ANNA, **SAID)
    save(context, desk, **ANNA | {"caregiver_name": "Berta"}, **SAID)
    late = desk.client.post(path_of(context), data=old)
    assert late.status_code == 409
    assert "<strong>Berta</strong>" in late.text


def test_a_phone_of_another_patient_is_asked_about(context: Context, clinic: Clinic, clock: FixedClock, desk: Desk):
    path = path_of(context)
    clock.set(NOW + timedelta(minutes=1))
    enroll_rows(context, clinic, row(phone=PHONE, given_name="Grace"))
    assert path_of(context) == path
    asked = desk.client.post(path_of(context), data=form_of(context, desk, **ANNA, **SAID))
    assert asked.status_code == 409
    assert "Grace" in asked.text
    again = dict(HIDDEN.findall(asked.text)) | ANNA | SAID | {"shared": "yes"}
    assert "Save these changes?" in desk.client.post(path_of(context), data=again).text


def test_the_patient_cannot_take_the_caregivers_phone(context: Context, clinic: Clinic, desk: Desk):
    save(context, desk, **ANNA, **SAID)
    contact = path_of(context).replace("/caregiver", "/contact")
    fields = {"phone": PHONE, "email": "a@oak.example", "language": "en", "given_name": "Ana"}
    refused = desk.client.post(contact, data=dict(HIDDEN.findall(desk.get(contact).text)) | fields)
    assert refused.status_code == 422
    assert "The patient and the caregiver have the same phone" in refused.text
