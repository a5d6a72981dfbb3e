"""Conversations beyond the first page of the inbox are reached page by page, and no page hides whom to call."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.inbox import ROWS
from reminders.services.replies.reply import receive
from reminders.store.replies.inbox import TEXTS_OF_ONE
from reminders.store.tables import replies
from tests.making import all_rows, enroll_rows, row
from tests.web.alerts.test_today_and_inbox import ANA, PHONE
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ITSELF = {"X-Fragment": "inbox-list"}
ASKING = 2 * ROWS + 5
LINE = re.compile(r"Asker, Number(\d+)")


def phone(number: int) -> str:
    return f"+1202555{1000 + number}"


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    """Make a clinic in which two pages and five more ask something, and one is in danger."""
    people = [row(given_name=f"Number{number}", family_name="Asker", phone=phone(number)) for number in range(ASKING)]
    enroll_rows(context, clinic, row(**ANA), *people)
    for number in range(ASKING):
        clock.set(clock.now() + timedelta(seconds=1))
        receive(context, clinic, Channel.SMS, phone(number), f"When may I drive, {number}?")
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    return signed_in(context, clinic)


def listed(page: str) -> list[int]:
    waiting = page.split('id="dealt-with"', maxsplit=1)[0]
    return [int(number) for number in LINE.findall(waiting)]


def test_every_conversation_is_on_one_page_and_the_emergency_on_each(desk: Desk):
    path = "/inbox"
    seen: list[int] = []
    for number in (1, 2, 3):
        page = desk.get(path).text
        assert "chest pain and can not breathe" in page, path
        assert f'Waiting <span class="quiet">({ASKING + 1})</span>' in page, path
        assert f"of {ASKING + 1}. Every possible emergency and urgent reply is shown." in page, path
        assert f"Page {number} of 3" in page, path
        assert listed(desk.get(path, headers=ITSELF).text) == listed(page), path  # it stays on its page by itself
        seen += listed(page)
        further = re.search(r'href="([^"]+)">Next page', page)
        path = further[1].replace("&amp;", "&") if further else ""
    assert path == ""
    assert sorted(seen) == list(range(ASKING))
    assert "Previous page" in page


def test_a_conversation_opened_from_a_page_keeps_that_page_beside_it(desk: Desk):
    page = desk.get("/inbox?show=unassigned&page=2").text
    link = re.findall(r'href="(/inbox/[0-9a-f-]{36}\?show=unassigned&amp;page=2)#newest"', page)[-1].replace(
        "&amp;", "&"
    )
    beside = desk.get(link).text
    assert listed(beside)[:ROWS] == listed(page)[:ROWS]
    assert f'{link.partition("?")[0]}?show=unassigned&amp;page=3">Next page' in beside


@pytest.mark.parametrize(("asked", "shown"), [("99", 3), ("0", 1), ("-1", 1), ("two", 1), ("9" * 30, 1)])
def test_a_page_that_is_not_there_is_the_nearest_one(desk: Desk, asked: str, shown: int):
    page = desk.get(f"/inbox?page={asked}")
    assert page.status_code == 200
    assert f"Page {shown} of 3" in page.text


def test_one_phone_that_writes_and_writes_takes_one_line_and_pushes_no_one_away(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    first = listed(desk.get("/inbox").text)
    for number in range(TEXTS_OF_ONE + 5):
        clock.set(clock.now() + timedelta(seconds=1))
        receive(context, clinic, Channel.SMS, phone(0), f"And when may I swim, {number}?")
    page = desk.get("/inbox").text
    assert listed(page) == first
    assert f"{TEXTS_OF_ONE} texts" in page
    assert f"swim, {TEXTS_OF_ONE + 4}?" in page
    assert len(all_rows(context, replies)) == ASKING + 1 + TEXTS_OF_ONE + 5


def test_today_shows_who_waits_for_an_answer_the_oldest_first_with_the_rest_behind_a_link(
    context: Context, clinic: Clinic, desk: Desk
):
    page = desk.get("/").text
    asked = page[page.index("Messages to answer") : page.index("Scheduled for today")]
    assert listed(asked) == list(range(6))
    assert f"Showing 6 of {ASKING}." in asked
    assert "chest pain" not in asked  # it stands above, as an emergency
    thread = re.findall(r'href="(/inbox/[0-9a-f-]{36})#words"', asked)[0]
    desk.post(f"{thread}/reply", thread, words="In two weeks.")
    taken = re.findall(r'href="(/inbox/[0-9a-f-]{36})#words"', asked)[1]
    desk.post(f"{taken}/take", taken)
    again = desk.get("/").text
    assert listed(again[again.index("Messages to answer") : again.index("Scheduled for today")])[:2] == [2, 3]
    assert f"Showing 6 of {ASKING - 2}." in again
