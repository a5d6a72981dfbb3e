"""Whether two names may be spellings of one: `Dayna` and `Dana`, `Ana` and `Ana María`, first and last swapped."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Protocol

from reminders.core.records.search_words import words_of

_ALIKE = 0.7


class Named(Protocol):
    """Someone with a first and a last name: a form or a patient."""

    @property
    def given_name(self) -> str:
        """The first name."""
        ...

    @property
    def family_name(self) -> str:
        """The last name."""
        ...


def spelled_alike(one: Named, other: Named) -> bool:
    """Return True if first and last name are each alike, in this order or swapped."""
    straight = _alike(one.given_name, other.given_name) and _alike(one.family_name, other.family_name)
    return straight or (_alike(one.given_name, other.family_name) and _alike(one.family_name, other.given_name))


def _alike(one: str, other: str) -> bool:
    left, right = words_of(one), words_of(other)
    if not left or not right:
        return left == right
    shared = set(left) <= set(right) or set(right) <= set(left)
    return shared or SequenceMatcher(None, " ".join(left), " ".join(right)).ratio() >= _ALIKE
