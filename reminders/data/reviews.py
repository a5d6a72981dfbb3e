"""Who has vouched for each data file, and for which content of it: a change after the review resets the sign-off.

A file that was reviewed says so at its top: `reviewed_by`, `reviewed_on`, and under `reviewed_content` the hash of what
was read. The hash leaves the three lines themselves out.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reminders.data.entries import Entry, read_file
from reminders.data.folders import FACTS, SHARED, languages, roots, told
from reminders.data.nodes import FilePosition, is_sequence, mapping, optional_text, place_of, read_top, scalar, sequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_HASH_LENGTH: Final = 16
_SIGN_OFF: Final = re.compile(r"^reviewed_(?:by|on|content):.*\n?", re.MULTILINE)
_TOP: Final = frozenset({"about", "source", "reviewed_by", "reviewed_on", "reviewed_content", "entries", "records"})


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file as a reviewer sees it: what it is about, what is in it, and who has signed for which content."""

    name: str
    folder: str
    subject: str
    about: str
    source: str
    reviewed_by: str
    reviewed_on: str
    reviewed_content: str
    content: str
    entries: Mapping[str, Entry]
    facts: Mapping[str, str]

    @property
    def is_reviewed(self) -> bool:
        """Whether someone has signed for what stands in the file now."""
        return bool(self.reviewed_by and self.reviewed_on) and self.reviewed_content == self.content

    @property
    def has_changed(self) -> bool:
        """Whether someone has signed, and the file has changed since."""
        return bool(self.reviewed_by) and not self.is_reviewed


def content_hash(text: str) -> str:
    """The hash of a file without its sign-off."""
    return hashlib.sha256(_SIGN_OFF.sub("", text).encode()).hexdigest()[:_HASH_LENGTH]


def data_files() -> Iterator[DataFile]:
    """Every YAML file of words and facts, by folder and name.

    Raises:
        DataError: One is broken.
    """
    for folder in (SHARED, *languages(), FACTS):
        for root in reversed(roots()):
            for place in sorted((root / folder).glob("*.yaml")):
                yield read_for_review(told(place), folder, place)


def read_for_review(name: str, folder: str, place: Path) -> DataFile:
    """Read one file as a reviewer sees it."""
    text = place.read_text(encoding="utf-8")
    top = read_top(name, text, _TOP)
    texts = {key: optional_text(top, key, name, key) for key in sorted(_TOP - {"entries", "records"})}
    entries = read_file(name, text) if "entries" in top else {}
    facts = dict(_facts(name, top["records"])) if "records" in top else {}
    return DataFile(name, folder, place.stem, content=content_hash(text), entries=entries, facts=facts, **texts)


def _facts(name: str, node: Any) -> Iterator[tuple[str, str]]:
    place = place_of(name, node, "records")
    records = enumerate(sequence(node, place), 1) if is_sequence(node) else mapping(node, place).items()
    for key, record in records:
        parts = mapping(record, place)
        yield str(key), "; ".join(f"{part}: {_written(value, place)}" for part, value in parts.items())


def _written(node: Any, place: FilePosition) -> str:
    return (
        " | ".join(scalar(each, place) for each in sequence(node, place)) if is_sequence(node) else scalar(node, place)
    )
