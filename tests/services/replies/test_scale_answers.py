"""A score by text or link: kept as a number, followed up past its threshold, asked once more, never guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.contact import Channel
from reminders.pathways.catalog import Catalog
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, answers, replies
from reminders.web.app import make_web_app
from tests.making import alert_kinds, all_rows, enroll_rows, outbox, play, row, run, sent_steps, standing

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550123"
FIRST, SECOND, LATER, BOTH = "03-12 20:00", "03-13 20:00", "03-20 20:00", "03-30 20:00"  # the surgery is on 03-10


@pytest.fixture
def scored(context: Context, tmp_path: Path) -> Context:
    """Have a care plan that asks for scores."""
    text = Path(__file__).with_name("scored.yaml").read_text(encoding="utf-8")
    (tmp_path / "scored.yaml").write_text(text, encoding="utf-8")
    return replace(context, catalog=Catalog(tmp_path))


def ana(context: Context, clinic: Clinic, **more: str) -> None:
    values = {"external_id": "A", "phone": PHONE, "procedure": "scored", "surgery_date": "2026-03-10", **more}
    enroll_rows(context, clinic, row(**values))


def text(context: Context, clinic: Clinic, body: str) -> None:
    receive(context, clinic, Channel.SMS, PHONE, body)
    run(context)


def kept(context: Context) -> list[tuple[str, str, int | None, int | None, str]]:
    return [(one.step, one.code, one.score, one.score_2, one.how) for one in all_rows(context, answers)]


def test_a_score_is_kept_as_a_number_and_confirmed(scored: Context, clinic: Clinic, clock: FixedClock):
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "about a six today")
    assert kept(scored) == [("pain_1", "6", 6, None, "text")]
    assert sent_steps(scored, Channel.SMS) == ["pain_1", "thanks"]
    assert alert_kinds(scored) == []
    play(scored, clock, SECOND)
    assert standing(scored, "pain_1_again") == ("skipped", "answered")


def test_a_score_past_its_threshold_opens_an_item_with_the_words(scored: Context, clinic: Clinic, clock: FixedClock):
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "7/10")
    assert alert_kinds(scored) == ["follow_up: pain_1"]
    assert all_rows(scored, alerts)[0].reply_id == all_rows(scored, replies)[0].id
    assert sent_steps(scored, Channel.SMS) == ["pain_1", "follow_up"]


def test_a_score_is_compared_with_the_one_before(scored: Context, clinic: Clinic, clock: FixedClock):
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "2")
    play(scored, clock, LATER)
    text(scored, clinic, "4")
    assert alert_kinds(scored) == []
    text(scored, clinic, "5, worse than yesterday")
    assert alert_kinds(scored) == ["follow_up: pain_2"]
    assert sent_steps(scored, Channel.SMS) == ["pain_1", "thanks", "pain_2", "follow_up"]


@pytest.mark.parametrize("body", ["6-7", "7.5", "back 3 leg 6", "10/10 doing great", "not sure"])
def test_no_score_is_guessed_and_a_person_looks(scored: Context, clinic: Clinic, clock: FixedClock, body: str):
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, body)
    assert kept(scored) == []
    assert all_rows(scored, replies)[0].place == "unsure"
    assert sent_steps(scored, Channel.SMS) == ["pain_1", "not_watched"]


def test_an_unanswered_question_is_asked_once_more_and_its_answer_is_the_firsts(
    scored: Context, clinic: Clinic, clock: FixedClock
):
    ana(scored, clinic)
    play(scored, clock, SECOND)
    assert sent_steps(scored, Channel.SMS) == ["pain_1", "pain_1_again"]
    first, second = [sent.content.text for sent in outbox(scored).sent]
    assert "0 (none)" in first
    assert "0 (none)" in second
    text(scored, clinic, "3")
    assert kept(scored) == [("pain_1", "3", 3, None, "text")]
    play(scored, clock, LATER)
    assert sent_steps(scored, Channel.SMS) == ["pain_1", "pain_1_again", "thanks", "pain_2"], "and never a third time"


def test_two_parts_are_one_answer(scored: Context, clinic: Clinic, clock: FixedClock):
    ana(scored, clinic)
    play(scored, clock, BOTH)
    text(scored, clinic, "5")
    assert kept(scored) == []
    text(scored, clinic, "leg 8, back 2")
    assert kept(scored) == [("both_1", "2 8", 2, 8, "text")]
    assert alert_kinds(scored) == ["follow_up: both_1"]


def test_a_stop_and_a_red_flag_behind_a_score_do_what_they_do(scored: Context, clinic: Clinic, clock: FixedClock):
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "8 and I can't pee")
    assert kept(scored) == [("pain_1", "8", 8, None, "text")]
    assert set(alert_kinds(scored)) == {"red_flag: tier A", "follow_up: pain_1"}
    text(scored, clinic, "3 STOP")
    assert standing(scored, "pain_2")[1] == "opted_out" or standing(scored, "pain_2", "email")[0] == "planned"


def test_the_link_in_an_email_answers_one_or_two_numbers(scored: Context, clinic: Clinic, clock: FixedClock):
    ana(scored, clinic, sms_consent="no")
    web = TestClient(make_web_app(scored, Settings()))

    def link() -> str:
        return re.search(r"/a/[\w-]+", outbox(scored, Channel.EMAIL).sent[-1].content.text)[0]  # type: ignore[index]

    play(scored, clock, FIRST)
    page = web.get(link())
    assert [number for number in range(11) if f'/{number}"><button>{number}<' in page.text] == list(range(11))
    assert web.post(f"{link()}/11").status_code == 200
    assert kept(scored) == []
    assert "<strong>7</strong>" in web.post(f"{link()}/7").text
    play(scored, clock, BOTH)
    assert "Your back" in web.get(link()).text
    assert f'action="{link()}/2/8"' in web.get(f"{link()}?first=2").text
    web.post(f"{link()}/2/8")
    assert kept(scored) == [("pain_1", "7", 7, None, "link"), ("both_1", "2 8", 2, 8, "link")]
