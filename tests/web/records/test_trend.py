"""Answers over time on the patient's page: a chart that places each day and answer, and a table with the same."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from reminders.store.tables import answers, enrollments
from tests.making import all_rows, at, enroll_rows, row
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

SAID = (("work_desk_1", "not_yet"), ("work_desk_2", "back"))


def page_after(context: Context, clinic: Clinic, clock: FixedClock, *said: tuple[str, str]) -> str:
    enroll_rows(context, clinic, row(surgery_date="2026-03-10"))
    clock.set(at("04-20 16:00"))
    (plan,) = all_rows(context, enrollments)
    with context.db.begin() as tx:
        for number, (step, code) in enumerate(said):
            values = {"enrollment_id": plan.id, "step": step, "anchor": plan.anchor, "code": code}
            tx.conn.execute(insert(answers).values(at=clock.now() - timedelta(days=9 - number), **values))
    return signed_in(context, clinic).get(f"/patients/{plan.patient_id}").text


def test_two_answers_to_a_question_are_a_chart_and_a_table(context: Context, clinic: Clinic, clock: FixedClock):
    page = page_after(context, clinic, clock, *SAID)
    chart = page.partition('<svg class="trend"')[2].partition("</svg>")[0]
    labels = re.findall(r"<text[^>]*>([^<]+)</text>", chart)
    assert labels[:3] == ["I am back at work", "I am partly back", "Not yet"], "one line of the grid per answer"
    assert labels[3:5] == ["14", "28"], "the days at the foot"
    square = re.search(r'<rect class="worse" x="(\d+)" y="(\d+)"', chart)
    circle = re.search(r'<circle cx="(\d+)" cy="(\d+)"', chart)
    assert square, "an answer that needs follow-up"
    assert circle
    assert int(square[1]) < int(circle[1]), "later stands to the right"
    assert int(square[2]) > int(circle[2]), "better stands higher"
    table = page.partition("View as table")[2].partition("</table>")[0]
    assert re.findall(r"<tr><td>(\d+)</td>", table) == ["14", "28"]
    assert table.count("needs follow-up") == 1


def test_one_answer_is_no_trend(context: Context, clinic: Clinic, clock: FixedClock):
    assert "<svg" not in page_after(context, clinic, clock, SAID[0]).partition("<main")[2]


def test_scores_in_two_parts_are_two_charts_with_the_worst_on_top(context: Context, clinic: Clinic, clock: FixedClock):
    page = page_after(context, clinic, clock, ("pain_before", "8 6"), ("pain_10w", "2 7"))
    charts = re.findall(r"<h2 id=\"trend-\d+\">([^<]+)</h2>.*?<svg(.*?)</svg>", page, re.DOTALL)
    assert [title.rpartition(": ")[2] for title, _ in charts] == ["back pain", "leg pain"]
    for (_, chart), (before, after, squares) in zip(charts, ((8, 2, 1), (6, 7, 1)), strict=True):
        labels = re.findall(r"<text[^>]*>([^<]+)</text>", chart)
        assert labels[:11] == [str(number) for number in range(10, -1, -1)]
        heights = dict(re.findall(r"<text[^>]* y=\"(\d+)\"[^>]*>(\d+)</text>", chart)[:11])
        at_height = {int(height) - 5: int(number) for height, number in heights.items()}
        points = re.search(r'points="([^"]+)"', chart)
        assert points
        assert [at_height[int(point.split(",")[1])] for point in points[1].split()] == [before, after]
        assert chart.count('class="worse"') == squares
