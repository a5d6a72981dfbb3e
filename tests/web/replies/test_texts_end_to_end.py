"""What a text does, from Twilio's signed post to the patient's phone and the staff site, with nothing played."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.store.tables import alerts, answers, enrollments, messages, opt_outs, patients, replies
from tests.making import all_rows, enroll_rows, outbox, play, row, run, run_at, sent_steps
from tests.web.desk import signed_in
from tests.web.texting import PHONE, form, post, site

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

UNCLEAR = "ugh enough already"
EVENTS = {
    "This is Dana's husband. She passed away last night.": ("died", "We are sorry"),
    "surgery got cancelled": ("surgery_changed", "are on hold"),
    "he is back in hospital": ("in_hospital", "are on hold"),
    "mi mamá falleció ayer": ("died", "We are sorry"),
}


@pytest.fixture
def web(context: Context, clinic: Clinic, clock: FixedClock) -> TestClient:
    """Take the app of a clinic whose patient has had wound_1; pain_plan is due on the 16th, light_1 on the 19th."""
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    play(context, clock, "03-14 20:00")
    return site(context)


def send(context: Context, web: TestClient, words: str, **more: str) -> None:
    """Let Twilio post a text, twice as it sometimes does, and let what it brings up leave."""
    values = form(words, f"SM{len(all_rows(context, replies))}", **more)
    assert [post(web, values), post(web, values)] == [200, 200]
    run(context)


def said(context: Context) -> list[str]:
    """Return what left for the patient's phone since the last scheduled text."""
    texts = [item.content.text for item in outbox(context).sent if item.address == PHONE]
    return texts[len(sent_steps(context, Channel.SMS)) - len(own(context)) :]


def own(context: Context) -> list[str]:
    """Name our own answers that left, in order."""
    rows = [item for item in all_rows(context, messages) if item.kind == "auto_reply" and item.status == "accepted"]
    return [item.step for item in sorted(rows, key=lambda item: item.sent_at)]


def held(context: Context) -> set[str]:
    return {item.reason for item in all_rows(context, messages) if item.status == "held"}


def open_kinds(context: Context) -> list[str]:
    return [item.kind for item in all_rows(context, alerts) if item.closed_at is None]


def waiting(context: Context) -> list[str]:
    return [item.place for item in all_rows(context, replies) if item.handled_at is None]


def unclear(context: Context, web: TestClient) -> None:
    """Send an unclear stop: texts are held, one question leaves, one item is open."""
    send(context, web, UNCLEAR)
    assert (held(context), open_kinds(context)) == ({"unclear_stop"}, ["unclear_stop"])
    (question,) = said(context)
    assert "Do you want these texts to stop? Reply STOP" in question
    (asked,) = (item for item in all_rows(context, messages) if item.step == "unclear_stop")
    assert asked.sent_at - asked.due_at < asked.send_before - asked.due_at == timedelta(minutes=5)
    send(context, web, UNCLEAR)
    assert own(context) == ["unclear_stop"]


@pytest.mark.parametrize("words", ["STOP", "yes"])
def test_an_unclear_stop_that_the_patient_answers_with_stop_is_one(context: Context, web: TestClient, words: str):
    unclear(context, web)
    send(context, web, words)
    assert [item.source for item in all_rows(context, opt_outs)] == ["reply"]
    assert (held(context), open_kinds(context)) == (set(), [])
    assert "Your texts have stopped" in said(context)[-1]


def test_an_unclear_stop_that_the_patient_answers_with_no_lets_texts_go_on(
    context: Context, web: TestClient, clock: FixedClock
):
    unclear(context, web)
    send(context, web, "no keep them")
    assert (held(context), open_kinds(context), all_rows(context, opt_outs)) == (set(), [], [])
    play(context, clock, "03-17 00:00")
    assert "pain_plan" in sent_steps(context, Channel.SMS)


