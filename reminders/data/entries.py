"""Reads one YAML file of words into entries, and says file, line and key of whatever is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TypeVar

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A data file is broken; the message says where and how."""


class Kind(StrEnum):
    """How an entry lists what it holds; in a file, the key under which it does."""

    WORDS = "words"  # single words, in any order
    PHRASES = "phrases"  # one a line
    SPELLED = "spelled"  # as words, but an underscore joins a phrase and braces hold alternatives: `leg{,s}_numb`
    PATTERNS = "patterns"  # regular expressions, each for itself; braces may name a class of words
    ANY_OF = "any_of"  # the alternatives of one regular expression, between `starts` and `ends`
    PATTERN = "pattern"  # one regular expression
    VALUES = "values"  # words with a number each
    NEEDS = "needs"  # the ideas that together are a red flag


@dataclass(frozen=True, slots=True)
class Entry:
    """One idea: what it is called, its words or patterns, and who has vouched for them.

    `values` are the words, phrases or patterns in order and `where` the place of each ("en/stops.yaml, line 12").
    `tier` is A for an emergency and B for a call today. `source` and the review are the file's unless the entry has
    its own.
    """

    name: str
    kind: Kind
    values: tuple[str, ...]
    where: tuple[str, ...]
    starts: str = ""
    ends: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    tier: str | None = None
    within: int = 0
    often_harmless: bool = False
    about: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    source: str = ""
    reviewed_by: str = ""
    reviewed_on: dt.date | None = None


_FILE_KEYS: Final = frozenset({"about", "source", "reviewed_by", "reviewed_on", "entries"})
_ENTRY_TEXTS: Final = frozenset({"about", "source", "reviewed_by", "starts", "ends"})
_ENTRY_KEYS: Final = _ENTRY_TEXTS | {"tier", "examples", "counter_examples", "reviewed_on", "within", "often_harmless"}
_KINDS: Final = {kind.value: kind for kind in Kind}
_TIERS: Final = frozenset({"A", "B"})
_BRACES: Final = frozenset("{}")
_CLASS: Final = re.compile(r"\{([^{}]*)\}")


class _Place(NamedTuple):
    """Where in a file something stands."""

    file: str
    line: int
    key: str

    def refuse(self, why: str) -> NoReturn:
        """Raise what is wrong here."""
        raise DataError(f"{self.file}, line {self.line}, {self.key}: {why}")


