"""Reads a YAML file of records: facts with named fields, such as what a provider's codes mean.

A file has `about`, `source`, who reviewed it, and `records`: a list, or records by name. A field is text as it is
written; a list under it is several. A record without a source of its own has the file's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from reminders.data.nodes import FilePosition, is_sequence, mapping, optional_text, place_of, read_top, scalar, sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum
    from typing import Any

_E = TypeVar("_E", bound="StrEnum")
_FILE_KEYS: Final = frozenset({"about", "source", "reviewed_by", "reviewed_on", "reviewed_content", "records"})
_DURATION: Final = re.compile(r"(\d+)([mhd])")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its name (its number in a list), its fields, and where each stands."""

    name: str
    place: FilePosition
    fields: Mapping[str, tuple[str, ...]]
    places: Mapping[str, FilePosition]
    source: str

    def text(self, field: str) -> str:
        """A field that must be there."""
        if not self.fields.get(field):
            FilePosition(self.place.file, self.place.line, f"{self.place.key}.{field}").refuse("is missing")
        return self.fields[field][0]

    def texts(self, field: str) -> tuple[str, ...]:
        """The values of a field that may be there, in order."""
        return self.fields.get(field, ())

    def flag(self, field: str) -> bool:
        """Whether a field is true; false where it is not there."""
        return bool(self._parsed(field, {"true": True, "false": False}.__getitem__, "is true or false"))

    def numbers(self, field: str) -> tuple[int, ...]:
        """The whole numbers of a field, a space between them."""
        return self._parsed(field, lambda text: tuple(map(int, text.split())), "is whole numbers") or ()

    def duration(self, field: str) -> timedelta | None:
        """A span of time such as 10m, 1h or 2d."""
        return self._parsed(field, _duration, "is a time such as 10m, 1h or 2d")

    def one_of(self, field: str, values: type[_E]) -> _E:
        """A field that names a member of an enum."""
        self.text(field)
        value = self._parsed(field, values, f"is one of {', '.join(values)}")
        assert value is not None  # noqa: S101 - `text` has refused a field that is not there
        return value

    def pattern(self, field: str) -> re.Pattern[str] | None:
        """The alternatives of a field as one pattern."""
        return self._parsed(field, re.compile, "is a regular expression", "|".join(self.texts(field)))

    def _parsed(self, field: str, parse: Callable[[str], Any], requirement: str, text: str | None = None) -> Any:
        if field not in self.fields:
            return None
        text = self.fields[field][0] if text is None else text
        try:
            return parse(text)
        except (ValueError, KeyError, re.error) as error:
            why = f" ({error})" if isinstance(error, re.error) else ""
            self.places[field].refuse(f"{text!r} makes no sense here{why}; it {requirement}")


def read_records(name: str, text: str, fields: frozenset[str]) -> tuple[Record, ...]:
    """Return the records of a file in order.

    Raises:
        DataError: The file is no YAML, or has a field that is none.
    """
    top = read_top(name, text, _FILE_KEYS)
    if "records" not in top:
        FilePosition(name, 1, "records").refuse("is missing")
    whole = optional_text(top, "source", name, "source")
    node = top["records"]
    place = place_of(name, node, "records")
    records = enumerate(sequence(node, place), 1) if is_sequence(node) else mapping(node, place).items()
    return tuple(_record(name, f"records.{key}", str(key), each, fields, whole) for key, each in records)


def _record(file: str, key: str, name: str, node: Any, known: frozenset[str], source: str) -> Record:
    place = place_of(file, node, key)
    parts = mapping(node, place)
    places = {part: place_of(file, value, f"{key}.{part}") for part, value in parts.items()}
    for part in parts:
        if part not in known | {"about", "source"}:
            places[part].refuse(f"no such field; a record has {', '.join(sorted(known))}")
    fields = {part: _texts(value, places[part]) for part, value in parts.items()}
    return Record(name, place, fields, places, "".join(fields.get("source", (source,))))


def _texts(node: Any, place: FilePosition) -> tuple[str, ...]:
    texts = (
        tuple(scalar(each, place) for each in sequence(node, place)) if is_sequence(node) else (scalar(node, place),)
    )
    if not all(texts):
        place.refuse("is empty")
    return texts


def _duration(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
