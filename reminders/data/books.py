"""All entries of one name, of every language, with what code asks of them: words, phrases, patterns, numbers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from reminders.data import folders
from reminders.data.entries import Entry, EntryKind, read_file
from reminders.data.folders import FACTS, ROOT, SHARED, languages
from reminders.data.nodes import DataError
from reminders.data.records import Record, read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Book:
    """The entries of one name. An entry that several languages have is one here, their words together."""

    subject: str
    entries: Mapping[str, Entry]

    def entry(self, name: str) -> Entry:
        """One entry.

        Raises:
            DataError: There is none of this name in any language.
        """
        if name not in self.entries:
            raise DataError(f"{self.subject}.yaml has no entry {name!r} in any language")
        return self.entries[name]

    def words(self, name: str) -> frozenset[str]:
        """The words of an entry, whatever their order."""
        return frozenset(self.entry(name).values)

    def phrases(self, name: str) -> tuple[str, ...]:
        """The phrases or patterns of an entry in order."""
        return self.entry(name).values

    def numbers(self, name: str) -> Mapping[str, int]:
        """The words of an entry with the number of each."""
        return self.entry(name).numbers

    def labels(self, name: str) -> Mapping[str, str]:
        """What an entry calls each of its keys."""
        return self.entry(name).labels

    def texts(self) -> dict[str, str]:
        """Every entry by name, its words joined as they are written."""
        return {name: " ".join(entry.values) for name, entry in self.entries.items()}

    def compiled(self, name: str, expand: Callable[[str], str] = str) -> tuple[re.Pattern[str], ...]:
        """The patterns of an entry, compiled; `expand` puts in what their braces name."""
        entry = self.entry(name)
        return tuple(_compiled(value, at, expand) for value, at in zip(entry.values, entry.where, strict=True))

    def pattern(self, name: str) -> re.Pattern[str]:
        """An entry as one pattern: the one it holds, or its alternatives between `starts` and `ends`."""
        entry = self.entry(name)
        return _compiled(f"{entry.starts}{'|'.join(entry.values)}{entry.ends}", entry.where[0], str)


def _compiled(pattern: str, where: str, expand: Callable[[str], str]) -> re.Pattern[str]:
    try:
        return re.compile(expand(pattern))
    except (re.error, KeyError, IndexError, ValueError) as error:
        raise DataError(f"{where}: this pattern cannot be used ({error}): {pattern}") from error


def use_languages(folder: Path | None) -> None:
    """Take a folder of a clinic's own languages beside the shipped ones, before texts are read."""
    if folders.use_languages(folder):
        for cached in (book, book_of, subjects):
            cached.cache_clear()


@cache
def book(subject: str) -> Book:
    """All entries under a name, read once.

    Raises:
        DataError: No language has such a file, or one is broken.
    """
    loaded = Book(subject, _read_all(_files(subject)))
    if not loaded.entries:
        raise DataError(f"no language has a file {subject}.yaml")
    return loaded


@cache
def records(name: str, *fields: str) -> tuple[Record, ...]:
    """The records of a file of facts, read once; `fields` are those that a record may have.

    Raises:
        DataError: The file is broken.
    """
    place = ROOT / FACTS / f"{name}.yaml"
    return read_records(folders.told(place), _text(place), frozenset(fields))


@cache
def book_of(language: str, subject: str) -> Book:
    """What one language has under a name; empty where it has no such file.

    Raises:
        DataError: The file is broken.
    """
    return Book(subject, _read_all(_files(subject, (language,))))


@cache
def subjects() -> tuple[str, ...]:
    """The names of all books."""
    paths = (root / folder for root in folders.roots() for folder in (*languages(), SHARED))
    return tuple(sorted({place.stem for folder in paths for place in folder.glob("*.yaml")}))


def line_list(name: str) -> frozenset[str]:
    """The words of a plain text file of `shared`, whitespace between them; a line that begins with # is a remark."""
    lines = _text(ROOT / SHARED / f"{name}.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def weights(name: str) -> dict[str, Any]:
    """What a classifier has learned, as its JSON file in `shared` holds it."""
    place = ROOT / SHARED / f"{name}.json"
    try:
        return json.loads(_text(place))
    except json.JSONDecodeError as error:
        raise DataError(f"{folders.told(place)}, line {error.lineno}: this is not JSON: {error.msg}") from error


def _read_all(files: Iterable[tuple[str, str]]) -> dict[str, Entry]:
    merged: dict[str, Entry] = {}
    for name, text in files:
        for key, entry in read_file(name, text).items():
            merged[key] = _merged(merged[key], entry) if key in merged else entry
    return merged


def _files(subject: str, among: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
    for folder in among or (*languages(), SHARED):
        for place in folders.files_named(folder, f"{subject}.yaml"):
            yield folders.told(place), _text(place)


def _text(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = place.read_bytes().count(b"\n", 0, error.start) + 1
        raise DataError(f"{folders.told(place)}, line {line}: this is not UTF-8; save the file as UTF-8") from error


def _merged(known: Entry, more: Entry) -> Entry:
    if known.kind is not more.kind or EntryKind.NEEDS in (known.kind, more.kind):
        raise DataError(f"{more.where[0]}, entries.{more.name}: {known.where[0]} lists this entry in another way")
    return replace(
        known,
        values=known.values + more.values,
        where=known.where + more.where,
        numbers={**known.numbers, **more.numbers},
        labels={**known.labels, **more.labels},
        starts=known.starts or more.starts,
        ends=known.ends or more.ends,
        examples=known.examples + more.examples,
        counter_examples=known.counter_examples + more.counter_examples,
    )
