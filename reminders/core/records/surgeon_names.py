"""Which surgeon a written name means: case, accents, punctuation and `Last, First` do not matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reminders.core.records.search_words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.core.model.surgeon import Surgeon

_WORD = re.compile(r"\w+")


def surgeon_key(name: str) -> str:
    """Return what two ways to write one surgeon's name have in common; empty for a name without a letter."""
    last, comma, first = name.partition(",")
    ordered = f"{first} {last}" if comma and first.strip() else name
    return " ".join(_WORD.findall(folded(ordered)))


def by_key(surgeons: Iterable[Surgeon]) -> dict[str, Surgeon]:
    """Return surgeons by the key of their names."""
    return {surgeon_key(surgeon.name): surgeon for surgeon in surgeons}
