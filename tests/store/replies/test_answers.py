"""Answers to one question: the last one stands, also of two that come at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.replies.answers import record_answer
from reminders.store.replies.replies import AskedQuestion
from reminders.store.tables import answers
from tests.making import NOW, add_oak, all_rows, enroll_rows, make_context, message, row
from tests.store.clinics.test_switches import at_once

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database


def question(context: Context) -> AskedQuestion:
    found = message(context, "work_desk_1")
    return AskedQuestion(found.enrollment_id, found.patient_id, 1, found.step, found.anchor, "en", NOW)


def test_a_later_answer_takes_the_place_of_the_first(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    asked = question(context)
    for code in ("back", "partly_back"):
        with context.db.begin() as tx:
            record_answer(tx, asked, code, None, NOW)
    assert [(item.step, item.code) for item in all_rows(context, answers)] == [("work_desk_1", "partly_back")]


def test_answers_that_come_at_once_do_not_fail(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    enroll_rows(context, add_oak(context), row())
    asked = question(context)
    at_once(postgres, lambda tx: record_answer(tx, asked, "back", None, NOW))
    assert len(all_rows(context, answers)) == 1
