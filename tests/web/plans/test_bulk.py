"""Many plans changed at once: a surgeon's day in a few clicks with one diff, all or none, and who changed meanwhile."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.clinics.surgeons import add_surgeon
from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.replies.reply import receive
from reminders.store.tables import audit, enrollments, messages, surgeons
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, row, whole_store
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from httpx2 import Response

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
LOOKING = ("audit", "audit_chains", "staff_sessions")
DAY = "2026-03-17"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    """Twelve cases of Dr. Lee on one day, one on another, and one of no one on that day."""
    add_surgeon(context, clinic, "Dr. Lee", actor=SOMEBODY)
    cases = [
        row(external_id=f"L{n}", family_name=f"Case{n:02}", surgery_date=DAY, surgeon="Dr. Lee") for n in range(12)
    ]
    others = [
        row(external_id="other-day", surgery_date="2026-03-18", surgeon="Dr. Lee"),
        row(external_id="nobody", surgery_date=DAY),
    ]
    enroll_rows(context, clinic, *cases, *others)
    return signed_in(context, clinic)


class Browser:
    """Follows links and fills in forms as they stand on the page, and counts the clicks."""

    def __init__(self, desk: Desk, path: str = "/") -> None:
        self.desk, self.page, self.clicks = desk, desk.get(path), 0

    def follow(self, label: str) -> None:
        found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>{label}', self.page.text)
        assert found, f"no link {label}"
        self.clicks += 1
        self.page = self.desk.get(html.unescape(found[1]))

    def submit(self, button: str, **typed: str) -> None:
        forms = re.findall(r"<form.*?</form>", self.page.text, re.DOTALL)
        form = next(item for item in forms if re.search(rf"<button[^>]*>{button}", item))
        fields = {**hidden(form), **checked(form), **typed}
        self.clicks += 1
        action = html.unescape(re.search(r'action="([^"]+)"', form)[1])  # type: ignore[index]
        answer = self.desk.client.post(action, data=fields)
        self.page = self.desk.get(answer.headers["location"]) if answer.status_code == 303 else answer


def hidden(form: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def checked(form: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"[^>]* checked', form))


def days(context: Context) -> Counter[str]:
    return Counter(item.surgery_date.isoformat() for item in all_rows(context, enrollments))


def at_preview(context: Context, desk: Desk, to: str = "2026-03-24") -> Browser:
    lee = all_rows(context, surgeons)[0].id
    browser = Browser(desk, f"/patients?surgeon={lee}&from={DAY}&to={DAY}")
    browser.submit("Show what changes", date=to)
    return browser


def ids(context: Context, *wanted: str) -> list[str]:
    """Return the enrollments in the order of enrolling, or those of some surgeries by their day."""
    return [item.id for item in all_rows(context, enrollments) if not wanted or item.surgery_date.isoformat() in wanted]


def post(desk: Desk, **fields: object) -> Response:
    data = {"csrf": desk.token("/patients"), **fields}
    return desk.client.post("/patients/bulk", data=data)


def test_a_surgeon_s_day_of_twelve_cases_moves_in_six_clicks_with_one_diff(context: Context, desk: Desk):
    browser = Browser(desk)
    browser.follow("Calendar")
    browser.follow("Next week")
    browser.follow("12 surgeries")
    browser.submit("Show what changes", date="2026-03-24")
    before = days(context)
    page = browser.page.text
    assert before == {DAY: 13, "2026-03-18": 1}, "a preview changes nothing"
    assert page.count("from Tue, Mar 17, 2026 to Tue, Mar 24, 2026") == 12
    rows = re.findall(r'data-label="Now">([^<]+)<td data-label="Afterwards">([^<]+)', page)
    planned = [item for item in all_rows(context, messages) if item.status == "planned"]
    assert len(rows) >= 12 * 5
    assert ("Wed, Mar 18, 2026", "Wed, Mar 25, 2026") in {(old[:17], new[:17]) for old, new in rows}
    assert planned
    assert len(browser.page.content) < 60_000
    browser.submit("Reschedule 12 surgeries")
    assert "Surgeries rescheduled" in browser.page.text
    assert days(context) == {"2026-03-24": 12, DAY: 1, "2026-03-18": 1}
    assert browser.clicks <= 6
    assert [item.action for item in all_rows(context, audit)].count("moved a surgery") == 12


def test_one_of_them_cancelled_meanwhile_moves_no_one_and_the_page_says_which(
    context: Context, clinic: Clinic, desk: Desk
):
    browser = at_preview(context, desk)
    cancel(context, clinic, "L7", CancelReason.OTHER, actor=SOMEBODY)
    before = whole_store(context, *LOOKING)
    browser.submit("Reschedule 12 surgeries")
    assert whole_store(context, *LOOKING) == before
    assert browser.page.status_code == 409
    assert "Nothing was changed" in browser.page.text
    assert re.findall(r"(Case\d\d)[^<]*</a>: ([^<]+)<", browser.page.text) == [
        ("Case07", "The plan was canceled in the meantime.")
    ]
    fields = re.findall(r'name="chosen" value="([^"]+)"', browser.page.text)
    again = post(desk, chosen=fields, action="move", date="2026-03-24")
    assert "Reschedule 11 surgeries" in again.text
    assert "Case07" not in again.text


def test_a_preview_of_what_changed_otherwise_is_refused_by_name(context: Context, clinic: Clinic, desk: Desk):
    browser = at_preview(context, desk)
    other = at_preview(context, desk, "2026-03-26")
    other.submit("Reschedule 12 surgeries")
    browser.submit("Reschedule 12 surgeries")
    assert browser.page.text.count("The surgery was moved to another day meanwhile.") == 12
    assert days(context)["2026-03-26"] == 12


def test_rows_chosen_by_hand_move_by_days_pause_and_resume(context: Context, desk: Desk):
    chosen = ids(context)[:2]
    for action, more, button, done in (
        ("shift", {"days": "-3"}, "Reschedule 2 surgeries", "Surgeries rescheduled"),
        ("pause", {}, "Pause 2 plans", "Plans paused"),
        ("resume", {}, "Resume 2 plans", "Plans resumed"),
    ):
        browser = Browser(desk, "/patients")
        browser.page = post(desk, chosen=chosen, action=action, which="chosen", **more)
        browser.submit(button)
        assert done in browser.page.text, action
    assert sum(days(context)[day] for day in ("2026-03-14", "2026-03-15")) == 2
    assert Counter(item.action for item in all_rows(context, audit) if item.enrollment_id) >= Counter(
        {"moved a surgery": 2, "paused a plan": 2, "resumed a plan": 2}
    )


def test_whom_a_change_does_not_fit_is_left_out_by_name(context: Context, clinic: Clinic, desk: Desk):
    cancel(context, clinic, "L3", CancelReason.OTHER, actor=SOMEBODY)
    page = at_preview(context, desk).page.text
    assert "1 patient is left out" in page
    assert re.search(r"Case03[^<]*</a>: the plan is canceled", page)
    assert "Reschedule 11 surgeries" in page


def test_what_a_move_warns_of_is_confirmed_for_all_or_no_one_moves(context: Context, desk: Desk):
    browser = at_preview(context, desk, "2016-03-10")
    assert browser.page.text.count("No messages will go out: the surgery was so long ago") == 12
    browser.submit("Reschedule 12 surgeries")
    assert browser.page.status_code == 409
    assert "Read the warnings and check the box" in browser.page.text
    assert days(context)[DAY] == 13
    browser.submit("Reschedule 12 surgeries", warned="yes")
    assert days(context)["2016-03-10"] == 12


def test_what_cannot_be_done_is_said(context: Context, desk: Desk):
    one = ids(context)[0]
    for fields, answer in (
        ({"chosen": [one]}, "Choose what to do"),
        ({"chosen": [one], "action": "move"}, "Choose a date"),
        ({"chosen": [one], "action": "move", "date": "9999-12-31"}, "year must lie between"),
        ({"chosen": [one], "action": "shift", "days": "0"}, "by how many days"),
        ({"chosen": [one], "action": "shift", "days": "900"}, "by how many days"),
        ({"action": "pause"}, "Choose at least one patient"),
        ({"chosen": ["x"], "action": "pause"}, "Choose at least one patient"),
    ):
        refused = post(desk, **fields)
        assert (refused.status_code, answer in refused.text) == (422, True), fields


def test_another_clinic_s_plans_are_not_there_and_front_desks_may_not(context: Context, clinic: Clinic, desk: Desk):
    elm = add_oak(context, slug="elm", name="Elm", sms_sender="+12025550190")
    enroll_rows(context, elm, row(family_name="Stranger"))
    stranger = next(item.id for item in all_rows(context, enrollments) if item.clinic_id == elm.id)
    assert "Stranger" not in post(desk, chosen=[stranger], action="pause").text
    before = whole_store(context, *LOOKING)
    refused = post(desk, action="pause", seen=f"{stranger}:1:active:2026-03-10")
    assert refused.status_code == 409
    assert "Stranger" not in refused.text
    assert whole_store(context, *LOOKING) == before
    front = signed_in(context, clinic, Role.ENROLLER, "front@oak.example")
    assert post(front, chosen=[stranger], action="pause").status_code == 403
    assert "Change several plans" not in front.get("/patients").text


def test_an_answer_meanwhile_is_a_change(context: Context, clinic: Clinic, desk: Desk):
    person = row(external_id="Q", family_name="Quinn", phone="(202) 555-0180")
    enroll_rows(context, clinic, person)
    mine = next(item.id for item in all_rows(context, enrollments) if item.surgery_date.isoformat() == "2026-03-10")
    browser = Browser(desk, "/patients")
    browser.page = post(desk, chosen=[mine], action="shift", days="1")
    receive(context, clinic, Channel.SMS, "+12025550180", "STOP")
    browser.submit("Reschedule 1 surgery")
    assert browser.page.status_code == 409
    assert "The plan was changed meanwhile" in browser.page.text
