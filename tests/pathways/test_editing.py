"""Edits of a care plan's text: what is not edited stays byte for byte, comments and all."""

from __future__ import annotations

import difflib

import pytest

from reminders.core.model.errors import UseError
from reminders.pathways.catalog import Catalog
from reminders.pathways.editing import NewStep, edit_steps
from reminders.pathways.reading import read_pathway

FILE = Catalog().find("microdiscectomy")
assert FILE is not None
SOURCE = FILE.source
KEYS = [step.key for step in FILE.pathway.steps if step.again_of is None]


def changed_lines(edited: str) -> list[str]:
    lines = difflib.unified_diff(SOURCE.splitlines(), edited.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def test_a_value_is_replaced_and_a_missing_key_is_written():
    edited = edit_steps(SOURCE, {"walk_1": {"day": "2", "between": '["09:00", "11:00"]', "optional": "true"}})
    step = read_pathway(edited, "x").step("walk_1")
    assert step is not None
    assert (step.day, step.between.start, step.optional, step.priority) == (2, 540, True, 20)
    assert changed_lines(edited) == [
        "-    day: 1",
        '-    between: ["10:00", "12:00"]',
        "+    optional: true",
        "+    day: 2",
        '+    between: ["09:00", "11:00"]',
    ]


def test_a_step_goes_and_one_comes_and_nothing_else_moves():
    edited = edit_steps(SOURCE, {}, ["walk_1"], NewStep(like="light_1", key="light_2", day=30))
    pathway = read_pathway(edited, "x")
    assert [step.key for step in pathway.steps if step.again_of is None] == [key for key in KEYS if key != "walk_1"] + [
        "light_2"
    ]
    assert all(line.startswith("-") for line in changed_lines(edited) if "light_2" not in line and line.startswith("-"))
    new = pathway.step("light_2")
    assert new is not None
    assert (new.day, new.template) == (30, "light_activity")


@pytest.mark.parametrize("key", KEYS)
def test_any_step_can_be_moved_by_a_day(key: str):
    step = FILE.pathway.step(key) if FILE else None
    assert step is not None
    edited = read_pathway(edit_steps(SOURCE, {key: {"day": str(step.day)}}), "x")
    assert edited == FILE.pathway if FILE else None


def test_what_is_not_there_is_refused():
    with pytest.raises(UseError, match="no step 'walk_9'"):
        edit_steps(SOURCE, {"walk_9": {"day": "2"}})
    with pytest.raises(UseError, match="already"):
        edit_steps(SOURCE, {}, (), NewStep("walk_1", "light_1", 3))
