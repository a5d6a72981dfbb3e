"""Closed days on the site: holidays of a country or state, own days, and what a change moves, seen first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.consent.stop import stop_patient
from reminders.services.find import pick_clinic
from reminders.store.tables import audit
from tests.making import OAK, SOMEBODY, all_rows, enroll_rows, message, row
from tests.web.desk import HIDDEN, Desk, signed_in

if TYPE_CHECKING:
    from datetime import date

    from httpx2 import Response

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PAGE = "/settings/closed-days"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic)


def standing(context: Context) -> Clinic:
    with context.db.read() as tx:
        return pick_clinic(tx, "oak")


def listed(desk: Desk) -> str:
    """Return the table of closed days, as text."""
    found = re.search(r'<table class="cards" id="closed">.*?</table>', desk.get(PAGE).text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[0]) if found else ""


def holidays(desk: Desk, region: str, *but: str) -> Response:
    """Save the holidays as they stand on the page, open on those named."""
    page = desk.get(PAGE).text
    names = re.findall(r'name="listed" value="([^"]+)"', page)
    closed = [name for name in re.findall(r'name="closed" value="([^"]+)" checked', page) if name not in but]
    fields = {"csrf": desk.token(PAGE), "action": "holidays", "holiday_region": region}
    return desk.client.post(PAGE, data={**fields, "listed": names, "closed": closed})


def test_a_clinic_follows_the_holidays_of_its_state_but_some(context: Context, desk: Desk):
    assert listed(desk) == ""
    assert holidays(desk, "US-NY").status_code == 303
    assert "Memorial Day" in listed(desk)
    assert "Columbus Day" in listed(desk)
    assert holidays(desk, "US-NY", "Columbus Day").status_code == 303
    assert "Columbus Day" not in listed(desk)
    assert "Columbus Day" in desk.get(PAGE).text  # still offered
    assert holidays(desk, "").status_code == 303
    assert (listed(desk), standing(context).open_holidays) == ("", "")
    refused = holidays(desk, "MX")
    assert refused.status_code == 422
    assert "under Closed days choose “None”" in refused.text
    assert [item.action for item in all_rows(context, audit)].count("clinic settings changed") == 3


def test_own_days_are_added_and_removed(context: Context, desk: Desk):
    days = {"action": "close", "first": "2026-12-24", "last": "2026-12-26", "name": "Winter; break"}
    assert desk.post(PAGE, **days).status_code == 303
    assert listed(desk).count("Winter break") == 3
    assert desk.post(PAGE, action="open", day="2026-12-25").status_code == 303
    assert standing(context).closed_days == "2026-12-24 Winter break;2026-12-26 Winter break"
    for wrong, says in (
        ({"first": ""}, "Choose a date."),
        ({"first": "2026-02-30"}, "no such day"),
        ({"last": "2026-12-23"}, "before the first"),
        ({"last": "2027-12-24"}, "at most 60 days"),
        ({"name": "x" * 61}, "onger than 60"),
    ):
        answer = desk.post(PAGE, **days | wrong)
        assert (answer.status_code, says in answer.text) == (422, True), wrong


def test_what_a_closed_day_moves_is_shown_before_it_is_saved(context: Context, clinic: Clinic, desk: Desk):
    enroll_rows(context, clinic, row(given_name="Ana", family_name="García"))

    def wound() -> date:
        return message(context, "wound_1").due_at.astimezone(OAK.zone).date()

    own = wound()
    shown = desk.post(PAGE, action="close", first=own.isoformat(), last="", name="Retreat")
    assert shown.status_code == 200
    for words in ("García", "Wound check", "1 message will change", "Mar 14", "Mar 13"):
        assert words in shown.text
    assert (wound(), standing(context).closed_days) == (own, "")
    assert desk.client.post(PAGE, data=dict(HIDDEN.findall(shown.text))).status_code == 303
    assert wound() != own
    assert standing(context).closed_days == f"{own} Retreat"


def test_a_message_that_goes_out_on_neither_day_is_not_counted(context: Context, clinic: Clinic, desk: Desk):
    enroll_rows(context, clinic, row(external_id="STOPPED"))
    for channel in Channel:
        stop_patient(context, clinic, "STOPPED", channel, "staff", actor=SOMEBODY)
    day = message(context, "wound_1").due_at.astimezone(OAK.zone).date().isoformat()
    assert desk.post(PAGE, action="close", first=day, last="", name="Retreat").status_code == 303  # nothing to show


def test_in_spanish_a_change_of_country_is_refused_in_spanish(desk: Desk):
    holidays(desk, "US-NY")
    desk.post("/language", PAGE, language="es", next_url="/settings")
    page = desk.get("/settings").text
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    answer = desk.post(
        "/settings", **fields | {"country": "MX", "second_identifier": "birth_date", "timezone": OAK.timezone}
    )
    assert answer.status_code == 422
    assert "esta clínica sigue los feriados de otro país (US-NY)" in answer.text.lower().replace("us-ny", "US-NY")
    assert "must" not in re.sub(r"<[^>]+>", "", answer.text)


def test_public_holidays_go_by_the_names_of_the_page_language(desk: Desk):
    holidays(desk, "US-NY")
    desk.post("/language", PAGE, language="es", next_url=PAGE)
    assert "Día de los Caídos" in listed(desk)
    assert "Memorial Day<" not in desk.get(PAGE).text
    assert holidays(desk, "US-NY", "Memorial Day").status_code == 303  # a form names it as the clinic's settings do
    assert "Día de los Caídos" not in listed(desk)
