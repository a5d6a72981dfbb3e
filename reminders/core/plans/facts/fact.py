"""What is asked about a patient so that a plan can depend on it: the facts every plan has, and a plan's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.plans.facts.columns import RESERVED_NAMES
from reminders.core.plans.questions import PathwayError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

JOB_STRAINS: Final = ("desk", "light_manual", "heavy", "not_working", "retired", "unknown")
CONDITIONS: Final = (
    "herniated_disc",
    "spinal_stenosis",
    "degenerative_disc",
    "spondylolisthesis",
    "fracture",
    "tumor",
)
YES_NO_FACTS: Final = ("opioid", "physio_referral", "smoker", "fragility_fracture")
FACTS: Final = ("job_strain", "condition", *YES_NO_FACTS)
"""The facts that every care plan may ask about."""

_YES_NO: Final = ("yes", "no")
KNOWN_VALUES: Final = {"job_strain": JOB_STRAINS, "condition": CONDITIONS} | dict.fromkeys(YES_NO_FACTS, _YES_NO)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SHORTHAND = {"true": "yes", "1": "yes", "false": "no", "0": "no"}
_LONGEST_VALUE = 40
_MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a care plan declares. `labels` are by language; `values` map each value to its labels by language."""

    name: str
    labels: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    @property
    def is_yes_no(self) -> bool:
        """Whether its values are yes and no."""
        return set(self.values) == set(_YES_NO)

    def label(self, language: str) -> str:
        """Return what the fact is called in a language, or else in the first one that it has a name in."""
        return _in_language(self.labels, language, self.name)

    def value_label(self, value: str, language: str) -> str:
        """Return what one of its values is called."""
        return _in_language(self.values.get(value, {}), language, value)

    def read(self, text: str) -> str | None:
        """Return the value that a cell means, in upper or lower case; None if it is none of them."""
        if text in self.values:
            return text
        folded = text.casefold()
        if self.is_yes_no:
            folded = _SHORTHAND.get(folded, folded)
        return next((value for value in self.values if value.casefold() == folded), None)


def _in_language(labels: Mapping[str, str], language: str, key: str) -> str:
    return labels.get(language) or next(iter(labels.values()), "") or key.replace("_", " ")


def check_name(name: str) -> str:
    """Return the name of a fact, which is a column of its own in every file.

    Raises:
        PathwayError: no such name can be, or it means something else already.

    """
    if not _NAME.fullmatch(name):
        raise PathwayError(f"fact {name!r} must be lower-case letters, digits and _, beginning with a letter")
    if name in KNOWN_VALUES:
        raise PathwayError(f"{name!r} is a fact that every care plan has; use it as it is, or choose another name")
    if name in RESERVED_NAMES:
        raise PathwayError(f"{name!r} is a column or field with another meaning; choose another name for this fact")
    return name


def check_values(name: str, values: Iterable[str]) -> None:
    """Refuse values that cannot be chosen.

    Raises:
        PathwayError: none, too many, one that is too long, or two that differ only in upper and lower case.

    """
    known: set[str] = set()
    for value in values:
        if len(value) > _LONGEST_VALUE or value != value.strip():
            raise PathwayError(f"a value of {name!r} is one word of at most {_LONGEST_VALUE} characters")
        if value.casefold() in known:
            raise PathwayError(f"value {value!r} of {name!r} stands twice")
        known.add(value.casefold())
    if not known:
        raise PathwayError(f"fact {name!r} has no values; list what can be chosen, for example values: [none, soft]")
    if len(known) > _MOST_VALUES:
        raise PathwayError(f"fact {name!r} has more than {_MOST_VALUES} values; split it into two facts")


def wrong_value(name: str, value: str, own: Mapping[str, Fact]) -> str | None:
    """Return why a condition cannot compare a fact with a value, or None; a fact that is not known is not judged."""
    known = tuple(own[name].values) if name in own else KNOWN_VALUES.get(name)
    if known is None or value in known:
        return None
    return f"{value!r} is not a value of {name!r}; write one of: {', '.join(known)}"


def not_declared(name: str, own: Mapping[str, Fact]) -> str | None:
    """Return why a condition cannot ask about a fact, or None."""
    if name in own or name in KNOWN_VALUES:
        return None
    known = ", ".join(sorted({*own, *KNOWN_VALUES}))
    return f"no fact is named {name!r}, so it is never known; declare it under facts:, or write one of: {known}"
