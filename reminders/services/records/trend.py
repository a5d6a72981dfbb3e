"""Answers over time: questions of one kind that a patient answered at least twice after one surgery."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Party
from reminders.core.plans.questions import score_of
from reminders.services.replies.conversation import answers_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reminders.core.plans.questions import Ask, Scale
    from reminders.services.context import Context
    from reminders.services.records.patient_timeline import PatientTimeline
    from reminders.services.replies.conversation import AnswerSaid
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Trend:
    """One kind of question: its template, the surgery's plan, the codes it can be answered by, and the answers.

    On a scale the codes are its numbers, the highest first. A question in two parts has one trend for each `part`.
    """

    template: str
    pathway_id: str
    codes: Sequence[str]
    answers: Sequence[AnswerSaid]
    part: str = ""


def trends_of(context: Context, tx: Tx, timeline: PatientTimeline) -> list[Trend]:
    """Return what can be compared, by surgery and question; codes in the order in which the question offers them."""
    families: dict[tuple[str, str], list[AnswerSaid]] = defaultdict(list)
    for said, stored in answers_said(context, tx, timeline.patient.id):
        if stored.party is Party.CAREGIVER:  # another person's view is no change in the patient's
            continue
        families[stored.enrollment_id, said.template].append(said)
    plans = {item.enrollment.id: timeline.pathways[item.enrollment.pathway_version_id] for item in timeline.surgeries}
    trends: list[Trend] = []
    for (enrollment_id, template), answers in families.items():
        pathway = plans.get(enrollment_id)
        asked = [step.ask for step in pathway.steps if step.template == template and step.ask] if pathway else []
        if pathway is None or not asked or len(answers) < 2:  # noqa: PLR2004 one answer is no trend
            continue
        in_order = sorted(answers, key=lambda item: item.day)
        if (scale := asked[-1].scale) is not None:
            trends += _of_scores(template, pathway.id, asked[-1], scale, in_order)
            continue
        codes = list(dict.fromkeys(code for ask in asked for code in ask.answers.values()))
        codes += [item.code for item in answers if item.code not in codes]
        trends.append(Trend(template, pathway.id, codes, in_order))
    return trends


def _of_scores(
    template: str, pathway_id: str, ask: Ask, scale: Scale, answers: Sequence[AnswerSaid]
) -> Iterator[Trend]:
    """Yield the trend of a score, or of each of its two parts; what a version asked otherwise is left out."""
    codes = [str(number) for number in range(scale.highest, scale.lowest - 1, -1)]
    for place, part in enumerate(scale.parts or ("",)):
        own: list[AnswerSaid] = []
        for answer in answers:
            score = score_of(answer.code) or ()
            if len(score) == (len(scale.parts) or 1) and str(score[place]) in codes:
                code = str(score[place])
                own.append(replace(answer, code=code, follow_up=ask.calls_for_follow_up(code)))
        if len(own) > 1:
            yield Trend(template, pathway_id, codes, own, part)
