"""A caregiver is a second person of a plan: own messages, words, consent and STOP; the patient's stay as they were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.patient import Caregiver
from reminders.services.plans.replan import replan_patients
from reminders.services.records.erase import erase
from reminders.services.records.export import export_patient
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.store.database.vault import CellId
from reminders.store.enrollment import caregivers
from reminders.store.enrollment.patients import address_hash
from reminders.store.tables import alerts, answers, messages, metadata, patients, replies
from reminders.store.tables import caregivers as caregivers_table
from tests.making import SOMEBODY, all_rows, enroll_rows, row, run

if TYPE_CHECKING:
    from typing import Any

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
PATIENT_PHONE, PHONE = "+12025550123", "+12025550177"


def enroll_with_caregiver(context: Context, clinic: Clinic, *, agreed: bool = True) -> set[str]:
    """Enroll a patient and give her a daughter who reads Spanish; return the messages the patient had before."""
    enroll_rows(context, clinic, row(phone=PATIENT_PHONE))
    patient = all_rows(context, patients)[0]
    before = {item.identity for item in all_rows(context, messages)}
    now = context.clock.now()
    anna = Caregiver(patient.id, clinic.id, "Anna", "child", PHONE, "es", agreed, "staff-2", now)
    with context.db.begin() as tx:
        caregivers.put_caregivers(tx, [anna], now)
        replan_patients(context, tx, [patient.id], now)
    return before


def hers(context: Context) -> list[Any]:
    return [item for item in all_rows(context, messages) if item.party == "caregiver"]


def write(context: Context, body: str) -> None:
    number = f"SM{len(all_rows(context, replies))}"
    receive_text(context, InboundText(PHONE, "+15005550006", body, number))
    run(context)


def play_until_her_text(context: Context, clock: FixedClock) -> None:
    clock.set(next(item.due_at for item in hers(context) if item.step == "wound_1"))
    run(context)


def test_the_patients_messages_keep_their_identity(context: Context, clinic: Clinic):
    before = enroll_with_caregiver(context, clinic)
    assert {item.identity for item in all_rows(context, messages) if item.party == "patient"} == before
    assert [item.status for item in hers(context) if item.step == "wound_1"] == ["planned"]


def test_without_consent_there_is_no_text_to_her(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_with_caregiver(context, clinic, agreed=False)
    assert {(item.status, item.reason) for item in hers(context) if item.step == "wound_1"} == {
        ("skipped", "no_consent")
    }
    play_until_her_text(context, clock)
    assert not [item for item in hers(context) if item.sent_at]


def test_her_text_is_in_her_words_and_her_answer_is_hers(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_with_caregiver(context, clinic)
    play_until_her_text(context, clock)
    with context.db.read() as tx:
        sent = next(item for item in hers(context) if item.sent_at)
        content = tx.vault.decrypt(CellId("messages.content", sent.id), sent.content)
    assert "Ana" in json.loads(content)["text"]
    write(context, "2")
    assert [(item.step, item.code, item.party) for item in all_rows(context, answers)] == [
        ("wound_1", "worried", "caregiver")
    ]


def test_her_red_flag_is_as_urgent_and_her_stop_is_hers_alone(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_with_caregiver(context, clinic)
    play_until_her_text(context, clock)
    write(context, "she has chest pain and cannot breathe")
    patient = all_rows(context, patients)[0]
    assert ("red_flag", 1, patient.id) in {
        (item.kind, item.severity, item.patient_id) for item in all_rows(context, alerts)
    }
    write(context, "STOP")
    waiting = [item for item in all_rows(context, messages) if (item.kind, item.status) == ("scheduled", "planned")]
    assert {item.party for item in waiting} == {"patient"}


def test_an_export_names_her_and_an_erasure_leaves_nothing_of_her(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_with_caregiver(context, clinic)
    play_until_her_text(context, clock)
    write(context, "the dressing is dry")
    patient = all_rows(context, patients)[0].id
    exported = json.loads(export_patient(context, clinic, patient, actor=SOMEBODY))["caregiver"]
    assert (exported["name"], exported["phone"], exported["agreed"]) == ("Anna", PHONE, True)
    erase(context, clinic, patient, actor=SOMEBODY)
    assert all_rows(context, caregivers_table) == []
    with context.db.read() as tx:
        phone = address_hash(tx, Channel.SMS, PHONE)
    assert [table.name for table in metadata.sorted_tables if phone in str(all_rows(context, table))] == []


def test_another_patient_with_her_phone_keeps_it(context: Context, clinic: Clinic):
    enroll_with_caregiver(context, clinic)
    enroll_rows(context, clinic, row(phone=PHONE, family_name="Featherstone"))
    erase(context, clinic, all_rows(context, caregivers_table)[0].patient_id, actor=SOMEBODY)
    with context.db.read() as tx:
        phone = address_hash(tx, Channel.SMS, PHONE)
    assert phone in {item.phone_hash for item in all_rows(context, patients)}
