"""Finds red flags in a reply: rules by meaning, readings in numbers, and a classifier for what no table foresaw.

A safety net, not triage. What is clearly negated, past and solved, said of someone else or only asked about is not a
flag; a flag anywhere else in the same text always counts. Where rules and classifier disagree, `red_flag_unsure` puts
the text before a person without an alarm. The words are the books `red_flags`,
`red_flag_harmless` and `red_flag_scope`, the rules `red_flag_rules`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.language.lists import words_of
from reminders.core.safety.red_flag_classifier import (
    AGREEMENT_THRESHOLD,
    EMERGENCY_AGREEMENT_THRESHOLD,
    EMERGENCY_DISBELIEF_THRESHOLD,
    EMERGENCY_FLAG_THRESHOLD,
    EMERGENCY_THRESHOLD,
    FLAG_THRESHOLD,
    NORMAL_READING_MARGIN,
    REVIEW_THRESHOLD,
    REVIEW_THRESHOLD_WITH_RULE,
    SURE_EMERGENCY_THRESHOLD,
    TODAY_DISBELIEF_THRESHOLD,
    Scores,
    score,
)
from reminders.core.safety.red_flag_ideas import Heard, Mention, hear
from reminders.core.safety.red_flag_numbers import digits_for_words
from reminders.core.safety.red_flag_rules import OTHERS_TOO, Rule, often_harmless, rules_of
from reminders.core.safety.red_flag_scope import Standing
from reminders.core.safety.red_flag_vitals import days_without_stool, normal_readings, vitals
from reminders.core.safety.temperature import names_fever

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCOPE: Final = words_of("red_flag_scope")
LONG_WITHOUT_STOOL = 4
"""Days; fewer are common on pain pills."""


class RedFlag(StrEnum):
    """How soon a person must act: A is the emergency service now, B a call to the clinic today."""

    A = "A"
    B = "B"


class Evidence(NamedTuple):
    """What was found in a text before anything is decided: the rules that hold, and the dangerous readings."""

    heard: Heard
    emergency: dict[str, int]
    today: dict[str, int]
    numbers: list[tuple[RedFlag, str]]
    harmless: dict[str, int]

    def marks(self) -> dict[str, int]:
        """What the classifier is told besides the words: rules that hold and harmless readings, with their places."""
        return {**self.emergency, **self.today, **self.harmless}


def evidence(folded: str) -> Evidence:
    """Gather what speaks for a red flag in a folded text."""
    heard = hear(folded)
    digits = digits_for_words(folded)
    numbers = [(RedFlag.A if vital.emergency else RedFlag.B, vital.kind) for vital in vitals(digits)]
    if names_fever(digits):
        numbers.append((RedFlag.B, "temperature"))
    if (days_without_stool(digits) or 0) >= LONG_WITHOUT_STOOL:
        numbers.append((RedFlag.B, "days without stool"))
    harmless = dict.fromkeys((f"normal {kind}" for kind in normal_readings(digits)), 0)
    return Evidence(heard, _holding(rules_of("A"), heard), _holding(rules_of("B"), heard), numbers, harmless)


LIKENESS: Final = "like other red flags"


class Judgment(NamedTuple):
    """The tier of a text, None for no flag; whether a person should look without an alarm; all reasons with tiers."""

    tier: RedFlag | None
    unsure: bool
    reasons: tuple[tuple[RedFlag, str], ...]

    @property
    def by_likeness_alone(self) -> bool:
        """Whether no rule and no number speaks for a flag, only the classifier."""
        return all(reason == LIKENESS for _, reason in self.reasons)


def red_flag(folded: str) -> RedFlag | None:
    """The highest tier found in a folded text, our own words already taken off."""
    return judge(folded).tier


def red_flag_unsure(folded: str) -> bool:
    """Whether a text that is no red flag is near enough to one that a person should look at it, without an alarm."""
    return judge(folded).unsure


def red_flag_reasons(folded: str) -> list[tuple[RedFlag, str]]:
    """What made a text a red flag, each with its tier, for staff and for reviewing the tables; empty for none."""
    return list(judge(folded).reasons)


def judge(folded: str) -> Judgment:
    """Rules, numbers and classifier together, on a folded text with our own words already taken off.

    A dangerous number always counts. A rule that is seldom wrong counts unless the classifier finds the text far from
    any flag; a rule of one common word when the classifier agrees; the classifier's own finds when it is sure. Against
    words of a language that it has not learned it has no say.
    """
    facts = evidence(folded)
    return decide(facts, score(facts.heard, facts.marks()))


def decide(
    facts: Evidence, scores: Scores, *, flag: float = FLAG_THRESHOLD, flag_emergency: float = EMERGENCY_FLAG_THRESHOLD
) -> Judgment:
    """What the evidence comes to; the thresholds are given only where they are being chosen."""
    reasons, harmless = list(facts.numbers), often_harmless()
    for tier, rules, agreed, far in (
        (RedFlag.A, facts.emergency, EMERGENCY_AGREEMENT_THRESHOLD, EMERGENCY_DISBELIEF_THRESHOLD),
        (RedFlag.B, facts.today, AGREEMENT_THRESHOLD, TODAY_DISBELIEF_THRESHOLD),
    ):
        least = {name: agreed if name in harmless else far for name in rules}
        reasons += [(tier, name) for name in rules if facts.heard.untrained or scores.flag >= least[name]]
    needed = flag_emergency if scores.emergency >= SURE_EMERGENCY_THRESHOLD else flag
    if facts.harmless and not (facts.emergency or facts.today):
        needed += NORMAL_READING_MARGIN
    if scores.flag >= needed and (scores.emergency >= EMERGENCY_THRESHOLD or not reasons):
        tier = RedFlag.A if scores.emergency >= EMERGENCY_THRESHOLD else RedFlag.B
        reasons.append((tier, LIKENESS))
    near = REVIEW_THRESHOLD_WITH_RULE if facts.emergency or facts.today else REVIEW_THRESHOLD
    return Judgment(
        tier=min((tier for tier, _ in reasons), default=None),
        unsure=not reasons and scores.flag >= near,
        reasons=tuple(reasons),
    )


def _holding(rules: Sequence[Rule], heard: Heard) -> dict[str, int]:
    """The rules that hold, each with the index of the word where it does."""
    return {rule.name: at for rule in rules if (at := _holds(rule, heard.ideas)) is not None}


def _holds(rule: Rule, mentions: Mapping[str, Sequence[Mention]]) -> int | None:
    """Where mentions of all its ideas stand near each other as said of the patient now."""
    if any(need not in mentions for need in rule.needs):
        return None
    negates = not _SCOPE.negator_ideas.isdisjoint(rule.needs)
    fit = sorted(
        (mention.first, mention.last, need, mention.word_at)
        for need in rule.needs
        for mention in mentions[need]
        if mention.standing is Standing.LIVE
        or (negates and need not in _SCOPE.negator_ideas and mention.standing is Standing.NEGATED)
        or (need in OTHERS_TOO and mention.standing is Standing.OTHER)
    )
    # One sweep over all mentions in order keeps a very long text cheap.
    latest: dict[str, tuple[int, int]] = {}
    for first, last, need, index in fit:
        latest[need] = (first, last)
        if len(latest) == len(rule.needs):
            nearest_end = min(end for _, end in latest.values())
            if len(rule.needs) == 1 or first - nearest_end <= rule.within:
                return index
    return None