def test_staff_keep_the_texts_of_an_unclear_stop(context: Context, clinic: Clinic, web: TestClient, clock: FixedClock):
    unclear(context, web)
    desk = signed_in(context, clinic)
    page = desk.get("/").text
    assert UNCLEAR in page
    found = re.search(r'action="(/alerts/\d+/keep-texts)"', page)
    assert found
    assert desk.post(found[1], "/").status_code == 303
    assert (held(context), open_kinds(context), waiting(context)) == (set(), [], [])
    play(context, clock, "03-17 00:00")
    assert "pain_plan" in sent_steps(context, Channel.SMS)
    assert all_rows(context, opt_outs) == []


def test_an_unclear_stop_that_no_one_clears_up_is_a_stop_after_a_day(
    context: Context, web: TestClient, clock: FixedClock
):
    unclear(context, web)
    run_at(context, clock, "03-15 19:59")
    assert all_rows(context, opt_outs) == []
    run_at(context, clock, "03-15 20:00")
    assert [item.source for item in all_rows(context, opt_outs)] == ["unclear, no answer"]
    run(context)
    assert (own(context), open_kinds(context)) == (["unclear_stop", "stop"], [])
    play(context, clock, "03-21 00:00")
    assert "pain_plan" not in sent_steps(context, Channel.SMS)


@pytest.mark.parametrize("decision", ["resume", "cancel"])
@pytest.mark.parametrize("words", list(EVENTS))
def test_an_event_holds_the_plan_until_staff_decide(
    context: Context, clinic: Clinic, web: TestClient, clock: FixedClock, words: str, decision: str
):
    event, answer = EVENTS[words]
    send(context, web, words)
    assert (held(context), open_kinds(context)) == ({"plan_event"}, ["plan_event"])
    assert [(item.detail, item.severity) for item in all_rows(context, alerts)] == [(event, 2)]
    assert answer in said(context)[-1]
    desk = signed_in(context, clinic)
    assert words.replace("'", "&#39;") in desk.get("/").text
    patient, plan = (next(item.id for item in all_rows(context, table)) for table in (patients, enrollments))
    page = f"/patients/{patient}"
    path, fields = f"{page}/surgeries/{plan}/{decision}", {"reason": "other", "seen": "yes"}
    assert desk.post(path, page, **(fields if decision == "cancel" else {})).status_code == 303
    assert (held(context), open_kinds(context), waiting(context)) == (set(), [], [])
    play(context, clock, "03-17 00:00")
    assert ("pain_plan" in sent_steps(context, Channel.SMS)) == (decision == "resume")


@pytest.mark.parametrize("words", ["", "1", "thanks"])
def test_a_photo_always_waits_for_a_person(context: Context, clinic: Clinic, web: TestClient, words: str):
    send(context, web, words, NumMedia="1", MediaUrl0="https://api.twilio.com/x", MediaContentType0="image/jpeg")
    assert waiting(context) == ["inbox"]
    assert [item.pictures for item in all_rows(context, replies)] == [1]
    assert "picture" in signed_in(context, clinic).get("/inbox").text


@pytest.mark.parametrize(
    "words",
    [
        "I'm driving right now, I'll text you back",
        "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get there.",
        "No molestar al conducir",
    ],
)
def test_the_reply_of_a_phone_that_drives_does_nothing(context: Context, web: TestClient, words: str):
    send(context, web, words)
    assert [item.automatic for item in all_rows(context, replies)] == [True]
    assert (said(context), waiting(context), open_kinds(context), held(context)) == ([], [], [], set())
    assert all_rows(context, opt_outs) == []


def test_an_answer_with_a_fall_is_an_answer_and_a_flag(context: Context, web: TestClient, clock: FixedClock):
    play(context, clock, "03-24 20:00")  # work_desk_1 was asked that morning
    before = len(own(context))
    send(context, web, "3 because I fell on Monday")
    assert [(item.step, item.code) for item in all_rows(context, answers)] == [("work_desk_1", "not_yet")]
    flags = [(item.kind, item.severity) for item in all_rows(context, alerts) if item.kind == "red_flag"]
    assert flags == [("red_flag", 2)]
    assert own(context)[before:] == ["urgent"]
    assert waiting(context) == ["inbox"]
