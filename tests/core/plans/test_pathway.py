"""What a pathway, a step and a question refuse to be, and in which words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.plans.pathway import Pathway, PathwayError, parse_duration
from reminders.core.plans.questions import Ask
from tests.core.making import EMAIL, SMS, pathway, question, step
from tests.tables import each_row

BACK = {"answer.work_1": frozenset({"back"})}


@each_row(
    ("text", "expected"),
    [
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        ("1d", timedelta(days=1)),
        ("90m", timedelta(hours=1, minutes=30)),
        ("99999m", timedelta(minutes=99999)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@each_row(
    "text",
    ["", "6", "h", "0h", "06h", "-6h", "+6h", "6 h", "6H", "1w", "1.5h", "6hours", "1d6h", "100000m", "٦h", "6h\n"],
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(PathwayError, match="for example 6h"):
        parse_duration(text)


@each_row(
    ("changes", "says"),
    [
        ({"key": ""}, "key ''"),
        ({"key": "Walk"}, "lower-case"),
        ({"key": "1_walk"}, "beginning with a letter"),
        ({"key": "walk-1"}, "key 'walk-1'"),
        ({"key": "walk 1"}, "key 'walk 1'"),
        ({"key": "caminata_ñ"}, "lower-case"),
        ({"key": "walk_1\n"}, "lower-case"),
        ({"key": "w" * 64}, "lower-case"),
        ({"template": "../walk"}, "template '../walk'"),  # it names a folder
        ({"channels": ()}, "channels must name"),
        ({"channels": (SMS, SMS)}, "each once"),
        ({"valid_for": timedelta()}, "longer than nothing"),
        ({"valid_for": timedelta(hours=-1)}, "longer than nothing"),
    ],
)
def test_a_step_that_could_never_be_sent_or_named_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(PathwayError, match=says):
        step(**{"key": "walk_1", **changes})


@each_row("key", ["w", "walk_1", "w" * 63])
def test_a_plain_key_is_taken(key: str) -> None:
    assert step(key, channels=(EMAIL,)).key == key


@each_row(
    ("answers", "follow_up", "says"),
    [
        ({}, [], "at least one answer"),
        ({0: "none"}, [], "answer 0"),
        ({10: "ten"}, [], "answer 10"),
        ({-1: "minus"}, [], "answer -1"),
        ({1: "back", 2: "back"}, [], "same answer code"),
        ({1: "back"}, ["not_yet"], "'not_yet'"),
        ({1: "back"}, ["back", "a", "b"], "'a'"),
    ],
)
def test_a_question_that_a_patient_could_not_answer_is_refused(
    answers: dict[int, str], follow_up: list[str], says: str
) -> None:
    with pytest.raises(PathwayError, match=says):
        Ask(answers, follow_up=frozenset(follow_up))


def test_a_question_is_open_for_three_days_unless_it_says_otherwise() -> None:
    assert Ask({1: "fine", 9: "worried"}).open_for == timedelta(days=3)


@each_row(
    ("changes", "says"),
    [
        ({"id": "Micro Disc"}, "id 'Micro Disc'"),
        ({"id": "../fusion"}, "lower-case"),
        ({"version": 0}, "1 or more"),
        ({"version": -3}, "1 or more"),
        ({"steps": ()}, "at least one step"),
        ({"steps": (step("walk_1"), step("walk_1", 2))}, "step 'walk_1' stands twice"),
    ],
)
def test_a_pathway_that_contradicts_itself_is_refused(changes: dict[str, Any], says: str) -> None:
    whole: dict[str, Any] = {"id": "test", "version": 1, "title": {"en": "Test"}, "steps": (step(),), **changes}
    with pytest.raises(PathwayError, match=says):
        Pathway(**whole)


@each_row("where", ["when", "unless"])
@each_row(
    ("steps", "says"),
    [
        ([{}], "'answer.work_1' is not an answer to any question"),
        ([step("work_1", 14), {}], "is not an answer to any question"),
        ([question("work_1", 14), {"answer.work_1": frozenset({"maybe"})}], "'maybe' is none of the answers"),
        ([question("work_1", 14), {"answer.work_1": frozenset()}], "lists no value"),
        ([question("work_1", 28), {}], "'work_1' is not asked before this step"),
        ([{}, question("work_1", 29)], "'work_1' is not asked before this step"),
    ],
)
def test_a_condition_on_an_answer_needs_a_question_that_is_asked_before(
    where: str, steps: list[Any], says: str
) -> None:
    built = [step("work_2", 28, **{where: item or BACK}) if isinstance(item, dict) else item for item in steps]
    with pytest.raises(PathwayError, match=f"step 'work_2': .*{says}"):
        pathway(*built)


def test_a_step_cannot_wait_for_its_own_answer() -> None:
    with pytest.raises(PathwayError, match="not asked before this step"):
        pathway(question("work_1", 14, unless=BACK))


def test_a_question_of_the_same_morning_and_steps_in_any_order_will_do() -> None:
    asked = question("work_1", 14, between="10:00-11:00")
    asking = step("work_2", 14, "15:00-16:00", unless=BACK)
    assert pathway(asking, asked).step("work_2") is asking
    assert pathway(asked, asking).step("nowhere") is None


def test_an_empty_condition_on_a_fact_is_refused_too() -> None:
    with pytest.raises(PathwayError, match="lists no value"):
        pathway(step(when={"job_strain": frozenset()}))


@given(st.integers(1, 99_999), st.sampled_from("mhd"))
def test_a_duration_is_never_empty(number: int, unit: str) -> None:
    assert parse_duration(f"{number}{unit}") >= timedelta(minutes=1)
