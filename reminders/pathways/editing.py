"""Edits the text of a pathway in place: only what an edit names changes, comments and layout stay byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from reminders.core.model.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yaml.nodes import Node

EDITED = ("day", "between", "valid_for", "priority", "optional")
"""What can be edited of a step, as its keys in the file."""


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to add: like another one, with a key and a day of its own."""

    like: str
    key: str
    day: int


def edit_steps(
    source: str,
    changes: Mapping[str, Mapping[str, str]],
    removed: Iterable[str] = (),
    added: NewStep | None = None,
) -> str:
    """Return the text of a pathway with some steps changed, some removed and one added at the end.

    `changes`: by step and key, the YAML to put there. The result must still be read: it may break a rule.

    Raises:
        UseError: there is no such step, or the step to add has a key that is taken.

    """
    steps = _steps(source)
    removed = frozenset(removed)
    for name in [*changes, *removed, *([added.like] if added else [])]:
        if name not in steps:
            raise UseError(f"there is no step {name!r} in this care plan any more; reload the page")
    if added and added.key in steps:
        raise UseError(f"there is a step {added.key!r} already; choose another name")
    new = _copy_of(source, steps, added) if added else ""
    cuts = [cut for name, keys in changes.items() if name not in removed for cut in _cuts(source, steps[name], keys)]
    ends = _ends(source, steps)
    cuts += [(*ends[name], "") for name in removed]
    for start, end, text in sorted(cuts, reverse=True):
        source = source[:start] + text + source[end:]
    return source.rstrip("\n") + "\n" + (f"\n{new}" if new else "")


def _steps(source: str) -> dict[str, MappingNode]:
    top = yaml.compose(source, Loader=yaml.SafeLoader)
    assert isinstance(top, MappingNode)  # noqa: S101 the text was read as a pathway before
    found = _value(top, "steps")
    assert isinstance(found, SequenceNode)  # noqa: S101
    return {str(_value(node, "key").value): node for node in found.value if isinstance(node, MappingNode)}


def _value(step: MappingNode, name: str) -> Node:
    return next(value for key, value in step.value if key.value == name)


def _cuts(source: str, step: MappingNode, keys: Mapping[str, str]) -> Iterable[tuple[int, int, str]]:
    """Return what to replace: the value of a key that stands there, or a new line below the step's key."""
    standing = {key.value: (key, value) for key, value in step.value if isinstance(key, ScalarNode)}
    for name, text in (_as_written(step, name, text) for name, text in keys.items()):
        if name in standing:
            _, value = standing[name]
            yield value.start_mark.index, value.end_mark.index, text
        else:
            key, value = standing["key"]
            at = source.index("\n", value.end_mark.index) + 1
            yield at, at, f"{' ' * key.start_mark.column}{name}: {text}\n"


def _as_written(step: MappingNode, name: str, text: str) -> tuple[str, str]:
    """Return a day as the file writes it: for a step that comes before a visit, so many days `before` it."""
    if name == "day" and any(key.value == "before" for key, _ in step.value):
        return "before", f"{text.removeprefix('-')}d"
    return name, text


def _ends(source: str, steps: Mapping[str, MappingNode]) -> dict[str, tuple[int, int]]:
    """Return where each step begins, dash included, and where the next one does."""
    begins = [source.rindex("-", 0, step.start_mark.index) for step in steps.values()]
    begins = [source.rindex("\n", 0, at) + 1 for at in begins]
    return dict(zip(steps, zip(begins, [*begins[1:], len(source)], strict=True), strict=True))


def _copy_of(source: str, steps: Mapping[str, MappingNode], added: NewStep) -> str:
    start, end = _ends(source, steps)[added.like]
    step = steps[added.like]
    cuts = [
        (_value(step, name).start_mark.index - start, _value(step, name).end_mark.index - start, text)
        for name, text in (("key", added.key), _as_written(step, "day", str(added.day)))
    ]
    text = source[start:end]
    for begin, stop, new in sorted(cuts, reverse=True):
        text = text[:begin] + new + text[stop:]
    return text.rstrip("\n") + "\n"
