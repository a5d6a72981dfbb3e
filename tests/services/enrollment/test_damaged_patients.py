"""One value of one patient opens with no key: every door goes on for the others, and staff can enter it again or erase.

The doors that only look are in tests/web/test_damaged_rows.py.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError
from reminders.services.enrollment.corrections.contact import correct_contact
from reminders.services.enrollment.enroll import enroll
from reminders.services.enrollment.results import Outcome
from reminders.services.plans.change_state import pause
from reminders.services.records.erase import erase
from reminders.services.replies.reply import receive
from reminders.store.database.vault import CellId
from reminders.store.tables import alerts, enrollments, messages, opt_outs, patients, replies
from tests.making import SOMEBODY, all_rows, enroll_rows, form, message, outbox, play, row, run
from tests.web.test_damaged_rows import one_bit_off

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550177"
DANA = {
    "external_id": "D-1",
    "given_name": "Dana",
    "family_name": "Wood",
    "phone": PHONE,
    "email": "dana@example.org",
    "birth_date": "1952-03-14",
    "record_number": "R-77",
}
PATIENT = ("given_name", "family_name", "phone", "email", "birth_date", "record_number")
ENROLLMENT = ("external_id", "facts", "imported")
COLUMNS = [*((patients, name) for name in PATIENT), *((enrollments, name) for name in ENROLLMENT)]
IDS = [f"{table.name}.{column}" for table, column in COLUMNS]


def dana(context: Context) -> str:
    wanted = context.db.vault.keyed_hash("enrollments.external_id", "D-1")
    return next(item.patient_id for item in all_rows(context, enrollments) if item.external_id_hash == wanted)


def damage(context: Context, table, column: str) -> str:
    patient_id = dana(context)
    owner = table.c.id if table is patients else table.c.patient_id
    one_bit_off(context, table, column, owner == patient_id)
    return patient_id


def unread(context: Context) -> list[str | None]:
    found = [item for item in all_rows(context, alerts) if item.kind == "cannot_be_read" and not item.closed_at]
    return [item.patient_id for item in found]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_importing_the_same_rows_mends_the_damaged_value_and_does_the_others(
    context: Context, clinic: Clinic, table, column: str
):
    first, other = row(**DANA), row()
    enroll_rows(context, clinic, first, other)
    patient_id = damage(context, table, column)
    moved = other | {"surgery_date": "2026-03-12"}
    done = enroll(context, clinic, [form(context, clinic, item) for item in (first, moved)], actor=SOMEBODY)
    assert [result.error for result in done.results] == [None, None]
    assert done.results[1].outcome is Outcome.UPDATED
    stored = next(item for item in all_rows(context, table) if getattr(item, "patient_id", item.id) == patient_id)
    opened = context.db.vault.decrypt(CellId(f"{table.name}.{column}", stored.id), getattr(stored, column))
    if column in DANA:
        assert opened == DANA[column]
    assert unread(context) == []


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_a_damaged_patient_can_be_erased(context: Context, clinic: Clinic, table, column: str):
    enroll_rows(context, clinic, row(**DANA), row())
    patient_id = damage(context, table, column)
    erase(context, clinic, patient_id, actor=SOMEBODY)
    assert next(item for item in all_rows(context, patients) if item.id == patient_id).erased_at
    assert unread(context) == []


def test_erasing_finds_texts_without_a_name_by_the_stored_hash_of_a_damaged_phone(context: Context, clinic: Clinic):
    receive(context, clinic, Channel.SMS, PHONE, "is this Oak Clinic? Dana here")  # before anybody has the phone
    enroll_rows(context, clinic, row(**DANA))
    erase(context, clinic, damage(context, patients, "phone"), actor=SOMEBODY)
    known = context.db.vault.keyed_hashes("patients.phone", PHONE)
    kept = all_rows(context, replies)
    assert [context.db.vault.decrypt(CellId("replies.body", item.id), item.body) for item in kept] == [""]
    assert not [item for item in kept if item.sender_hash in known]


@pytest.mark.parametrize("is_damaged", [True, False])
def test_a_plan_goes_by_our_own_id_only_while_its_external_id_cannot_be_read(
    context: Context, clinic: Clinic, *, is_damaged: bool
):
    enroll_rows(context, clinic, row(**DANA))
    if is_damaged:
        damage(context, enrollments, "external_id")
    own = all_rows(context, enrollments)[0].id
    with nullcontext() if is_damaged else pytest.raises(NotFoundError):
        pause(context, clinic, own, actor=SOMEBODY)
    assert all_rows(context, enrollments)[0].state == ("paused" if is_damaged else "active")


@pytest.mark.parametrize("column", PATIENT)
def test_staff_enter_a_damaged_value_again_and_what_they_leave_empty_stays_stored(
    context: Context, clinic: Clinic, column: str
):
    enroll_rows(context, clinic, row(**DANA))
    patient_id = damage(context, patients, column)
    before = getattr(all_rows(context, patients)[0], column)
    known = {name: DANA[name] for name in ("phone", "email", "birth_date", "record_number")}

    def save(language: str, **values: str) -> None:
        fields = known | values
        correct_contact(context, clinic, patient_id, language=language, actor=SOMEBODY, **fields)

    save("es", **{column: ""})
    assert getattr(all_rows(context, patients)[0], column) == before
    assert unread(context) == [patient_id]
    save("en", **{column: DANA[column]})
    opened = context.db.vault.decrypt(
        CellId(f"patients.{column}", patient_id), getattr(all_rows(context, patients)[0], column)
    )
    assert opened == DANA[column]
    assert unread(context) == []


def test_a_second_surgery_of_a_patient_with_a_damaged_name_is_the_same_patient(context: Context, clinic: Clinic):
    first = row(**DANA)
    enroll_rows(context, clinic, first)
    damage(context, patients, "family_name")
    enroll_rows(context, clinic, first | {"external_id": "D-2", "surgery_date": "2026-09-10"})
    assert len(all_rows(context, patients)) == 1


def test_the_id_of_a_patient_with_a_damaged_name_is_not_taken_over(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**DANA))
    damage(context, patients, "given_name")
    rosa = row(external_id="D-1", given_name="Rosa", family_name="Delgado")
    (result,) = enroll(context, clinic, [form(context, clinic, rosa)], actor=SOMEBODY).results
    assert result.error is not None
    assert "cannot be read" in str(result.error)


def test_email_takes_over_for_a_phone_that_cannot_be_read_and_others_get_their_texts(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(**DANA), row())
    patient_id = damage(context, patients, "phone")
    play(context, clock, "03-12 12:00")
    assert message(context, "walk_1", "sms", patient_id=patient_id).reason == "cannot_be_read"
    others = [item for item in all_rows(context, messages) if item.patient_id != patient_id and item.step == "walk_1"]
    assert {item.status for item in others if item.channel == "sms"} == {"accepted"}
    assert unread(context) == [patient_id]


def test_a_text_from_a_phone_that_cannot_be_read_is_answered_and_its_stop_holds(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**DANA))
    damage(context, patients, "phone")
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and I can't breathe")
    run(context)
    assert [item.address for item in outbox(context).sent] == [PHONE]
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    assert [item.channel for item in all_rows(context, opt_outs)] == ["sms"]
