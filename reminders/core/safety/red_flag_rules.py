"""Which ideas together make a red flag, and how near each other they must stand: the book `red_flag_rules`, in order.

`within` counts meaningful words; 0 is for ideas that flag alone. Only what is said of the patient now counts (see
`red_flag_scope`).
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from reminders.data import book

OTHERS_TOO: Final = frozenset({"child", "swallowed"})
"""Ideas that count when they are said of someone else: a grandson who got into the pills is an emergency."""


class Rule(NamedTuple):
    """All of `needs` within so many words, in any order.

    `often_harmless`: a rule of one common word, which says little by itself; the classifier must agree.
    """

    name: str
    needs: tuple[str, ...]
    within: int = 0
    often_harmless: bool = False


@cache
def rules_of(tier: str) -> tuple[Rule, ...]:
    """The rules of a tier: A is an emergency, B a call today."""
    return tuple(
        Rule(name, entry.values, entry.within, entry.often_harmless)
        for name, entry in book("red_flag_rules").entries.items()
        if entry.tier == tier
    )


@cache
def often_harmless() -> frozenset[str]:
    """The names of the rules that are."""
    return frozenset(rule.name for tier in ("A", "B") for rule in rules_of(tier) if rule.often_harmless)
