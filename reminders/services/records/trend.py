"""Answers over time: questions of one kind that a patient answered at least twice after one surgery."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.contact import Party
from reminders.services.replies.conversation import answers_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.services.context import Context
    from reminders.services.records.patient_timeline import PatientTimeline
    from reminders.services.replies.conversation import AnswerSaid
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Trend:
    """One kind of question: its template, the surgery's plan, the codes it can be answered by, and the answers."""

    template: str
    pathway_id: str
    codes: Sequence[str]
    answers: Sequence[AnswerSaid]


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
        codes = list(dict.fromkeys(code for ask in asked for code in ask.answers.values()))
        codes += [item.code for item in answers if item.code not in codes]
        trends.append(Trend(template, pathway.id, codes, sorted(answers, key=lambda item: item.day)))
    return trends
