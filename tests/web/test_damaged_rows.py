"""One stored value among many that opens with no key: every page still answers and says so, and one alert opens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.links import LinkKind
from reminders.services.records.write_note import write_note
from reminders.services.replies.reply import receive
from reminders.services.staff.rename import rename_member
from reminders.services.visits.book_visit import book_visit
from reminders.services.visits.visit_form import VisitForm
from reminders.store.tables import (
    alerts,
    caregivers,
    enrollments,
    messages,
    on_call,
    opt_outs,
    patients,
    replies,
    staff_members,
    staff_notes,
    visits,
)
from tests.making import SOMEBODY, all_rows, at, enroll_rows, play, row, run
from tests.web.desk import Desk, add_person, signed_in

if TYPE_CHECKING:
    from sqlalchemy import Table

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550177"
ANA = {
    "given_name": "Ana",
    "family_name": "Garcia",
    "phone": PHONE,
    "external_id": "MRN-77",
    "birth_date": "1952-03-14",
    "record_number": "R-77",
    "caregiver_name": "Bo",
    "caregiver_phone": "(202) 555-0109",
    "caregiver_sms_consent": "yes",
}
SAID = "cannot be read"
STAFF_PAGES = (
    "/",
    "/inbox",
    "/patients",
    "/patients/{id}",
    "/inbox/{id}",
    "/patients/{id}/erase",
    "/reports",
    "/reports/answers.csv",
    "/reports/opt-outs.csv",
    "/reports/urgent.csv",
    "/settings",
    "/settings/staff",
    "/settings/on-call",
)
SEARCHES = ("Garcia", "Ana", "0177", "MRN-77", "R-77", "1952-03-14")
COLUMNS = (
    (patients, "given_name"),
    (patients, "family_name"),
    (patients, "phone"),
    (patients, "email"),
    (patients, "birth_date"),
    (patients, "record_number"),
    (enrollments, "external_id"),
    (enrollments, "facts"),
    (replies, "body"),
    (replies, "sender"),
    (messages, "content"),
    (staff_notes, "text"),
    (staff_members, "email"),
    (staff_members, "name"),
    (enrollments, "imported"),
    (caregivers, "name"),
    (caregivers, "phone"),
    (visits, "visit_id"),
    (visits, "details"),
    (on_call, "phone"),
    (on_call, "email"),
)
UNSAID = {"phone", "email", "birth_date", "sender", "details"}
"""Columns in whose place a page may show nothing."""


def one_bit_off(context: Context, table: Table, column: str, *where: object) -> None:
    """Flip the last bit of a sealed value."""
    with context.db.begin() as tx:
        for found in tx.conn.execute(table.select().where(*where)).mappings().all():  # type: ignore[arg-type]
            ciphertext = bytes(found[column])
            broken = ciphertext[:-1] + bytes([ciphertext[-1] ^ 1])
            (key,) = table.primary_key.columns
            tx.conn.execute(table.update().where(key == found[key.name]).values({column: broken}))


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    enroll_rows(context, clinic, row(**ANA), *(row() for _ in range(49)))
    play(context, clock, "03-12 01:00")
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    run(context)
    write_note(context, clinic, ana(context), "called back", actor=SOMEBODY)
    rename_member(context, add_person(context, clinic, "other@oak.example"), "Olga Other", actor=SOMEBODY)
    add_on_call(context, clinic, OnCall("Ada", "+12025550104", "ada@oak.example"), actor=SOMEBODY)
    book_visit(context, clinic, "MRN-77", VisitForm("V1", at("03-20 15:00"), "wound_check", "Room 2"), actor=SOMEBODY)
    return signed_in(context, clinic)


def ana(context: Context) -> str:
    wanted = context.db.vault.keyed_hash("enrollments.external_id", "MRN-77")
    return next(item.patient_id for item in all_rows(context, enrollments) if item.external_id_hash == wanted)


def damage(context: Context, table: Table, column: str) -> None:
    """Flip a bit in Ana's row, or in the colleague's."""
    if table is patients:
        one_bit_off(context, table, column, table.c.id == ana(context))
    elif table is on_call:
        one_bit_off(context, table, column, table.c[column].is_not(None))
    elif table is visits:
        own = select(enrollments.c.id).where(enrollments.c.patient_id == ana(context))
        one_bit_off(context, table, column, table.c.enrollment_id.in_(own))
    elif table is staff_members:
        keyed_hash = context.db.vault.keyed_hash("staff_members.email", "other@oak.example")
        one_bit_off(context, table, column, table.c.email_hash == keyed_hash)
    else:
        filled = [table.c[column].is_not(None)] if table in {messages, enrollments} else []
        one_bit_off(context, table, column, table.c.patient_id == ana(context), *filled)


@pytest.mark.parametrize(("table", "column"), [pytest.param(*item, id=f"{item[0].name}.{item[1]}") for item in COLUMNS])
def test_no_page_falls_over_one_damaged_value(context: Context, desk: Desk, table: Table, column: str):
    patient = ana(context)
    own = context.links.token(LinkKind.PAGE, patient)
    unsubscribe = context.links.token(LinkKind.UNSUBSCRIBE, patient)
    damage(context, table, column)
    said = {}
    for path in STAFF_PAGES:
        answer = desk.get(path.format(id=patient))
        said[path] = SAID in answer.text
        assert answer.status_code == 200, path
    for query in SEARCHES:
        found = desk.get(desk.post("/patients", query=query).headers["location"])
        assert found.status_code == 200, query
        assert patient in found.text, query
    for path in (f"/r/{own}", f"/r/{own}/plan.ics", f"/r/{own}/stop/sms", f"/u/{unsubscribe}"):
        assert desk.get(path).status_code == 200, path
    document = desk.post(f"/patients/{patient}/export", f"/patients/{patient}")
    assert document.status_code == 200
    assert json.loads(document.text)["patient"]["id"] == patient
    assert any(said.values()) or SAID in document.text or column in UNSAID
    opened = [item for item in all_rows(context, alerts) if item.kind == "cannot_be_read" and not item.closed_at]
    assert len(opened) == 1


def test_a_value_copied_from_another_patient_is_shown_as_damaged_never_as_theirs(context: Context, desk: Desk):
    patient = ana(context)
    with context.db.begin() as tx:
        donor = tx.conn.execute(patients.select().where(patients.c.id != patient)).mappings().first()
        assert donor
        values = {name: donor[name] for name in ("given_name", "family_name", "phone", "email")}
        tx.conn.execute(patients.update().where(patients.c.id == patient).values(**values))
    assert desk.get("/patients").status_code == 200
    for path in ("/", f"/patients/{patient}"):
        answer = desk.get(path)
        assert (answer.status_code, SAID in answer.text) == (200, True), path
    opened = [item for item in all_rows(context, alerts) if item.kind == "cannot_be_read" and not item.closed_at]
    assert [item.patient_id for item in opened] == [patient]


def test_one_click_stops_emails_to_an_address_that_cannot_be_read(context: Context, desk: Desk):
    token = context.links.token(LinkKind.UNSUBSCRIBE, ana(context))
    (stood,) = [item.email_hash for item in all_rows(context, patients) if item.id == ana(context)]
    damage(context, patients, "email")
    assert desk.client.post(f"/u/{token}").status_code == 200
    assert [(item.channel, item.address_hash) for item in all_rows(context, opt_outs)] == [("email", stood)]
