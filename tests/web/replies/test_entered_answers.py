"""Beside a text in the conversation, staff enter what they read in it; every place that shows it says who did."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from reminders.core.model.roles import Role
from reminders.store.tables import replies
from tests.making import all_rows, play
from tests.services.replies.test_scale_answers import BOTH, FIRST, LATER, ana, scored, text
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

__all__ = ["scored"]


def enter(desk: Desk, patient: str, reply: str, **chosen: str) -> str:
    page = f"/inbox/{patient}"
    html = desk.get(page).text
    form = html.partition(f'action="{page}/texts/{reply}"')[2]
    question = re.search(r'name="question" value="([^"]+)"', form)
    assert question, "the text offers a question"
    done = desk.post(f"{page}/texts/{reply}", page, question=unescape(question[1]), **chosen)
    return done.headers["location"].rpartition("=")[2]


def test_a_score_is_entered_beside_the_text_and_says_so_wherever_it_shows(
    scored: Context, clinic: Clinic, clock: FixedClock
) -> None:
    ana(scored, clinic)
    play(scored, clock, FIRST)
    text(scored, clinic, "between 6 and 7")
    (said,) = all_rows(scored, replies)
    desk = signed_in(scored, clinic, Role.CLINICIAN, "ada@oak.example")
    assert enter(desk, said.patient_id, said.id) == "no-answer"
    assert enter(desk, said.patient_id, said.id, answer_1="7") == "answer-saved"
    thread = desk.get(f"/inbox/{said.patient_id}").text
    assert "entered by ada@oak.example" in thread
    assert "between 6 and 7" in thread
    play(scored, clock, LATER)
    text(scored, clinic, "4")
    desk.sign_in("ada@oak.example")
    page = desk.get(f"/patients/{said.patient_id}").text
    assert "entered by ada@oak.example" in page
    trend = page.partition('<svg class="trend"')[2].partition("</table>")[0]
    assert trend.count("entered by staff") == 1, "of the two scores, the first"


def test_two_parts_are_chosen_one_by_one_and_only_by_a_clinician(
    scored: Context, clinic: Clinic, clock: FixedClock
) -> None:
    ana(scored, clinic)
    play(scored, clock, BOTH)
    text(scored, clinic, "back about 4, leg maybe two or three")
    (said,) = all_rows(scored, replies)
    front = signed_in(scored, clinic, Role.ENROLLER, "front@oak.example")
    assert "Enter as an answer" not in front.get(f"/inbox/{said.patient_id}").text
    desk = signed_in(scored, clinic, Role.CLINICIAN, "ada@oak.example")
    assert enter(desk, said.patient_id, said.id, answer_1="4") == "no-answer"
    assert enter(desk, said.patient_id, said.id, answer_1="4", answer_2="3") == "answer-saved"
    assert (
        desk.post(f"/inbox/{said.patient_id}/texts/{said.id}", f"/inbox/{said.patient_id}", question="x").status_code
        == 404
    )
