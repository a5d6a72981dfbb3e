"""The on-call list on the site: order, hours, absence, who is on call now there and on Today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.alerts.on_call import parse_shifts, shifts_text
from reminders.services.alerts.on_call_list import list_on_call
from reminders.store.tables import audit
from reminders.web.alerts.shift_form import in_words
from tests.making import all_rows
from tests.tables import check_rows
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PAGE = "/settings/on-call"
ADA = {"name": "Ada Lee", "phone": "(212) 555-0101"}
BEN = {"name": "Ben Ng", "email": "ben@oak.example"}
NIGHTS = {f"{day}-0": "yes" for day in ("mon", "tue", "fri")} | {"start-0": "18:00", "end-0": "08:00"}
WEEKEND = {"sat-1": "yes", "sun-1": "yes", "start-1": "00:00", "end-1": "00:00"}


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    return signed_in(context, clinic)


def people(context: Context, clinic: Clinic) -> list[str]:
    return [person.name for person in list_on_call(context, clinic)]


def on_today(desk: Desk) -> str:
    found = re.search(r'<p class="on-call">(.*?)</p>', desk.get("/").text, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


def test_the_list_is_kept_on_its_page(context: Context, clinic: Clinic, desk: Desk):
    assert "No one is on call" in desk.get(PAGE).text
    assert "no one is notified" in on_today(desk)
    assert desk.post(PAGE, **ADA, **NIGHTS, **WEEKEND).status_code == 303
    assert desk.post(PAGE, **BEN).status_code == 303
    ada, ben = list_on_call(context, clinic)
    assert (ada.phone, shifts_text(ada.shifts)) == ("+12125550101", "mon-tue,fri 18:00-08:00, sat-sun 00:00-24:00")
    assert on_today(desk).startswith("On call now: Ben Ng")  # Monday, 3 pm
    shown = desk.get(PAGE).text
    assert "Mon–Tue, Fri 6:00\u00a0PM–8:00\u00a0AM" in shown
    desk.post(f"{PAGE}/{ada.id}/move", PAGE, to="down")
    assert people(context, clinic) == ["Ben Ng", "Ada Lee"]
    desk.post(f"{PAGE}/{ada.id}/move", PAGE, to="up")
    desk.post(f"{PAGE}/{ada.id}/move", PAGE, to="up")  # as far as it goes
    assert people(context, clinic) == ["Ada Lee", "Ben Ng"]
    away = {"away_from": "2026-03-09", "away_until": "2026-03-11"}
    assert desk.post(f"{PAGE}/{ben.id}", **BEN | {"name": "Ben Ngo"}, **away).status_code == 303
    assert on_today(desk).startswith(
        "No one is on call at this hour. Everyone on the list is notified: Ada Lee, Ben Ngo"
    )
    assert 'value="2026-03-11"' in desk.get(f"{PAGE}/{ben.id}").text
    assert "No one is on call at these times" in desk.get(PAGE).text
    assert desk.post(f"{PAGE}/{ben.id}/remove", PAGE).status_code == 303
    assert people(context, clinic) == ["Ada Lee"]
    said = [item.action for item in all_rows(context, audit) if "on-call" in item.action]
    order = "on-call hours or order changed"
    assert said == ["on-call person added"] * 2 + [order] * 3 + ["on-call person removed"]


REFUSED = {
    "no name": (ADA | {"name": " "}, "enter a name", "name"),
    "neither way": ({"name": "Ada"}, "enter a mobile phone, an email or both", "phone"),
    "no phone": (ADA | {"phone": "12"}, "not a phone number", "phone"),
    "no email": (BEN | {"email": "ben"}, "not an email address", "email"),
    "away backward": (ADA | {"away_from": "2026-03-12", "away_until": "2026-03-11"}, "before the first", "away_until"),
    "no date": (ADA | {"away_from": "2026-02-30"}, "no such day", "away_from"),
    "hours without days": (ADA | {"start-0": "08:00", "end-0": "17:00"}, "choose the days", "mon-0"),
    "days without hours": (ADA | {"mon-1": "yes"}, "enter a start", "start-0"),
    "no end": (ADA | {"mon-0": "yes", "start-0": "08:00"}, "an end time", "end-0"),
    "no time": (ADA | {"mon-0": "yes", "start-0": "8 am", "end-0": "17:00"}, "enter times such as", "start-0"),
}


def test_a_mistake_is_named_beside_its_field_and_nothing_is_lost(context: Context, clinic: Clinic, desk: Desk):
    token = desk.token(PAGE)

    def check(fields: dict[str, str], says: str, field: str) -> None:
        answer = desk.client.post(PAGE, data={"csrf": token, **fields})
        assert answer.status_code == 422
        assert says in answer.text.lower()
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
        if fields.get("name", "").strip():
            assert f'value="{fields["name"]}"' in answer.text

    names = ("fields", "says", "field")
    check_rows([(name, dict(zip(names, row, strict=True))) for name, row in REFUSED.items()], check)
    assert people(context, clinic) == []


def test_hours_read_as_people_write_them():
    shifts = parse_shifts("mon,wed 08:00-17:30, sat-sun 00:00-24:00")
    assert in_words(shifts, "es", "US")[0].startswith("lun, mié 8:00")
    assert in_words(shifts, "en", "US")[1] == "Sat–Sun 12:00\u00a0AM–12:00\u00a0AM"
