"""Edits the text of a pathway in place: only what an edit names changes, comments and layout stay byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, SequenceNode

from reminders.core.model.errors import RefusedError, UseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yaml.nodes import Node

_GONE = "there is no step {step} in this care plan any more; reload the page"


def change_step(source: str, key: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return the text with one step changed from what is written of it `before` to `after`, both by key.

    Raises:
        UseError: there is no such step.

    """
    steps = _Steps(source)
    node, (start, end) = steps.find(key), steps.places[key]
    changed = {name: after.get(name) for name in (*before, *after) if before.get(name) != after.get(name)}
    if not changed:
        return source
    if node.flow_style or not _is_key_first(node):
        return source[:start] + _block(after, steps.indent) + "\n" + source[end:]
    for begin, stop, text in sorted(_cuts(source, node, changed), reverse=True):
        source = source[:begin] + text + source[stop:]
    return source


def add_step(source: str, values: Mapping[str, str]) -> str:
    """Return the text with a step added after the last one.

    Raises:
        UseError: its key is taken.

    """
    steps = _Steps(source)
    if values["key"] in steps.nodes:
        raise RefusedError("there is a message {name} already; choose another name", name=values["key"])
    _, end = list(steps.places.values())[-1]
    rest = source[end:]
    return source[:end].rstrip("\n") + "\n\n" + _block(values, steps.indent) + (f"\n{rest}" if rest.strip() else "")


def remove_step(source: str, key: str) -> str:
    """Return the text without a step.

    Raises:
        UseError: there is no such step, or no other one.

    """
    steps = _Steps(source)
    steps.find(key)
    if len(steps.nodes) == 1:
        raise UseError("a care plan needs at least one message")
    start, end = steps.places[key]
    return source[:start].rstrip("\n") + "\n" + ("\n" + source[end:] if source[end:].strip() else "")


def move_step(source: str, key: str, by: int) -> str:
    """Return the text with a step moved up (-1) or down (1); at either end it stays where it is.

    Raises:
        UseError: there is no such step.

    """
    steps = _Steps(source)
    steps.find(key)
    keys = list(steps.places)
    index = keys.index(key)
    if not 0 <= index + by < len(keys):
        return source
    first, second = sorted((index, index + by))
    (start, middle), (_, end) = steps.places[keys[first]], steps.places[keys[second]]
    upper, lower = source[start:middle], source[middle:end]
    gap = upper[len(upper.rstrip("\n")) :]
    tail = lower[len(lower.rstrip("\n")) :]
    return source[:start] + lower.rstrip("\n") + gap + upper.rstrip("\n") + tail + source[end:]


class _Steps:
    """Where the steps stand in a text that was read as a pathway before: each from its dash to the next one's."""

    def __init__(self, source: str) -> None:
        top = yaml.compose(source, Loader=yaml.SafeLoader)
        assert isinstance(top, MappingNode)  # noqa: S101 the text was read as a pathway before
        steps = next(value for key, value in top.value if key.value == "steps")
        assert isinstance(steps, SequenceNode)  # noqa: S101
        if steps.flow_style:
            raise UseError("this care plan is edited as a file: reminders plans export, and import it again")
        self.nodes = {_key_of(node): node for node in steps.value}
        dashes = [source.rindex("-", 0, node.start_mark.index) for node in steps.value]
        begins = [source.rindex("\n", 0, at) + 1 for at in dashes]
        after = [key.start_mark.index for key, _ in top.value if key.start_mark.index > begins[-1]]
        ends = [*begins[1:], min(after, default=len(source))]
        self.places = dict(zip(self.nodes, zip(begins, ends, strict=True), strict=True))
        self.indent = dashes[0] - begins[0]

    def find(self, key: str) -> MappingNode:
        """Return the node of a step."""
        if key not in self.nodes:
            raise RefusedError(_GONE, step=key)
        return self.nodes[key]


def _key_of(step: Node) -> str:
    assert isinstance(step, MappingNode)  # noqa: S101
    return str(next(value.value for key, value in step.value if key.value == "key"))


def _is_key_first(step: MappingNode) -> bool:
    """Whether `key` stands on the line of the dash, so that every other key has lines of its own."""
    return step.value[0][0].value == "key" and len({key.start_mark.line for key, _ in step.value}) == len(step.value)


def _cuts(source: str, step: MappingNode, changed: Mapping[str, str | None]) -> Iterator[tuple[int, int, str]]:
    """Return what to replace: the value of a key that stands there, the lines of one that goes, or a new line."""
    standing = {str(key.value): (key, value) for key, value in step.value}
    key, value = standing["key"]
    column, below = key.start_mark.column, _line_end(source, value.end_mark.index)
    added: list[str] = []
    for name, text in changed.items():
        if name not in standing:
            added += [f"{' ' * column}{name}: {text}\n"] if text is not None else []
            continue
        key, value = standing[name]
        end = _end(value)
        if text is None:
            yield source.rindex("\n", 0, key.start_mark.index) + 1, _line_end(source, end), ""
        else:
            yield key.end_mark.index, end, f": {text}"
    if added:
        yield below, below, ("" if source[below - 1 : below] == "\n" else "\n") + "".join(added)


def _end(node: Node) -> int:
    """Return where a value ends: PyYAML ends a block only where the next thing begins."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last: Any = node.value[-1]
        return _end(last[1] if isinstance(node, MappingNode) else last)
    return node.end_mark.index


def _line_end(source: str, index: int) -> int:
    """Return where the line of this place ends, its break included."""
    found = source.find("\n", index)
    return len(source) if found < 0 else found + 1


def _block(values: Mapping[str, str], indent: int) -> str:
    lines = [f"{name}: {text}" for name, text in values.items()]
    return "".join(f"{' ' * indent}{'- ' if not index else '  '}{line}\n" for index, line in enumerate(lines))
