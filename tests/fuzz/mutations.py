"""Damages valid samples along their own grammar: parts between separators, nodes of JSON, fields of forms, bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

VALUES: list[str] = json.loads((Path(__file__).parent / "values.json").read_text(encoding="utf-8"))
"""What has broken programs before: edges of dates and numbers, letters that fold oddly, separators."""
MAX_PARTS, DEEP, LONG = 400, 2_000, 10_000

values = st.sampled_from(VALUES) | st.text(max_size=12) | st.integers(1, LONG).map(lambda count: "9" * count)
_seldom = st.sampled_from([0] * 9 + [1, 3])
_ways = st.sampled_from([0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6])
_scalars = values | st.none() | st.booleans() | st.integers() | st.floats()


def _counts(most: int) -> st.SearchStrategy[int]:
    """How often a sample is changed: mostly once, so that most of it still means something."""
    return st.sampled_from([1, 1, 1, 1, 2, most])


@st.composite
def texts(draw: st.DrawFn, samples: Sequence[str], separators: str, most: int = 3) -> str:
    """A sample whose parts were cut out, doubled, swapped, replaced, or taken from another sample."""
    text = draw(st.sampled_from(samples))
    for _ in range(draw(_counts(most))):
        separator = draw(st.sampled_from([*separators, ""]))
        parts = text.split(separator) if separator else list(text)
        start = draw(st.integers(0, max(len(parts) - MAX_PARTS, 0)))  # so that every place has its chance
        at = start + draw(st.integers(0, min(len(parts), MAX_PARTS) - 1)) if parts else 0
        _change(draw, parts, at, samples, separator)
        text = separator.join(parts)
    return text


def _change(draw: st.DrawFn, parts: list[str], at: int, samples: Sequence[str], separator: str) -> None:
    """Change one part in one of seven ways."""
    way = draw(_ways)
    if not parts or way == 0:
        parts.insert(at, draw(values))
    elif way == 1:
        del parts[at]
    elif way == 2:
        parts[at] = draw(values)
    elif way == 3:
        parts.insert(at, parts[at])
    elif way == 4:
        other = draw(st.integers(0, len(parts) - 1))
        parts[at], parts[other] = parts[other], parts[at]
    elif way == 5:
        others = draw(st.sampled_from(samples))
        parts[at] = draw(st.sampled_from((others.split(separator) if separator else list(others)) or [""]))
    else:
        del parts[at + 1 :]


@st.composite
def raw(draw: st.DrawFn, text: st.SearchStrategy[str], codecs: Sequence[str] = ("utf-8",)) -> bytes:
    """A text as bytes, now and then with some of them cut, flipped or stuck in."""
    content = bytearray(draw(text).encode(draw(st.sampled_from(codecs)), "replace"))
    for _ in range(draw(_seldom)):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        way = draw(st.integers(0, 2))
        if way == 0:
            del content[at:]
        elif way == 1 and content:
            content[at] = draw(st.integers(0, 255))
        else:
            content[at:at] = draw(st.binary(max_size=8))
    return bytes(content)


@st.composite
def trees(draw: st.DrawFn, samples: Sequence[Any], most: int = 3) -> Any:
    """A JSON sample with nodes left out, replaced, doubled, wrapped, or taken from another place."""
    document = json.loads(json.dumps(draw(st.sampled_from(samples))))
    for _ in range(draw(_counts(most))):
        places = list(_places(document, None, None))
        parent, key = draw(st.sampled_from(places))
        new = _node(draw, document if parent is None else parent[key], places)
        if parent is None:
            document = None if new is _GONE else new
        elif new is _GONE:
            del parent[key]
        else:
            parent[key] = new
    return document


_GONE = object()


def _places(node: Any, parent: Any, key: Any) -> Any:
    yield parent, key
    if isinstance(node, dict):
        for name, value in list(node.items()):
            yield from _places(value, node, name)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _places(value, node, index)


def _node(draw: st.DrawFn, old: Any, places: Sequence[Any]) -> Any:  # noqa: PLR0911 a way each
    """Return what takes a node's place."""
    way = draw(st.integers(0, 7))
    if way == 0:
        return _GONE
    if way == 1:
        return [old]
    if way == 2:
        return {"extension": [old], "value": old}
    if way == 3 and isinstance(old, list) and old:
        return [*old, old[0], old[-1]]
    if way == 4:
        parent, key = draw(st.sampled_from(places))
        return json.loads(json.dumps(old if parent is None else parent[key]))
    if way == 5 and isinstance(old, str):
        return draw(texts([old], "/|-:T .", 2))
    if way == 6:
        return draw(st.sampled_from([[], {}, [[]], [None], {"": None}, [{}], "9" * LONG]))
    return draw(_scalars)


def json_bytes(document: Any) -> bytes:
    """Write JSON as careless senders do: with NaN, and with halves of characters."""
    return json.dumps(document).encode("utf-8", "replace")


@st.composite
def jsons(draw: st.DrawFn, samples: Sequence[Any]) -> bytes:
    """A damaged document, now and then damaged as text too, or nested deeper than any reader goes."""
    content = json_bytes(draw(trees(samples)))
    way = draw(_seldom)
    if way == 1:
        return draw(raw(texts([content.decode()], '{}[],:"')))
    return b'{"a":' * DEEP + content if way else content


@st.composite
def forms(draw: st.DrawFn, samples: Sequence[dict[str, str]]) -> dict[str, str]:
    """A form with fields left out, replaced or added."""
    form = dict(draw(st.sampled_from(samples)))
    for _ in range(draw(_counts(3))):
        name = draw(st.sampled_from(sorted(form) or ["a"]))
        way = draw(st.integers(0, 3))
        if way == 0:
            form.pop(name, None)
        elif way == 1:
            form[name] = draw(texts([form.get(name, "")], " -:/,", 2))
        elif way == 2:
            form[draw(values)] = draw(values)
        else:
            form[name] = draw(values)
    return {clean(name): clean(value) for name, value in form.items()}


def clean(text: str) -> str:
    """Take out what no sender can put on the wire: halves of characters."""
    return text.encode("utf-8", "replace").decode()
