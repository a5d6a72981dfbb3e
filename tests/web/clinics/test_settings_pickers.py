"""The clinic's settings are picked, not typed: zone, country and hours; a mistake is said beside its field."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.services.find import pick_clinic
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def test_hours_zone_and_country_are_picked(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    page = desk.get("/settings").text
    fields = dict(re.findall(r'<input id="[^"]+" name="([^"]+)"[^>]*? value="([^"]*)"', page))
    fields |= dict(re.findall(r'<input type="time" id="[^"]+" name="([^"]+)" value="([^"]*)"', page))
    fields |= {"timezone": "America/Chicago", "country": "US", "second_identifier": "birth_date"}
    assert (fields["send_hours-from"], fields["sunday_hours-until"]) == ("10:00", "17:00")
    for words in ('<option value="America/Chicago"', '<option value="US" selected>United States</option>'):
        assert words in page
    picked = {
        "send_hours-from": "09:30",
        "send_hours-until": "00:00",
        "sunday_hours-from": "",
        "sunday_hours-until": "",
    }
    assert desk.post("/settings", **fields | picked).status_code == 303
    with context.db.read() as tx:
        changed = replace(clinic, timezone="America/Chicago", send_hours="09:30-24:00", sunday_hours=None)
        assert pick_clinic(tx, "oak") == changed
    wrong = {"send_hours-from": "18:00", "send_hours-until": "10:00"}
    for mistake in (wrong, {"sunday_hours-from": "12:00", "sunday_hours-until": ""}):
        answer = desk.post("/settings", **fields | mistake)
        assert answer.status_code == 422
        assert "Enter opening hours that end after they begin." in answer.text
        assert f'href="#{next(iter(mistake)).partition("-")[0]}"' in answer.text


def test_a_practice_of_one_and_double_opt_in_are_checked_and_unchecked(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    fields = {name: str(getattr(clinic, name)) for name in ("name", "phone", "languages", "timezone", "country")}
    fields |= {name: str(getattr(clinic, name)) for name in ("emergency_number", "second_identifier", "email")}
    fields |= {"daily_cap": "1", "weekly_cap": "3", "escalate_minutes": "10", "send_hours": "10:00-18:00"}
    for ticked in ({"one_person": "yes"}, {"double_opt_in": "yes"}, {}):
        assert desk.post("/settings", **fields, **ticked).status_code == 303
        with context.db.read() as tx:
            standing = pick_clinic(tx, "oak")
            assert [name for name in ("one_person", "double_opt_in") if getattr(standing, name)] == list(ticked)
        assert ('value="yes" checked' in desk.get("/settings").text) is bool(ticked)


def test_languages_are_picked_the_main_one_first(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    fields = {name: str(getattr(clinic, name)) for name in ("name", "phone", "timezone", "country", "email")}
    fields |= {name: str(getattr(clinic, name)) for name in ("emergency_number", "second_identifier", "send_hours")}
    fields |= {"daily_cap": "1", "weekly_cap": "3", "escalate_minutes": "10", "csrf": desk.token("/settings")}
    for main, also, languages in (("es", ["en", "es"], "es,en"), ("en", [], "en"), ("en", ["es"], "en,es")):
        posted = {**fields, "main_language": main, "languages": also}
        assert desk.client.post("/settings", data=posted).status_code == 303
        with context.db.read() as tx:
            assert pick_clinic(tx, "oak").languages == languages
        assert f'<option value="{main}" selected>' in desk.get("/settings").text
    assert desk.client.post("/settings", data={**fields, "main_language": "", "languages": []}).status_code == 422


def test_the_clinics_own_price_of_a_segment_stands_in_editor_and_calendar(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    fields = {name: str(getattr(clinic, name)) for name in ("name", "phone", "languages", "timezone", "country")}
    fields |= {name: str(getattr(clinic, name)) for name in ("emergency_number", "second_identifier", "email")}
    fields |= {"daily_cap": "1", "weekly_cap": "3", "escalate_minutes": "10", "send_hours": "10:00-18:00"}
    pages = ("/messages/laminectomy/edit", "/messages/laminectomy/edit/walk_1")
    assert "Leave empty for the list price: 0.83¢" in desk.get("/settings").text
    for page in pages:
        assert "list price of" in desk.get(page).text, page
    assert desk.post("/settings", **fields, text_price="2,5").status_code == 303
    assert 'value="2.5"' in desk.get("/settings").text
    assert "2.5¢ at your clinic" in desk.get(pages[1]).text
    calendar = desk.get(pages[0]).text
    segments = re.search(r"The texts take (\d+) segments, ([0-9.]+)¢ at your clinic", calendar)
    assert segments
    assert float(segments[2]) == int(segments[1]) * 2.5
    assert "list price of" not in calendar
    for wrong in ("a lot", "-1", "101", "0.12345", "1e3", "NaN", "٣"):
        answer = desk.post("/settings", **fields, text_price=wrong)
        assert answer.status_code == 422, wrong
        assert "Enter US cents for one segment, from 0 to 100, for example 0.83." in answer.text
    assert desk.post("/settings", **fields, text_price="").status_code == 303
    assert desk.post("/settings", **fields | {"country": "CA"}).status_code == 303
    assert "Leave empty to show no cost." in desk.get("/settings").text
    assert "¢" not in desk.get(pages[0]).text
