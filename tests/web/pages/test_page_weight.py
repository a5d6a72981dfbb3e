"""No page of a busy clinic weighs more than 80 kB with its style sheets and scripts, as they are sent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.consent.stop import stop_patient
from reminders.services.replies.canned import add_reply
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, enrollments, messages, patients
from tests.making import SOMEBODY, all_rows, at, enroll_rows, play, row
from tests.web.desk import signed_in
from tests.web.pages.test_constant_queries import MAX_BYTES, PAGES, path_of, weight_of_assets

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

FAMILY = ("Abbott-Castillo", "Dawson", "Estrada", "Jensen", "Okonkwo", "Zimmermann-Lopez")
GIVEN = ("Ana María", "Christopher", "Elena", "Maximilian", "Rosa")
EMERGENCIES, URGENT, QUESTIONS, FAILED, STOPPED = 6, 6, 90, 60, 12
"""What waits at once where no one has looked for days: more than a practice with three surgeons has on its worst day.

Possible emergencies and urgent replies are never cut: a flood of them makes a page as long as it has to be.
"""
LISTS = (
    *("/patients?unconfirmed=yes", "/patients?unconfirmed=yes&page=2", "/patients?status=active&sort=next"),
    *("/patients?unanswered=any", "/patients?page=2", "/inbox?show=wrote-last", "/inbox?show=unassigned"),
    *("/messages/deliveries?days=30", "/messages/deliveries?status=problems&days=30"),
    *("/messages/deliveries?status=planned", "/reports?days=365", "/reports/names", "/settings/record"),
)


def fill(context: Context, clinic: Clinic, clock: FixedClock) -> None:
    """Two hundred patients, a month in: emergencies, questions, failures, and surgeries that no one has confirmed."""
    people = [
        row(
            given_name=GIVEN[number % len(GIVEN)],
            family_name=FAMILY[number % len(FAMILY)],
            phone=f"(212) 555-{number:04}",
            email=f"person.{number}@mail.example.org",
            surgery_date=f"2026-03-{11 + number % 15}",
            external_id=f"MRN-{number}",
        )
        for number in range(200)
    ]
    enroll_rows(context, clinic, *people)
    play(context, clock, "03-24 08:00")
    for number in range(150, 150 + STOPPED):
        for channel in Channel:
            stop_patient(context, clinic, f"MRN-{number}", channel, "staff", actor=SOMEBODY)
    said = ["chest pain and can not breathe since this morning, what should I do now"] * EMERGENCIES
    said += ["my leg feels weak and numb since yesterday, is that normal after surgery"] * URGENT
    said += ["When can I take a shower and change the dressing? It itches a little."] * QUESTIONS
    for number, words in enumerate(said):
        receive(context, clinic, Channel.SMS, f"+1212555{number:04}", words)
    with context.db.begin() as tx:
        sent = [item.id for item in all_rows(context, messages) if item.sent_at and item.kind == "scheduled"][-FAILED:]
        tx.conn.execute(update(messages).where(messages.c.id.in_(sent)).values(status="failed", reason="rejected"))
        tx.conn.execute(update(enrollments).values(confirmed_at=None))
    clock.set(at("03-24 08:40") + timedelta(minutes=3))
    add_reply(context, clinic, "en", "Showering", "Yes, you may shower after two days.", actor=SOMEBODY)
    add_on_call(context, clinic, OnCall("Ada", "+12125550101"), actor=SOMEBODY)


def test_no_page_of_a_busy_clinic_is_heavy(context: Context, clinic: Clinic, clock: FixedClock):
    fill(context, clinic, clock)
    desk = signed_in(context, clinic, Role.ADMIN)
    assert len([item for item in all_rows(context, alerts) if item.kind == "red_flag"]) >= EMERGENCIES + URGENT
    first, second = ({*re.findall(r"/patients/([0-9a-f-]{36})", desk.get(path).text)} for path in LISTS[:2])
    assert len(first) == len(second) == 40
    assert not first & second
    talk = f"/inbox/{all_rows(context, patients)[0].id}"
    paths = [path for route in PAGES if (path := _filled(context, route.values[0]))]
    assert len(paths) > 40
    weights: dict[str, int] = {}
    for path in dict.fromkeys([*paths, *LISTS, talk]):
        page = desk.get(path)
        if page.status_code == 200:
            weights[path] = len(page.content) + weight_of_assets(desk, path)
    assert {"/", "/inbox", talk, *LISTS} <= weights.keys()
    shown = desk.get("/").text
    flags = [shown.count(f'data-row class="{name}"') for name in ("emergency", "urgent")]
    assert sum(flags) == EMERGENCIES + URGENT  # none is cut: the rest makes room
    for heading in ("Delivery problems", "be reached", "Scheduled for today", "First steps", "Surgeries to"):
        assert heading in shown, heading
    heavy = {path: weight for path, weight in weights.items() if weight >= MAX_BYTES}
    assert heavy == {}, max(weights.values())


def _filled(context: Context, route: APIRoute) -> str | None:
    """Return the address of a page; None where the clinic has nothing of its kind."""
    try:
        return path_of(context, route)
    except IndexError:
        return None
