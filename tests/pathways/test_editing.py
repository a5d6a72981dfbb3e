"""Edits of a care plan's text: what is not edited stays byte for byte, comments and all."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.errors import UseError
from reminders.core.plans.editing.read_form import read_form
from reminders.core.plans.editing.step_form import StepForm, form_of
from reminders.pathways.catalog import Catalog
from reminders.pathways.editing import add_step, change_step, move_step, remove_step
from reminders.pathways.reading import read_pathway
from reminders.pathways.writing import written
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.plans.pathway import Step

SOURCES = [file.source for one in Catalog().ids if (file := Catalog().find(one))]
SOURCE = next(source for source in SOURCES if "id: microdiscectomy" in source)
ROUGH = """id: rough
version: 1
title: {en: Rough}
steps:
- {key: a, day: 1, between: ["10:00", "12:00"], valid_for: 6h, channels: [sms], template: walk}  # a flow
- day: 2
  key: b                # not first
  between:
    - "10:00"           # one
    - "12:00"           # two
  valid_for: 6h
  channels: both
  template: walk
- key: c
  day: 3
  between: ["10:00", "12:00"]
  valid_for: 6h
  channels:
    - sms
    - email             # later
  # a word about c
  template: walk
  when:
    brace: [soft]
facts:
  brace: {labels: {en: Brace}, values: [soft, hard]}
"""


def steps_of(source: str) -> list[Step]:
    return [step for step in read_pathway(source, "x").steps if step.again_of is None]


def edit(source: str, key: str, **texts: str) -> str:
    step = read_pathway(source, "x").step(key)
    assert step is not None
    form = form_of(step)
    new = read_form(StepForm(dict(form.texts) | texts, form.lists))
    return change_step(source, key, written(step), written(new))


def changed_lines(edited: str) -> list[str]:
    lines = difflib.unified_diff(SOURCE.splitlines(), edited.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def test_every_shipped_step_comes_back_from_its_form_and_its_file():
    for source in SOURCES:
        steps = steps_of(source)
        assert [read_form(form_of(step)) for step in steps] == steps
        head = source[: source.index("steps:")] + "steps:\n"
        lines = ["".join(f"    {name}: {text}\n" for name, text in written(step).items()) for step in steps]
        text = head + "".join(f"  - {one.lstrip()}" for one in lines)
        assert read_pathway(text, "x").steps == read_pathway(source, "x").steps


def test_only_what_is_edited_changes():
    edited = edit(SOURCE, "walk_1", day="2", start="09:00", end="11:00", optional="yes", priority="0")
    assert sorted(changed_lines(edited)) == [
        '+    between: ["09:00", "11:00"]',
        "+    day: 2",
        "+    optional: true",
        '-    between: ["10:00", "12:00"]',
        "-    day: 1",
        "-    priority: 20",
    ]
    for step in steps_of(ROUGH):
        assert edit(ROUGH, step.key) == ROUGH


@each_row(
    ("key", "texts"),
    [
        ("a", {"day": "9"}),
        ("b", {"day": "9", "channels": "email_sms"}),
        ("c", {"channels": "sms"}),
        ("c", {"anchor": "visit", "day": "9"}),
        ("c", {"question": "scale", "parts": "back leg", "thresholds": ">= 7, rises by 3", "again_after": "2"}),
        ("c", {"question": "answers", "answer_1": "yes", "answer_2": "not_yet"}),
    ],
)
def test_a_rough_file_is_edited_too(key: str, texts: dict[str, str]):
    edited = edit(ROUGH, key, **texts)
    before, after = ({step.key: step for step in steps_of(text)} for text in (ROUGH, edited))
    assert edited != ROUGH
    assert {**before, key: after[key]} == after
    assert list(before) == list(after)
    form = form_of(after[key])
    assert {name: form.texts[name] for name in texts} == texts


def test_a_step_goes_and_one_comes_and_nothing_else_moves():
    step = steps_of(ROUGH)[0]
    for source in (SOURCE, ROUGH):
        keys = [one.key for one in steps_of(source)]
        more = add_step(source, written(replace(step, key="new_one", day=300)))
        assert [one.key for one in steps_of(more)] == [*keys, "new_one"]
        assert remove_step(more, "new_one").split("\n") == [*source.replace("\nfacts", "\n\nfacts").split("\n")]


def test_a_step_moves_up_and_down_with_its_lines():
    for source, some in ((SOURCE, ("walk_1", "wound_1")), (ROUGH, ("a", "b", "c"))):
        keys = [one.key for one in steps_of(source)]
        for index, key in enumerate(keys):
            if key not in some:
                continue
            moved = move_step(source, key, 1)
            assert sorted(moved.splitlines()) == sorted(source.splitlines())
            assert [one.key for one in steps_of(moved)].index(key) == min(index + 1, len(keys) - 1)
            if index + 1 < len(keys):
                assert move_step(moved, key, -1) == source


def test_what_is_not_there_is_refused():
    walk = written(steps_of(SOURCE)[0])
    with pytest.raises(UseError, match="no step walk_9"):
        change_step(SOURCE, "walk_9", walk, walk)
    with pytest.raises(UseError, match="already"):
        add_step(SOURCE, walk)
    with pytest.raises(UseError, match="at least one"):
        remove_step(remove_step(remove_step(ROUGH, "a"), "b"), "c")
