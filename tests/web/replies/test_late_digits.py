"""A digit that came when no question was open says so in the inbox, and one click ends it: saved or put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, answers, audit, replies
from tests.making import all_rows, at, enroll_rows, play, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550177"
MAY_BE = "No question was open. This may be a late answer:"
NOTHING = "No question was open, so this digit answers nothing."


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    """Sign someone in five days after the wound check, whose time is over."""
    enroll_rows(context, clinic, row(phone="(202) 555-0177", email_consent="no"))
    play(context, clock, "03-19 12:00")
    return signed_in(context, clinic)


def waiting(context: Context) -> list[str]:
    return [item.id for item in all_rows(context, replies) if item.handled_at is None]


@pytest.mark.parametrize(("digit", "code", "alarms"), [("1", "fine", []), ("Two", "worried", ["follow_up"])])
def test_a_late_answer_is_saved_in_one_click_with_what_it_calls_for(  # noqa: PLR0917
    context: Context, clinic: Clinic, clock: FixedClock, desk: Desk, digit: str, code: str, alarms: list[str]
):
    receive(context, clinic, Channel.SMS, PHONE, digit)
    assert not all_rows(context, answers)
    page = desk.get("/inbox").text
    assert MAY_BE in page
    assert "Wound check (day 4)" in page
    clock.set(at("03-19 12:05"))
    (reply,) = waiting(context)
    assert desk.post(f"/replies/{reply}/answer", "/inbox").headers["location"] == "/inbox?done=answer-saved"
    (saved,) = all_rows(context, answers)
    assert (saved.step, saved.code, saved.how, saved.reply_id) == ("wound_1", code, "staff", reply)
    assert saved.at == at("03-19 12:00")
    assert (waiting(context), [item.kind for item in all_rows(context, alerts)]) == ([], alarms)
    assert [item.action for item in all_rows(context, audit)].count("answered a question") == 1
    after = desk.get("/inbox").text
    assert MAY_BE not in after
    assert "Wound check (day 4)" in after  # what it answered stays beside it
    assert desk.post(f"/replies/{reply}/answer", "/inbox").status_code == 404


def test_a_digit_that_answers_nothing_says_so_and_is_resolved_in_one_click(
    context: Context, clinic: Clinic, desk: Desk
):
    receive(context, clinic, Channel.SMS, PHONE, "7")
    page = desk.get("/inbox").text
    assert NOTHING in page
    assert "Save as this answer" not in page
    (reply,) = waiting(context)
    assert desk.post(f"/replies/{reply}/answer", "/inbox").status_code == 404
    assert desk.post(f"/replies/{reply}/close", "/inbox").headers["location"] == "/inbox?done=closed"
    assert (waiting(context), all_rows(context, answers)) == ([], [])


def test_words_beside_the_digit_stay_a_thread_that_a_person_reads(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "1")
    receive(context, clinic, Channel.SMS, PHONE, "can I take a bath?")
    assert desk.get("/inbox").text.count(MAY_BE) == 1
    digit = next(item for item in waiting(context) if f"/replies/{item}/close" in desk.get("/inbox").text)
    desk.post(f"/replies/{digit}/close", "/inbox")
    assert len(waiting(context)) == 1
    assert "can I take a bath?" in desk.get("/inbox").text


def test_front_desk_may_put_a_digit_away_but_records_no_answer(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "2")
    (reply,) = waiting(context)
    front = signed_in(context, clinic, Role.ENROLLER, "front@oak.example")
    page = front.get("/inbox").text
    assert MAY_BE in page
    assert "Save as this answer" not in page
    assert front.post(f"/replies/{reply}/answer", "/inbox").status_code == 403
    assert not all_rows(context, answers)
    del desk
