"""Scores by cohort: everyone asked counts, also who stayed silent, and each part of a question by itself."""

from __future__ import annotations

from datetime import date

from reminders.core.records.cohorts import AskedScore, CohortBy, age_group, by_cohort
from tests.tables import each_row


def asked(language: str, *score: int, parts: tuple[str, ...] = ("back", "leg")) -> AskedScore:
    return AskedScore("laminectomy", "pain_10w", 70, parts, score, {CohortBy.LANGUAGE: language})


def test_asked_answered_mean_and_median_of_each_group_and_part() -> None:
    lines = by_cohort([asked("en", 3, 6), asked("en", 4, 9), asked("en"), asked("es")], CohortBy.LANGUAGE)
    assert [(line.group, line.part, line.asked, line.answered, line.mean, line.median) for line in lines] == [
        ("en", "back", 3, 2, 3.5, 3.5),
        ("en", "leg", 3, 2, 7.5, 7.5),
        ("es", "back", 1, 0, None, None),
        ("es", "leg", 1, 0, None, None),
    ]
    (alone,) = by_cohort([asked("en", 7, parts=())], CohortBy.LANGUAGE)
    assert (alone.part, alone.step, alone.day, alone.mean) == ("", "pain_10w", 70, 7)


@each_row(
    ("born", "group"),
    [
        (None, "unknown"),
        (date(2000, 1, 1), "under 40"),
        (date(1976, 3, 6), "40 to 49"),
        (date(1976, 3, 5), "50 to 59"),
        (date(1946, 3, 6), "70 to 79"),
        (date(1946, 3, 5), "80 and over"),
    ],
)
def test_age_groups_turn_on_the_birthday(born: date | None, group: str) -> None:
    assert age_group(born, date(2026, 3, 5)) == group
