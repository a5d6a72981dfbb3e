"""The MIPS measures of pain after lumbar surgery, for a clinic and the surgeries of some days."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reminders.core.plans.questions import score_of
from reminders.core.records.mips import PARTS, DatedScore, MeasuredSurgery, MeasureReport, measure
from reminders.services.replies.answer import BY_STAFF
from reminders.store.records import kept_answers

if TYPE_CHECKING:
    from datetime import date

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context
    from reminders.store.records.kept_answers import KeptAnswer


def mips_report(context: Context, clinic: Clinic, number: int, first: date, last: date) -> MeasureReport:
    """Return a measure over the surgeries from `first` to `last`, both included; those still to come do not count.

    Windows and thresholds are those of `reminders.core.records.mips`. A question in two parts gives the number of the
    measure's part. A single number counts for the part that its step or template names, and where neither names one,
    for both measures.
    """
    today = context.clock.now().astimezone(clinic.zone).date()
    scores: dict[str, list[KeptAnswer]] = defaultdict(list)
    with context.db.read() as tx:
        surgeries = kept_answers.surgeries_between(tx, clinic.id, first, min(last, today))
        for kept in kept_answers.scores_of(tx, clinic.id, first, min(last, today)):
            scores[kept.enrollment_id].append(kept)
        measured: list[MeasuredSurgery] = []
        for surgery in surgeries:
            pathway = context.book.get(tx, surgery.pathway_version_id)
            dated = [
                DatedScore(kept.at.astimezone(ZoneInfo(surgery.timezone)).date(), value, kept.how == BY_STAFF)
                for kept in scores[surgery.enrollment_id]
                if (step := pathway.step(kept.step)) and (value := _value(kept.code, step, PARTS[number])) is not None
            ]
            measured.append(MeasuredSurgery(surgery.external_id, pathway.id, surgery.surgery_date, dated))
    return measure(measured)


def _value(code: str, step: Step, part: str) -> int | None:
    """Return the score of one part, or None if the question was about something else."""
    score, scale = score_of(code), step.ask.scale if step.ask else None
    if score is None or scale is None or (scale.lowest, scale.highest) != (0, 10):
        return None
    if scale.parts:
        return score[scale.parts.index(part)] if part in scale.parts and len(score) == len(scale.parts) else None
    words = {*step.key.split("_"), *step.template.split("_")}
    named = words & set(PARTS.values())
    return score[0] if not named or part in named else None
