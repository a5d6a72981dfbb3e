"""Reads one YAML file of words into entries, and says file, line and key of whatever is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from reminders.data.nodes import FilePosition, mapping, optional_text, place_of, read_top, scalar, sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")


class EntryKind(StrEnum):
    """How an entry lists what it holds; in a file, the key under which it does."""

    WORDS = "words"  # single words, in any order
    PHRASES = "phrases"  # one a line
    SPELLED = "spelled"  # as words, but an underscore joins a phrase and braces hold alternatives: `leg{,s}_numb`
    PATTERNS = "patterns"  # regular expressions, each for itself; braces may name a class of words
    ANY_OF = "any_of"  # the alternatives of one regular expression, between `starts` and `ends`
    PATTERN = "pattern"  # one regular expression
    VALUES = "values"  # words with a number each
    LABELS = "labels"  # what each of some keys is called
    NEEDS = "needs"  # the ideas that together are a red flag


@dataclass(frozen=True, slots=True)
class Entry:
    """One idea: what it is called, its words or patterns, and who has vouched for them.

    `values` are the words, phrases or patterns in order and `where` the place of each ("en/stops.yaml, line 12").
    `tier` is A for an emergency and B for a call today. `source` and the review are the file's unless the entry has
    its own.
    """

    name: str
    kind: EntryKind
    values: tuple[str, ...]
    where: tuple[str, ...]
    starts: str = ""
    ends: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    tier: str | None = None
    within: int = 0
    often_harmless: bool = False
    about: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    source: str = ""
    reviewed_by: str = ""
    reviewed_on: dt.date | None = None


_FILE_KEYS: Final = frozenset({"about", "source", "reviewed_by", "reviewed_on", "reviewed_content", "entries"})
_ENTRY_TEXTS: Final = frozenset({"about", "source", "reviewed_by", "starts", "ends"})
_ENTRY_KEYS: Final = _ENTRY_TEXTS | {"tier", "examples", "counter_examples", "reviewed_on", "within", "often_harmless"}
_KINDS: Final = {kind.value: kind for kind in EntryKind}
_TIERS: Final = frozenset({"A", "B"})
_BRACES: Final = frozenset("{}")
_CLASS: Final = re.compile(r"\{([^{}]*)\}")


def read_file(name: str, text: str) -> dict[str, Entry]:
    """Return the entries of a file in order.

    Raises:
        DataError: The file is no YAML, or says something that no file of words says.
    """
    top = read_top(name, text, _FILE_KEYS)
    if "entries" not in top:
        FilePosition(name, 1, "entries").refuse("is missing")
    whole = {key: optional_text(top, key, name, key) for key in ("source", "reviewed_by")}
    reviewed_on = _date(top, name, "reviewed_on")
    nodes = mapping(top["entries"], place_of(name, top["entries"], "entries"))
    return {key: _entry(name, key, node, whole, reviewed_on) for key, node in nodes.items()}


def _entry(file: str, name: str, node: Any, whole: Mapping[str, str], reviewed_on: dt.date | None) -> Entry:
    key = f"entries.{name}"
    fields = mapping(node, place_of(file, node, key))
    for part, value in fields.items():
        if part not in _ENTRY_KEYS and part not in _KINDS:
            place_of(file, value, f"{key}.{part}").refuse("no such key of an entry")
    kinds = [part for part in fields if part in _KINDS]
    if len(kinds) != 1:
        place_of(file, node, key).refuse(f"needs one of {', '.join(_KINDS)}, and has {', '.join(kinds) or 'none'}")
    kind, holder = _KINDS[kinds[0]], fields[kinds[0]]
    values, where, numbers = _values(kind, holder, place_of(file, holder, f"{key}.{kind}"))
    texts = {part: optional_text(fields, part, file, f"{key}.{part}") or whole.get(part, "") for part in _ENTRY_TEXTS}
    return Entry(
        name,
        kind,
        values,
        where,
        numbers=numbers,
        labels=_labels(holder, place_of(file, holder, f"{key}.{kind}")) if kind is EntryKind.LABELS else {},
        tier=_tier(fields, file, key),
        within=_parsed(fields, "within", file, key, int) or 0,
        often_harmless=bool(_parsed(fields, "often_harmless", file, key, {"true": True, "false": False}.__getitem__)),
        examples=_list(fields, "examples", file, key),
        counter_examples=_list(fields, "counter_examples", file, key),
        reviewed_on=_date(fields, file, "reviewed_on", f"{key}.") or reviewed_on,
        **texts,
    )


def _values(kind: EntryKind, node: Any, place: FilePosition) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, int]]:
    """The words of an entry, where each stands, and the number of each."""
    numbers: dict[str, int] = {}
    if kind is EntryKind.VALUES:
        for word, value in mapping(node, place).items():
            numbers[word] = _number(value, place_of(place.file, value, f"{place.key}.{word}"))
        values = tuple(numbers)
        lines = [place.line] * len(values)
    elif kind is EntryKind.LABELS:
        values = tuple(_labels(node, place))
        lines = [place.line] * len(values)
    elif kind in (EntryKind.PATTERNS, EntryKind.ANY_OF):
        parts = sequence(node, place)
        values = tuple(scalar(part, place_of(place.file, part, place.key)) for part in parts)
        lines = [part.start_mark.line + 1 for part in parts]
    else:
        whole = scalar(node, place)
        values = _cut(kind, whole)
        lines = [place.line] * len(values)
    if not values or not all(values):
        place.refuse("is empty, or has an empty line")
    if kind in (EntryKind.WORDS, EntryKind.PHRASES) and len(set(values)) < len(values):
        twice = next(value for at, value in enumerate(values) if value in values[:at])
        place.refuse(f"lists {twice!r} twice")
    for value, line in zip(values, lines, strict=True):
        if kind is EntryKind.SPELLED and not _BRACES.isdisjoint(_CLASS.sub("", value)):
            FilePosition(place.file, line, place.key).refuse(f"{value!r} opens or closes a brace too many")
    return values, tuple(f"{place.file}, line {line}" for line in lines), numbers


def _labels(node: Any, place: FilePosition) -> dict[str, str]:
    parts = mapping(node, place)
    return {part: scalar(value, place_of(place.file, value, f"{place.key}.{part}")) for part, value in parts.items()}


def _cut(kind: EntryKind, whole: str) -> tuple[str, ...]:
    if kind is EntryKind.PATTERN:
        return (whole.rstrip("\n"),)
    return tuple(whole.splitlines() if kind is EntryKind.PHRASES else whole.split())


def _tier(fields: Mapping[str, Any], file: str, key: str) -> str | None:
    tier = optional_text(fields, "tier", file, f"{key}.tier")
    if tier and tier not in _TIERS:
        place_of(file, fields["tier"], f"{key}.tier").refuse(f"is {tier!r}; a tier is A (emergency) or B (call today)")
    return tier or None


def _parsed(fields: Mapping[str, Any], part: str, file: str, key: str, parse: Callable[[str], _T]) -> _T | None:
    if part not in fields:
        return None
    place = place_of(file, fields[part], f"{key}.{part}")
    text = scalar(fields[part], place)
    try:
        return parse(text)
    except (ValueError, KeyError):
        place.refuse(f"{text!r} makes no sense here")


def _list(fields: Mapping[str, Any], part: str, file: str, key: str) -> tuple[str, ...]:
    if part not in fields:
        return ()
    place = place_of(file, fields[part], f"{key}.{part}")
    return tuple(scalar(value, place) for value in sequence(fields[part], place))


def _date(fields: Mapping[str, Any], file: str, part: str, prefix: str = "") -> dt.date | None:
    text = optional_text(fields, part, file, f"{prefix}{part}")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        place_of(file, fields[part], f"{prefix}{part}").refuse(f"{text!r} is no date; write it as 2026-11-28")


def _number(node: Any, place: FilePosition) -> int:
    text = scalar(node, place)
    if not text.lstrip("-").isdigit():
        place.refuse(f"{text!r} is no whole number")
    return int(text)
