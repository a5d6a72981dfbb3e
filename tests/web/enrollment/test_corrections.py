"""Correcting a patient: what it does to the messages is shown first, and saved only as it was shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.pick_patient import get_patient
from reminders.services.replies.reply import receive
from reminders.store.tables import audit, consents, enrollments, messages, patients
from tests.making import all_rows, enroll_rows, row
from tests.web.alerts.test_today_and_inbox import ANA
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
SAID = {"said_by": "patient", "how": "phone", "said_on": "2026-03-08", "wording": "staff-3"}


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    """Enroll Ana and sign in a nurse."""
    enroll_rows(context, clinic, row(**ANA, email="ana@oak.example", opioid="yes"))
    return signed_in(context, clinic, Role.CLINICIAN)


def patient_of(context: Context) -> str:
    return all_rows(context, patients)[0].id


def hidden(page: str) -> dict[str, str]:
    return dict(FIELD.findall(page))


def planned(context: Context) -> set[str]:
    return {
        f"{item.step} {item.channel}"
        for item in all_rows(context, messages)
        if item.status == "planned" and item.kind == "scheduled"
    }


def texts(context: Context) -> set[str]:
    return {name for name in planned(context) if name.endswith(" sms")}


def last_line(context: Context) -> tuple[str, str | None]:
    line = all_rows(context, audit)[-1]
    return line.action, line.detail


def contact(desk: Desk, path: str) -> dict[str, str]:
    stands = {"language": "en", "phone_belongs_to": "patient"}
    return hidden(desk.get(path).text) | stands


def details(desk: Desk, path: str, **more: str) -> dict[str, str]:
    return hidden(desk.get(path).text) | {"procedure": "microdiscectomy", "job_strain": "desk", "opioid": "yes"} | more


def consented(desk: Desk, path: str, **more: str) -> dict[str, str]:
    kept = {name: text for name, text in hidden(desk.get(path).text).items() if not name.endswith("_consent")}
    return kept | SAID | more


def test_another_language_shows_old_and_new_words_and_saves_only_after_a_yes(
    context: Context, clinic: Clinic, desk: Desk
):
    path = f"/patients/{patient_of(context)}/contact"
    look = desk.client.post(path, data=contact(desk, path) | {"language": "es", "given_name": "Anita"})
    assert look.status_code == 200
    for words in ("Save these changes?", "First name", "Words now", "New words", "Anita"):
        assert words in look.text, words
    assert get_patient(context, clinic, patient_of(context)).language == "en"
    assert last_line(context)[0] != "corrected contact details"
    assert desk.client.post(path, data=hidden(look.text)).status_code == 303
    stands = get_patient(context, clinic, patient_of(context))
    assert (stands.language, stands.given_name) == ("es", "Anita")
    assert last_line(context) == ("corrected contact details", "given_name, language")


def test_another_time_zone_moves_the_messages_and_says_to_when(context: Context, clinic: Clinic, desk: Desk):
    path = f"/patients/{patient_of(context)}/contact"
    before = {
        item.step: item.due_at
        for item in all_rows(context, messages)
        if item.status == "planned" and item.kind == "scheduled"
    }
    look = desk.client.post(path, data=contact(desk, path) | {"timezone": "America/Los_Angeles"})
    assert look.status_code == 200
    assert "Time zone" in look.text
    desk.client.post(path, data=hidden(look.text))
    after = {
        item.step: item.due_at
        for item in all_rows(context, messages)
        if item.status == "planned" and item.kind == "scheduled"
    }
    assert get_patient(context, clinic, patient_of(context)).timezone == "America/Los_Angeles"
    assert (after["walk_1"] - before["walk_1"]).total_seconds() == 3 * 3600


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("given_name", ""),
        ("timezone", "EST"),
        ("birth_date", "2026-03-10"),
        ("phone_belongs_to", "neighbor"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(context: Context, desk: Desk, field: str, text: str):
    path = f"/patients/{patient_of(context)}/contact"
    answer = desk.client.post(path, data=contact(desk, path) | {field: text})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_second_identifier_that_changes_no_message_is_saved_at_once(context: Context, clinic: Clinic, desk: Desk):
    path = f"/patients/{patient_of(context)}/contact"
    born = contact(desk, path) | {"birth_date": "1951-02-03", "family_name": "Garcia"}
    assert desk.client.post(path, data=born).status_code == 303
    assert last_line(context) == ("corrected contact details", "birth_date, family_name")
    assert "1951" not in repr([line.detail for line in all_rows(context, audit)])


def surgery_path(context: Context) -> str:
    return f"/patients/{patient_of(context)}/surgeries/{all_rows(context, enrollments)[0].id}/details"


def test_another_procedure_replans_after_its_messages_were_shown(context: Context, desk: Desk):
    path, before = surgery_path(context), planned(context)
    look = desk.client.post(path, data=details(desk, path, procedure="spinal_fusion"))
    assert look.status_code == 200
    assert "Spinal fusion" in look.text
    assert planned(context) == before
    assert desk.client.post(path, data=hidden(look.text)).status_code == 303
    after = planned(context)
    assert after != before
    assert "light_1 sms" in after
    assert last_line(context) == ("corrected a care plan", "procedure")
    page = desk.get(f"/patients/{patient_of(context)}").text
    assert "Spinal fusion" in page


def test_a_fact_takes_a_message_out_and_puts_it_back(context: Context, desk: Desk):
    path = surgery_path(context)
    assert "pain_plan sms" in planned(context)
    for opioid, there in (("no", False), ("yes", True)):
        look = desk.client.post(path, data=details(desk, path, opioid=opioid))
        assert "Pain plan" in look.text
        desk.client.post(path, data=hidden(look.text))
        assert ("pain_plan sms" in planned(context)) is there
        assert last_line(context) == ("corrected a care plan", "opioid")
    assert desk.client.post(path, data=details(desk, path)).status_code == 303  # nothing new: nothing to ask
    assert [line.action for line in all_rows(context, audit)].count("corrected a care plan") == 2


def test_a_plan_that_a_colleague_changed_meanwhile_is_shown_first(context: Context, clinic: Clinic, desk: Desk):
    path = surgery_path(context)
    mine = details(desk, path, smoker="yes")
    ben = signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")
    look = ben.client.post(path, data=details(ben, path, condition="tumor"))
    ben.client.post(path, data=hidden(look.text))
    late = desk.client.post(path, data=mine)
    assert late.status_code == 409
    assert "A colleague changed this care plan" in late.text
    assert "<strong>Tumor</strong>" in late.text
    assert last_line(context) == ("corrected a care plan", "condition")


def test_what_was_confirmed_is_what_was_shown(context: Context, desk: Desk):
    path = surgery_path(context)
    look = desk.client.post(path, data=details(desk, path, opioid="no"))
    other = desk.client.post(path, data=hidden(look.text) | {"procedure": "spinal_fusion"})
    assert other.status_code == 409
    assert "Something changed since you looked" in other.text
    assert last_line(context)[0] != "corrected a care plan"


def test_consent_is_withdrawn_and_added_with_who_how_when_and_which_words(context: Context, desk: Desk):
    path = f"/patients/{patient_of(context)}/consent"
    look = desk.client.post(path, data=consented(desk, path, email_consent="yes"))
    assert look.status_code == 200
    assert "Consent to texts" in look.text
    assert texts(context)
    desk.client.post(path, data=hidden(look.text))
    assert not texts(context)
    assert planned(context)
    assert last_line(context) == ("changed consent", "sms withdrawn")
    again = consented(
        desk, path, email_consent="yes", sms_consent="yes", how="paper", wording="csv-1", said_by="caregiver"
    )
    desk.client.post(path, data=hidden(desk.client.post(path, data=again).text))
    assert texts(context)
    entry = all_rows(context, consents)[-1]
    kept = (entry.channel, entry.granted, entry.wording, entry.said_by, entry.how, str(entry.said_on))
    assert kept == ("sms", True, "csv-1", "caregiver", "paper", "2026-03-08")
    page = desk.get(f"/patients/{patient_of(context)}").text
    assert "Agreed on " in page
    assert "A caregiver, On paper" in page


def test_the_page_shows_the_words_that_were_agreed_to_also_earlier_ones(context: Context, desk: Desk):
    page = desk.get(f"/patients/{patient_of(context)}").text
    assert "csv-1" in page
    assert "Read what was agreed to" not in page
    for version, words in {
        "staff-1": "Nobody reads what I text back",
        "staff-2": "and I choose them all the same",
        "staff-3": "I know this, and I still want the texts",
    }.items():
        with context.db.begin() as tx:
            tx.conn.execute(consents.update().values(wording=version, granted=True))
        page = desk.get(f"/patients/{patient_of(context)}").text
        assert words in page, version
        assert "Oak" in page[page.index("Read what was agreed to") :]


def test_nothing_goes_out_any_more_only_after_the_warning_was_read(context: Context, desk: Desk):
    path = f"/patients/{patient_of(context)}/consent"
    look = desk.client.post(path, data=consented(desk, path))
    assert "No messages will go out" in look.text
    assert desk.client.post(path, data=hidden(look.text) | {"warned": ""}).status_code == 409
    assert planned(context)
    assert desk.client.post(path, data=hidden(look.text) | {"warned": "yes"}).status_code == 303
    assert not planned(context)


def test_an_added_consent_does_not_lift_the_patients_own_stop(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, "+12025550177", "STOP")
    path = f"/patients/{patient_of(context)}/consent"
    for agreed in ({}, {"sms_consent": "yes"}):
        look = desk.client.post(path, data=consented(desk, path, email_consent="yes", **agreed))
        desk.client.post(path, data=hidden(look.text))
    assert all_rows(context, consents)[-1].granted is True
    assert not texts(context)
    assert "Opted out (STOP)" in desk.get(f"/patients/{patient_of(context)}").text


@pytest.mark.parametrize(
    ("field", "text"),
    [("said_by", ""), ("how", "gossip"), ("said_on", "2027-01-01"), ("said_on", ""), ("wording", "mine")],
)
def test_a_consent_says_who_how_when_and_which_words(context: Context, desk: Desk, field: str, text: str):
    path = f"/patients/{patient_of(context)}/consent"
    answer = desk.client.post(path, data=consented(desk, path, email_consent="yes") | {field: text})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert len(all_rows(context, consents)) == 2
