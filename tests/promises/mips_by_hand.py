"""MIPS measures 459 and 461 worked out on a calendar, from what was sent and what patients wrote.

Nothing is borrowed from the product. A reply is the answer to the question that was asked last, if that is still open
and the reply holds two numbers; the first answer stands unless it is corrected within the hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.promises.case import two_scores

if TYPE_CHECKING:
    from datetime import datetime

    from tests.promises.case import Case
    from tests.promises.inputs import Event
    from tests.promises.story import Story

PLACES = {459: 0, 461: 1}  # back, leg
PROCEDURES = ("microdiscectomy", "laminectomy", "spinal_fusion")
OPERATED = ("readmitted", "died", "asked_to_stop")  # plans cancelled although there was a surgery
CORRECTED_WITHIN = timedelta(hours=1)


@dataclass(slots=True)
class _Answer:
    at: datetime
    scores: tuple[int, int]


def mips_by_hand(case: Case, events: list[Event], measure: int, first: date, last: date) -> dict[str, Any]:
    """The report as `reminders report mips --json` has to print it, over the surgeries from `first` to `last`."""
    reasons = {event.external_id: event.fields.get("reason", "other") for event in events if event.kind == "cancel"}
    patients: list[tuple[date, dict[str, Any]]] = []
    for story in case.stories.values():
        if story.row.of_caregiver:
            continue
        surgery, name = story.versions[-1].surgery, story.row.external_id
        cancelled = any(case.end - timedelta(seconds=1) in span for span in story.blocks("cancelled"))
        took_place = not cancelled or reasons[name] in OPERATED
        if story.row.procedure in PROCEDURES and first <= surgery <= last and took_place:
            patients.append((surgery, _judged(case, story, surgery, PLACES[measure])))
    listed = [patient for _, patient in sorted(patients, key=lambda pair: (pair[0], pair[1]["external_id"]))]
    met = sum(patient["outcome"] == "met" for patient in listed)
    silent = sum(patient["outcome"] == "not_assessed" for patient in listed)
    counts = {"denominator": len(listed), "met": met, "not_met": len(listed) - met, "not_assessed": silent}
    return counts | {"patients": listed}


def _judged(case: Case, story: Story, surgery: date, place: int) -> dict[str, Any]:
    days = [(one.at.astimezone(story.row.zone).date(), one.scores[place]) for one in _answers(case, story)]
    before = [score for day, score in days if day < surgery]
    after = [score for day, score in days if _counts(day, surgery, story.row.procedure)]
    baseline, latest = (scores[-1] if scores else None for scores in (before, after))
    outcome = "not_met"
    if latest is None:
        outcome = "not_assessed"
    elif latest <= 3 or (baseline is not None and baseline - latest >= 5):
        outcome = "met"
    judged = {"external_id": story.row.external_id, "baseline": baseline, "latest": latest, "outcome": outcome}
    return judged | {"baseline_by_staff": False, "latest_by_staff": False}  # no staff enter scores in this year


def _counts(day: date, surgery: date, procedure: str) -> bool:
    """6 to 20 weeks after surgery; after a fusion 9 to 15 months, counted on the calendar."""
    if procedure != "spinal_fusion":
        return 42 <= (day - surgery).days <= 140
    months = (day.year - surgery.year) * 12 + day.month - surgery.month
    if months == 9:
        return day.day >= min(surgery.day, _days_in(day))
    return 9 < months < 15 or (months == 15 and day.day <= surgery.day)


def _days_in(day: date) -> int:
    return ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def _answers(case: Case, story: Story) -> list[_Answer]:
    """What the patient's two numbers answered, in the order in which the answers were first given."""
    questions = case.questions(story)
    kept: dict[tuple[str, int], _Answer] = {}
    for at, body in story.replies:
        open_ = [(asked, span) for asked, span in questions if at in span]
        scores = two_scores(body)
        if not open_ or not scores or not open_[-1][0].step.parts:
            continue
        asked, span = open_[-1]
        version = story.version_at(span.start)
        key = (asked.question, version.anchor if version else 0)
        known = kept.setdefault(key, _Answer(at, scores))
        if at - known.at <= CORRECTED_WITHIN:
            known.scores = scores
    return sorted(kept.values(), key=lambda answer: answer.at)
