"""A score that staff read in a patient's words: kept with who and when, followed up, never over the patient's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.records.list_answers import list_answers
from reminders.services.replies.entered.enter_answer import enter_answer
from reminders.services.replies.inbox import open_thread
from reminders.store.tables import answers, audit, replies
from tests.making import SOMEBODY, alert_kinds, all_rows, play
from tests.services.replies.test_scale_answers import BOTH, FIRST, SECOND, ana, kept, scored, text

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

__all__ = ["scored"]


def enter(context: Context, clinic: Clinic, *chosen: str, question: int = 0) -> None:
    """Enter an answer for the last text, to one of the questions that the thread offers for it."""
    said = max(all_rows(context, replies), key=lambda one: one.received_at)
    offers = open_thread(context, clinic, said.patient_id, actor=SOMEBODY).may_answer[said.id]
    enter_answer(context, clinic, said.patient_id, said.id, offers[question].key, chosen, actor=SOMEBODY)


def test_what_staff_read_in_a_text_is_kept_with_who_when_and_from_which_text(
    scored: Context, clinic: Clinic, clock: FixedClock
) -> None:
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "between 6 and 7")
    (said,) = all_rows(scored, replies)
    play(scored, clock, "03-12 21:30")
    enter(scored, clinic, "7")
    assert kept(scored) == [("pain_1", "7", 7, None, "staff")]
    (row,) = all_rows(scored, answers)
    assert (row.reply_id, row.at, row.entered_at) == (said.id, said.received_at, clock.now())
    assert row.entered_by == (SOMEBODY.staff_id or SOMEBODY.name)
    assert alert_kinds(scored) == ["follow_up: pain_1"]
    actions = [(one.action, one.detail) for one in all_rows(scored, audit) if "answer" in one.action]
    assert actions == [("entered an answer read in a patient's text", "pain_1")]
    (listed,) = list_answers(scored)
    assert (listed.how, listed.entered_at) == ("staff", clock.now())
    (after,) = all_rows(scored, replies)
    assert (after.body, after.score) == (said.body, None), "the text stays as the patient wrote it"


def test_a_score_in_two_parts_needs_both(scored: Context, clinic: Clinic, clock: FixedClock) -> None:
    ana(scored, clinic)
    play(scored, clock, BOTH)
    text(scored, clinic, "back about 4, leg better, maybe two or three")
    for chosen in (["4"], ["4", "11"], ["four", "2"], []):
        with pytest.raises(UseError, match="each part"):
            enter(scored, clinic, *chosen)
    enter(scored, clinic, "4", "3")
    assert kept(scored)[-1] == ("both_1", "4 3", 4, 3, "staff")


def test_staff_may_correct_what_they_entered_and_the_patient_may_still_answer(
    scored: Context, clinic: Clinic, clock: FixedClock
) -> None:
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "between 6 and 7")
    enter(scored, clinic, "7")
    assert [row.corrected_at for row in all_rows(scored, answers)] == [None]
    enter(scored, clinic, "6")
    assert kept(scored) == [("pain_1", "6", 6, None, "staff")]
    assert [row.corrected_at for row in all_rows(scored, answers)] == [clock.now()]
    play(scored, clock, "03-12 23:30")
    text(scored, clinic, "5")
    assert kept(scored) == [("pain_1", "5", 5, None, "text")]
    (row,) = all_rows(scored, answers)
    assert (row.entered_by, row.entered_at) == (None, None)


def test_the_patients_own_answer_stands(scored: Context, clinic: Clinic, clock: FixedClock) -> None:
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "5")
    (said,) = all_rows(scored, replies)
    text(scored, clinic, "or perhaps between 6 and 7")
    patient = said.patient_id
    assert open_thread(scored, clinic, patient, actor=SOMEBODY).may_answer == {}
    key = f"{all_rows(scored, answers)[0].enrollment_id}:1:pain_1"
    last = max(all_rows(scored, replies), key=lambda one: one.received_at)
    with pytest.raises(UseError, match="that answer stands"):
        enter_answer(scored, clinic, patient, last.id, key, ["7"], actor=SOMEBODY)
    assert kept(scored) == [("pain_1", "5", 5, None, "text")]


@pytest.mark.parametrize("body", ["STOP", "hello there"])
def test_what_came_before_any_question_or_ended_the_texts_is_offered_nothing(
    scored: Context, clinic: Clinic, clock: FixedClock, body: str
) -> None:
    ana(scored, clinic)
    play(scored, clock, FIRST if body == "STOP" else "03-11 09:00")
    text(scored, clinic, body)
    (said,) = all_rows(scored, replies)
    assert open_thread(scored, clinic, said.patient_id, actor=SOMEBODY).may_answer == {}
    with pytest.raises(NotFoundError):
        enter_answer(scored, clinic, said.patient_id, said.id, "x:1:pain_1", ["7"], actor=SOMEBODY)
    with pytest.raises(NotFoundError):
        enter_answer(scored, clinic, "0" * 36, said.id, "x:1:pain_1", ["7"], actor=SOMEBODY)


def test_the_question_asked_once_more_is_offered_once(scored: Context, clinic: Clinic, clock: FixedClock) -> None:
    ana(scored, clinic)
    play(scored, clock, SECOND)
    text(scored, clinic, "between 6 and 7")
    (said,) = all_rows(scored, replies)
    (offer,) = open_thread(scored, clinic, said.patient_id, actor=SOMEBODY).may_answer[said.id]
    assert (offer.template, offer.day, len(offer.codes), offer.parts) == ("pain_score", 2, 11, ("",))
