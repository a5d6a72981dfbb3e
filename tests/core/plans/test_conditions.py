"""Whether a step applies: `when` and `unless` over facts and earlier answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.plans.conditions import unmet_condition
from tests.core.making import step
from tests.tables import each_row


def among(**conditions: str) -> dict[str, frozenset[str]]:
    """Spell `job_strain="desk|heavy"` out; a double underscore is the dot of an answer."""
    return {name.replace("__", "."): frozenset(values.split("|")) for name, values in conditions.items()}


def reason(
    when: dict[str, frozenset[str]] | None = None,
    unless: dict[str, frozenset[str]] | None = None,
    *,
    facts: dict[str, str] | None = None,
    answers: dict[str, str] | None = None,
    final: bool = False,
) -> str | None:
    return unmet_condition(step(when=when or {}, unless=unless or {}), facts or {}, answers or {}, final=final)


DESK = among(job_strain="desk")
NO = "not_applicable"


@each_row(
    ("when", "unless", "facts", "expected", "why"),
    [
        ({}, {}, {}, None, "no condition"),
        (DESK, {}, {"job_strain": "desk"}, None, "the value"),
        (DESK, {}, {"job_strain": "heavy"}, NO, "another value"),
        (DESK, {}, {"job_strain": "unknown"}, NO, "unknown is not desk"),
        (DESK, {}, {}, "missing_fact:job_strain", "a missing fact skips under when"),
        (DESK, {}, {"job_strain": "Desk"}, NO, "compared as written"),
        (among(job_strain="desk|heavy"), {}, {"job_strain": "heavy"}, None, "values are ORed"),
        (among(job_strain="desk", smoker="yes"), {}, {"job_strain": "desk", "smoker": "yes"}, None, "keys are ANDed"),
        (among(job_strain="desk", smoker="yes"), {}, {"job_strain": "desk", "smoker": "no"}, NO, "one key fails"),
        (among(job_strain="desk", smoker="yes"), {}, {"job_strain": "desk"}, "missing_fact:smoker", "one is missing"),
        (among(smoker="yes", job_strain="desk"), {}, {"job_strain": "heavy"}, NO, "a no is firmer than a missing one"),
        (among(smoker="yes", job_strain="desk"), {}, {}, "missing_fact:smoker", "the first missing one is named"),
        ({}, among(opioid="no"), {"opioid": "no"}, NO, "unless"),
        ({}, among(opioid="no"), {"opioid": "yes"}, None, "unless something else"),
        ({}, among(opioid="no"), {}, None, "a missing fact passes under unless"),
        ({}, among(opioid="no|never"), {"opioid": "never"}, NO, "values are ORed"),
        ({}, among(opioid="no", smoker="yes"), {"opioid": "yes", "smoker": "yes"}, NO, "none of the keys may match"),
        (DESK, among(opioid="no"), {"job_strain": "desk", "opioid": "no"}, NO, "unless wins over a when that holds"),
        (DESK, among(opioid="no"), {"opioid": "no"}, NO, "and over a missing fact"),
        (among(level="1"), {}, {"level": "1"}, None, "numbers are compared as strings"),
    ],
)
def test_facts(
    when: dict[str, frozenset[str]],
    unless: dict[str, frozenset[str]],
    facts: dict[str, str],
    expected: str | None,
    why: str,
) -> None:
    assert reason(when, unless, facts=facts) == expected, why
    assert reason(when, unless, facts=facts, final=True) == expected, "facts do not wait for the claim"


BACK = among(answer__work_1="back")


@each_row(
    ("when", "unless", "answers", "planning", "claiming", "why"),
    [
        (BACK, {}, {}, None, "missing_fact:answer.work_1", "still to come; at the claim it has not come"),
        (BACK, {}, {"work_1": "back"}, None, None, "answered"),
        (BACK, {}, {"work_1": "not_yet"}, NO, NO, "answered otherwise"),
        ({}, BACK, {}, None, None, "no answer lets pass"),
        ({}, BACK, {"work_1": "back"}, NO, NO, "answered: no need to ask again"),
        ({}, BACK, {"work_1": "not_yet"}, None, None, "ask again"),
        (BACK, {}, {"other": "back"}, None, "missing_fact:answer.work_1", "an answer to something else"),
        (BACK | DESK, {}, {}, "missing_fact:job_strain", "missing_fact:answer.work_1", "only the answer may wait"),
    ],
)
def test_answers_are_provisional_in_the_plan_and_final_at_the_claim(
    when: dict[str, frozenset[str]],
    unless: dict[str, frozenset[str]],
    answers: dict[str, str],
    planning: str | None,
    claiming: str | None,
    why: str,
) -> None:
    assert reason(when, unless, answers=answers) == planning, why
    assert reason(when, unless, answers=answers, final=True) == claiming, why


def test_an_answer_is_no_fact_and_a_fact_no_answer() -> None:
    assert reason(BACK, facts={"answer.work_1": "back", "work_1": "back"}, final=True) == "missing_fact:answer.work_1"
    assert reason(DESK, answers={"job_strain": "desk"}) == "missing_fact:job_strain"


names = st.sampled_from(["a", "b", "answer.q"])
values = st.sampled_from(["x", "y", "z"])
conditions = st.dictionaries(names, st.frozensets(values, min_size=1))


@given(
    conditions, conditions, st.dictionaries(st.sampled_from(["a", "b"]), values), st.dictionaries(st.just("q"), values)
)
def test_the_rule_in_one_line(
    when: dict[str, frozenset[str]],
    unless: dict[str, frozenset[str]],
    facts: dict[str, str],
    answers: dict[str, str],
) -> None:
    known = {**facts, **{f"answer.{key}": value for key, value in answers.items()}}
    applies = all(known.get(name) in allowed for name, allowed in when.items()) and not any(
        known.get(name) in barred for name, barred in unless.items()
    )
    assert (reason(when, unless, facts=facts, answers=answers, final=True) is None) == applies
    if applies:
        assert reason(when, unless, facts=facts, answers=answers) is None
