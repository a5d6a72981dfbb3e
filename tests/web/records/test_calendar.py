"""The calendar: a week by surgeon, counted in full, of one clinic, and a way from each day to its list."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from reminders.services.clinics.surgeons import add_surgeon, retire_surgeon
from reminders.services.plans.change_state import CancelReason, cancel
from tests.making import SOMEBODY, add_oak, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    for name in ("Dr. Lee", "Dr. Idle", "Dr. Past"):
        one = add_surgeon(context, clinic, name, actor=SOMEBODY)
        if name == "Dr. Past":
            retire_surgeon(context, clinic, one.id, actor=SOMEBODY)
    busy = [row(surgery_date="2026-03-10", surgeon="Dr. Lee", family_name=f"Case{number}") for number in range(7)]
    enroll_rows(context, clinic, *busy, row(surgery_date="2026-03-15", family_name="Nobodys", external_id="N"))
    enroll_rows(context, clinic, row(surgery_date="2026-03-11", external_id="C", family_name="Gone"))
    cancel(context, clinic, "C", CancelReason.OTHER, actor=SOMEBODY)
    elm = add_oak(context, slug="elm", name="Elm", sms_sender="+12025550190")
    enroll_rows(context, elm, row(surgery_date="2026-03-10", family_name="Stranger"))
    return signed_in(context, clinic)


def test_a_week_shows_each_surgeon_s_days_and_leads_to_them(desk: Desk):
    page = desk.get("/calendar").text
    rows = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert rows == ["Dr. Idle", "Dr. Lee", "No surgeon chosen"]
    assert "7 surgeries" in page
    assert len(re.findall(r">Case\d<", page)) == 4  # the first of them; the day's list has all
    for stranger in ("Stranger", "Gone", "Dr. Past"):
        assert stranger not in page
    day = html.unescape(re.search(r'href="(/patients\?surgeon=[0-9a-f][^"]+)"', page)[1])  # type: ignore[index]
    listed = desk.get(day).text
    assert len(re.findall(r">Case\d,", listed)) == 7
    assert re.search(r'value="all"[^>]* checked', listed), "the whole day is what is moved unless rows are chosen"


def test_weeks_follow_each_other_and_what_is_no_day_is_this_week(desk: Desk):
    this = desk.get("/calendar").text
    later = re.search(r'href="(/calendar\?week=[^"]+)">Next week', this)[1]  # type: ignore[index]
    assert "7 surgeries" not in desk.get(later).text
    earlier = re.search(r'href="(/calendar\?week=[^"]+)">Previous week', desk.get(later).text)[1]  # type: ignore[index]
    for path in (earlier, "/calendar?week=2026-03-15", "/calendar?week=x", "/calendar?week=9999-12-31"):
        assert "7 surgeries" in desk.get(path).text, path
