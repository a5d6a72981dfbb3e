"""Scores by group over the days: the page, its CSV, and what an address may ask for."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from reminders.core.records.cohorts import CohortBy, CohortLine, cohort_tables
from reminders.store.tables import answers, enrollments, messages, patients
from reminders.web.records.scores import points
from tests.making import all_rows, at, change_clinic_to, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

LINE = CohortLine("a", "laminectomy", "pain_10w", 70, "back", 4, 2, 3.5, 3.5, "pain_two_parts")


def test_a_question_of_several_days_is_one_table_with_a_row_for_each_group():
    later = replace(LINE, day=90, step="pain_13w", mean=1.0)
    old = replace(LINE, group="unknown")
    (table, other) = cohort_tables([old, LINE, later, replace(LINE, part="leg")])
    assert (table.days, other.part) == ([70, 90], "leg")
    assert table.rows == [("a", [LINE, later]), ("unknown", [old, None])]
    assert points(table.rows[0][1], table.days) == [(5.0, 19.3), (115.0, 24.8)]
    ages = [replace(LINE, group=group) for group in ("80 and over", "40 to 49", "unknown", "under 40")]
    assert [group for group, _ in cohort_tables(ages)[0].rows] == ["under 40", "40 to 49", "80 and over", "unknown"]


def answered(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    """Three patients who were asked for two scores; two answered. Returns a desk on the day after."""
    clinic = change_clinic_to(context, clinic, optional_steps="laminectomy.pain_10w")
    people = [row(external_id=name, procedure="laminectomy", language=language) for name, language in PEOPLE]
    enroll_rows(context, clinic, *people)
    clock.set(at("06-20 16:00"))
    speaks, codes = {item.id: item.language for item in all_rows(context, patients)}, iter(("3 6", "5 2"))
    with context.db.begin() as tx:
        for found in all_rows(context, enrollments):
            code = next(codes) if speaks[found.patient_id] == "en" else None
            sent = {"status": "delivered", "sent_at": at("05-19 16:00")}
            own = (messages.c.enrollment_id == found.id) & (messages.c.step == "pain_10w")
            tx.conn.execute(update(messages).where(own).values(**sent))
            if code:
                how = "staff" if code == "5 2" else "text"
                values = {
                    "enrollment_id": found.id,
                    "step": "pain_10w",
                    "anchor": found.anchor,
                    "code": code,
                    "how": how,
                }
                tx.conn.execute(insert(answers).values(**values, at=sent["sent_at"]))
    return signed_in(context, clinic)


PEOPLE = (("A", "en"), ("B", "en"), ("C", "es"))


def test_staff_see_scores_by_group_and_download_them(context: Context, clinic: Clinic, clock: FixedClock):
    desk = answered(context, clinic, clock)
    page = desk.get("/reports/scores?by=language").text
    assert "2 of 2 answered" in page
    assert "0 of 1 answered" in page
    assert page.count("1 entered by staff") == 2, "of back and of leg"
    assert "<strong>4.0</strong>" in page
    rows = list(csv.DictReader(io.StringIO(desk.get("/reports/scores.csv?by=language").text.lstrip("\ufeff"))))
    assert [(line["language"], line["part"], line["asked"], line["answered"], line["mean"]) for line in rows] == [
        ("en", "back", "2", "2", "4.0"),
        ("en", "leg", "2", "2", "4.0"),
        ("es", "back", "1", "0", ""),
        ("es", "leg", "1", "0", ""),
    ]
    for by in CohortBy:
        assert desk.get(f"/reports/scores?by={by.value}&days=365").status_code == 200
    assert "No scores were asked" in desk.get("/reports/scores?days=30&by=nonsense").text