def read_file(name: str, text: str) -> dict[str, Entry]:
    """Return the entries of a file in order.

    Raises:
        DataError: The file is no YAML, or says something that no file of words says.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(f"{name}, line {line}: this is not YAML: {error.problem}") from error
    top = _mapping(root, _Place(name, 1, "the file"))
    for key, node in top.items():
        if key not in _FILE_KEYS:
            _place(name, node, key).refuse(f"no such key; a file has {', '.join(sorted(_FILE_KEYS))}")
    if "entries" not in top:
        _Place(name, 1, "entries").refuse("is missing")
    whole = {key: _text(top, key, name, key) for key in ("source", "reviewed_by")}
    reviewed_on = _date(top, name, "reviewed_on")
    listed = _mapping(top["entries"], _place(name, top["entries"], "entries"))
    return {key: _entry(name, key, node, whole, reviewed_on) for key, node in listed.items()}


def _entry(file: str, name: str, node: Any, whole: Mapping[str, str], reviewed_on: dt.date | None) -> Entry:
    key = f"entries.{name}"
    found = _mapping(node, _place(file, node, key))
    for part, value in found.items():
        if part not in _ENTRY_KEYS and part not in _KINDS:
            _place(file, value, f"{key}.{part}").refuse("no such key of an entry")
    kinds = [part for part in found if part in _KINDS]
    if len(kinds) != 1:
        _place(file, node, key).refuse(f"needs one of {', '.join(_KINDS)}, and has {', '.join(kinds) or 'none'}")
    kind, holder = _KINDS[kinds[0]], found[kinds[0]]
    values, where, numbers = _values(kind, holder, _place(file, holder, f"{key}.{kind}"))
    texts = {part: _text(found, part, file, f"{key}.{part}") or whole.get(part, "") for part in _ENTRY_TEXTS}
    return Entry(
        name,
        kind,
        values,
        where,
        numbers=numbers,
        tier=_tier(found, file, key),
        within=_parsed(found, "within", file, key, int) or 0,
        often_harmless=bool(_parsed(found, "often_harmless", file, key, {"true": True, "false": False}.__getitem__)),
        examples=_list(found, "examples", file, key),
        counter_examples=_list(found, "counter_examples", file, key),
        reviewed_on=_date(found, file, "reviewed_on", f"{key}.") or reviewed_on,
        **texts,
    )


def _values(kind: Kind, node: Any, place: _Place) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, int]]:
    """The words of an entry, where each stands, and the number of each."""
    numbers: dict[str, int] = {}
    if kind is Kind.VALUES:
        for word, value in _mapping(node, place).items():
            numbers[word] = _number(value, _place(place.file, value, f"{place.key}.{word}"))
        values = tuple(numbers)
        lines = [place.line] * len(values)
    elif kind in (Kind.PATTERNS, Kind.ANY_OF):
        parts = _sequence(node, place)
        values = tuple(_scalar(part, _place(place.file, part, place.key)) for part in parts)
        lines = [part.start_mark.line + 1 for part in parts]
    else:
        whole = _scalar(node, place)
        values = _cut(kind, whole)
        lines = [place.line] * len(values)
    if not values or not all(values):
        place.refuse("is empty, or has an empty line")
    if kind in (Kind.WORDS, Kind.PHRASES) and len(set(values)) < len(values):
        twice = next(value for at, value in enumerate(values) if value in values[:at])
        place.refuse(f"lists {twice!r} twice")
    for value, line in zip(values, lines, strict=True):
        if kind is Kind.SPELLED and not _BRACES.isdisjoint(_CLASS.sub("", value)):
            _Place(place.file, line, place.key).refuse(f"{value!r} opens or closes a brace too many")
    return values, tuple(f"{place.file}, line {line}" for line in lines), numbers


def _cut(kind: Kind, whole: str) -> tuple[str, ...]:
    if kind is Kind.PATTERN:
        return (whole.rstrip("\n"),)
    return tuple(whole.splitlines() if kind is Kind.PHRASES else whole.split())


def _tier(found: Mapping[str, Any], file: str, key: str) -> str | None:
    tier = _text(found, "tier", file, f"{key}.tier")
    if tier and tier not in _TIERS:
        _place(file, found["tier"], f"{key}.tier").refuse(f"is {tier!r}; a tier is A (emergency) or B (call today)")
    return tier or None


def _parsed(found: Mapping[str, Any], part: str, file: str, key: str, parse: Callable[[str], _T]) -> _T | None:
    if part not in found:
        return None
    place = _place(file, found[part], f"{key}.{part}")
    said = _scalar(found[part], place)
    try:
        return parse(said)
    except (ValueError, KeyError):
        place.refuse(f"{said!r} makes no sense here")


def _list(found: Mapping[str, Any], part: str, file: str, key: str) -> tuple[str, ...]:
    if part not in found:
        return ()
    place = _place(file, found[part], f"{key}.{part}")
    return tuple(_scalar(value, place) for value in _sequence(found[part], place))


def _date(found: Mapping[str, Any], file: str, part: str, prefix: str = "") -> dt.date | None:
    said = _text(found, part, file, f"{prefix}{part}")
    if not said:
        return None
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        _place(file, found[part], f"{prefix}{part}").refuse(f"{said!r} is no date; write it as 2026-11-28")


def _text(found: Mapping[str, Any], part: str, file: str, key: str) -> str:
    if part not in found:
        return ""
    said = _scalar(found[part], _place(file, found[part], key))
    return "" if said == "null" else said


def _number(node: Any, place: _Place) -> int:
    said = _scalar(node, place)
    if not said.lstrip("-").isdigit():
        place.refuse(f"{said!r} is no whole number")
    return int(said)


def _place(file: str, node: Any, key: str) -> _Place:
    return _Place(file, node.start_mark.line + 1, key)


def _mapping(node: Any, place: _Place) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        place.refuse("must be keys with values")
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in found:
            _place(place.file, key, f"{place.key}.{name}").refuse("stands here twice")
        found[name] = value
    return found


def _sequence(node: Any, place: _Place) -> list[Any]:
    if not isinstance(node, yaml.SequenceNode):
        place.refuse("must be a list")
    return node.value


def _scalar(node: Any, place: _Place) -> str:
    if not isinstance(node, yaml.ScalarNode):
        place.refuse("must be text")
    return str(node.value)
