"""Whether a step applies to a patient: `when` and `unless` over facts and earlier answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.status import Reason
from reminders.core.plans.pathway import ANSWER_FACT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.plans.pathway import Step


def unmet_condition(
    step: Step,
    facts: Mapping[str, str],
    answers: Mapping[str, str],
    *,
    final: bool,
) -> str | None:
    """Return why the step does not apply, or None when it does.

    Keys are ANDed, the values listed are ORed, all compared as strings: every key under `when` must have one of its
    values, and every key under `unless` none of them. A missing fact skips under `when` (`missing_fact:NAME`) and lets
    pass under `unless`. A question is not asked again once it is answered. `answers` maps an earlier step's key to its
    answer code; an answer that is still to come does not skip while the plan is provisional (`final` False), only at
    the claim.
    """
    if step.again_of in answers:
        return Reason.ANSWERED
    missing: str | None = None
    for name, values in step.when.items():
        value = _look_up(name, facts, answers)
        if value is None:
            if final or not name.startswith(ANSWER_FACT):
                missing = missing or f"{Reason.MISSING_FACT}:{name}"
        elif value not in values:
            return Reason.NOT_APPLICABLE
    if any(_look_up(name, facts, answers) in values for name, values in step.unless.items()):
        return Reason.NOT_APPLICABLE
    return missing


def _look_up(name: str, facts: Mapping[str, str], answers: Mapping[str, str]) -> str | None:
    if name.startswith(ANSWER_FACT):
        return answers.get(name.removeprefix(ANSWER_FACT))
    return facts.get(name)
