"""Scores by procedure, surgeon, language or age group, for the surgeries of some days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.plans.questions import score_of
from reminders.core.records.cohorts import UNKNOWN, AskedScore, CohortBy, CohortLine, age_group, by_cohort
from reminders.services.record_view import record_view
from reminders.services.replies.answer import BY_STAFF
from reminders.store.clinics.surgeons import list_surgeons
from reminders.store.records import kept_answers

if TYPE_CHECKING:
    from datetime import date

    from reminders.core.model.actor import Actor
    from reminders.core.model.audit_actions import Action
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def read_scores(
    context: Context, clinic: Clinic, by: CohortBy, days: int, action: Action, *, actor: Actor
) -> list[CohortLine]:
    """Return the scores of the surgeries of the last days, today included, as `action` says, and record the view.

    What was counted just before is not counted again.
    """
    last = context.clock.now().astimezone(clinic.zone).date()
    first = last - timedelta(days=days - 1)
    key = ("scores", clinic.id, by, first, last)
    lines = context.kept.get(key, lambda: scores_by_cohort(context, clinic, by, first, last))
    with context.db.begin() as tx:
        record_view(context, tx, clinic, action, actor=actor)
    return lines


def scores_by_cohort(context: Context, clinic: Clinic, by: CohortBy, first: date, last: date) -> list[CohortLine]:
    """Return every question on a scale by group; a question that is asked once more counts once."""
    asked: list[AskedScore] = []
    with context.db.read() as tx:
        names = {surgeon.id: surgeon.name for surgeon in list_surgeons(tx, clinic.id)}
        for row in kept_answers.asked_between(tx, clinic.id, first, last):
            pathway = context.book.get(tx, row.pathway_version_id)
            step = pathway.step(row.step)
            if step is None or step.ask is None or step.ask.scale is None or step.again_of:
                continue
            groups = {
                CohortBy.PROCEDURE: pathway.id,
                CohortBy.SURGEON: names.get(row.surgeon_id or "", UNKNOWN),
                CohortBy.LANGUAGE: row.language or clinic.language_list[0],
                CohortBy.AGE: age_group(row.born, row.surgery_date),
            }
            score = score_of(row.code) or () if row.code else ()
            asked.append(
                AskedScore(
                    pathway.id,
                    step.key,
                    step.day,
                    step.ask.scale.parts,
                    score,
                    groups,
                    step.template,
                    row.how == BY_STAFF,
                )
            )
    return by_cohort(asked, by)
