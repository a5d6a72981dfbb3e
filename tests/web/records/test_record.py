"""Who did what is written in the transaction of the change itself: no change without its line, no line without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from reminders.core.model.actor import (
    MAIL_SERVER,
    ON_CALL,
    PATIENT_BY_EMAIL_LINK,
    PATIENT_BY_TEXT,
    PATIENT_ON_OWN_PAGE,
    SYSTEM,
    TWILIO,
    Actor,
    ActorKind,
)
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.data import book
from reminders.services.clinics.switch import pause_all
from reminders.services.replies.reply import receive
from reminders.store.staff.audit import add_entry
from reminders.store.tables import alerts, audit, enrollments, patients, replies
from tests.making import all_rows, at, enroll_rows, message, row, run, whole_store
from tests.web.desk import Desk, add_person, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ["sqlite"]  # it says of a table that is away what the page says of a database that is
CHANGES = {
    "note": ("/patients/{patient}/notes", {"note": "Called her"}, "wrote a note"),
    "move": ("{surgery}/move", {"date": "2026-04-07", "seen": "yes"}, "moved a surgery"),
    "pause": ("{surgery}/pause", {}, "paused a plan"),
    "cancel": ("{surgery}/cancel", {"reason": "other", "seen": "yes"}, "cancelled a plan"),
    "confirm": ("{surgery}/confirm", {}, "confirmed a surgery"),
    "send now": ("/patients/{patient}/messages/{message}/send-now", {"seen": "yes"}, "sent a planned message now"),
    "contact": (
        "/patients/{patient}/contact",
        {"phone": "(202) 555-0179", "email": "", "language": "en"},
        "corrected contact details",
    ),
    "erase": ("/patients/{patient}/erase", {"sure": "yes"}, "erased a patient"),
    "acknowledge": ("/alerts/{alert}/acknowledge", {}, "acknowledged an alert"),
    "close an alert": ("/alerts/{alert}/close", {"note": "Sent to the ER"}, "closed an alert"),
    "close a thread": ("/inbox/{patient}/close", {"note": "Answered by phone", "to": "resolve"}, "closed a thread"),
    "text": ("/inbox/{patient}/reply", {"words": "Please call us"}, "texted a patient"),
    "close a text": ("/replies/{reply}/close", {}, "closed a text"),
    "close a message": ("/messages/{missed}/close", {"note": "Told her"}, "closed a message's trouble"),
    "pause all": ("/settings/sending", {"action": "pause", "typed": "PAUSE"}, "clinic sending paused"),
    "settings": ("/settings", {"name": "Oak Street"}, "clinic settings changed"),
    "steps": ("/messages/microdiscectomy/steps", {"on": "prep"}, "optional steps changed"),
}


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    """Someone at a desk, in the middle of a day on which everything can be done."""
    enroll_rows(context, clinic, row(phone="(202) 555-0177"))
    clock.set(at("03-12 23:00"))  # the walk was missed
    run(context)
    clock.set(at("03-13 15:00"))
    receive(context, clinic, Channel.SMS, "+12025550177", "my leg feels weak")
    return signed_in(context, clinic)


def filled_in(context: Context, path: str) -> str:
    patient = all_rows(context, patients)[0].id
    return path.format(
        patient=patient,
        surgery=f"/patients/{patient}/surgeries/{all_rows(context, enrollments)[0].id}",
        message=message(context, "walk_1").id,
        missed=message(context, "walk_1").id,
        alert=all_rows(context, alerts)[0].id,
        reply=all_rows(context, replies)[0].id,
    )


def settings_of(clinic: Clinic) -> dict[str, str]:
    names = ("phone", "email", "emergency_number", "timezone", "country", "languages", "send_hours", "sunday_hours")
    names += ("second_identifier",)
    numbers = ("daily_cap", "weekly_cap", "escalate_minutes")
    return {name: str(getattr(clinic, name) or "") for name in (*names, *numbers)}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_cannot_be_recorded_does_not_happen(context: Context, clinic: Clinic, desk: Desk, change: str):
    path, fields, action = CHANGES[change]
    if change == "settings":
        fields = settings_of(clinic) | fields
    path, token = filled_in(context, path), desk.token("/")
    before = whole_store(context, "staff_sessions")
    with context.db.begin() as tx:
        tx.conn.execute(text("ALTER TABLE audit RENAME TO audit_gone"))
    assert desk.client.post(path, data={"csrf": token, **fields}).status_code == 503
    with context.db.begin() as tx:
        tx.conn.execute(text("ALTER TABLE audit_gone RENAME TO audit"))
    assert whole_store(context, "staff_sessions") == before

    assert desk.client.post(path, data={"csrf": token, **fields}).status_code == 303
    assert all_rows(context, audit)[-1].action == action
    assert whole_store(context, "staff_sessions") != before


def test_every_kind_of_actor_has_words_on_the_page():
    assert {kind.value for kind in ActorKind} <= set(book("labels").labels("actor"))


WHO = {
    "Command line (root)": Actor.command_line("root"),
    "Patient, by text": PATIENT_BY_TEXT,
    "Patient, by email link": PATIENT_BY_EMAIL_LINK,
    "Patient, on their page": PATIENT_ON_OWN_PAGE,
    "On call, by link": ON_CALL,
    "Twilio": TWILIO,
    "Mail server": MAIL_SERVER,
    "System": SYSTEM,
}


def test_the_page_says_who_it_was_in_words(context: Context, clinic: Clinic):
    add_person(context, clinic)
    desk = Desk(context)
    desk.sign_in()  # which is recorded, under one's own address
    with context.db.begin() as tx:
        for actor in WHO.values():
            add_entry(tx, AuditEntry(clinic.id, Action.STOPPED_CHANNEL, actor, context.clock.now(), detail="sms"))
        tx.conn.execute(insert(audit).values(clinic_id=clinic.id, action="corrected email", at=context.clock.now()))
    page = desk.get("/settings/record").text
    for words in (*WHO, "nurse@oak.example", "Not recorded", "corrected email", "stopped a channel: sms"):
        assert f"<td>{words}</td>" in page, words
    assert desk.client.post("/language", data={"csrf": desk.token("/"), "language": "es"}).status_code == 303
    spanish = desk.get("/settings/record").text
    for words in ("Línea de comandos (root)", "Paciente, por mensaje de texto", "Sistema", "Registro de auditoría"):
        assert words in spanish


def test_what_concerns_the_whole_installation_is_on_every_clinics_page(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    pause_all(context, actor=Actor.command_line("root"))
    page = desk.get("/settings/record").text
    assert "<td>Command line (root)</td>" in page
    assert "<td>all sending paused</td>" in page
