"""Finds red flags in a reply by meaning: a part of the body and a symptom near each other, in any order.

A safety net, not triage: over-flagging is wanted, negation is not read, and nothing a patient adds suppresses a flag.
The words are data in `red_flag_words_*`, `red_flag_parts_*` and `harmless_words_*`, the rules in `red_flag_rules`; what
they leave is looked at by the classifier of `red_flag_likeness`, which can only add a flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from reminders.core.harmless_words_en import HARMLESS_EN
from reminders.core.harmless_words_es import HARMLESS_ES
from reminders.core.real_words import REAL_WORDS
from reminders.core.red_flag_likeness import MILD, SURE, likeness
from reminders.core.red_flag_parts_en import PARTS_EN
from reminders.core.red_flag_parts_es import PARTS_ES
from reminders.core.red_flag_rules import CALL_TODAY_RULES, EMERGENCY_RULES, FILLERS, Rule
from reminders.core.red_flag_words_en import ALONE_EN
from reminders.core.red_flag_words_es import ALONE_ES
from reminders.core.reply_text import PlacedWord, placed_words
from reminders.core.temperature import names_fever
from reminders.core.word_match import Vocabulary, spell_out

_MAX_SKIPPED = 3


class RedFlag(StrEnum):
    """How soon a person must act: A is the emergency service now, B a call to the clinic today."""

    A = "A"
    B = "B"


class _Node:
    """A word of a phrase: the words that may follow it, and the ideas that are complete here."""

    __slots__ = ("following", "ideas")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.ideas: dict[str, None] = {}


def _phrases(*tables: Mapping[str, str]) -> _Node:
    """All entries as a tree of words."""
    root = _Node()
    for table in tables:
        for idea, listed in table.items():
            for entry in spell_out(listed):
                node = root
                for word in entry.split():
                    node = node.following.setdefault(word, _Node())
                node.ideas[idea] = None
    return root


def _words_of(node: _Node) -> set[str]:
    return set(node.following).union(*map(_words_of, node.following.values()))


@dataclass(frozen=True, slots=True)
class _Tables:
    """The entries as trees of words, and every word in them."""

    ideas: _Node
    harmless: _Node
    vocabulary: Vocabulary


@cache
def _tables() -> _Tables:
    """Build the tables with the first text that is read: a process that reads none saves 5 MB."""
    ideas, harmless = _phrases(ALONE_EN, PARTS_EN, ALONE_ES, PARTS_ES), _phrases(HARMLESS_EN, HARMLESS_ES)
    flagged = _words_of(ideas)
    # A harmless word is known as it is spelled, and no slip of anything; only flagged words are looked for in slips.
    return _Tables(ideas, harmless, Vocabulary(flagged, REAL_WORDS | (_words_of(harmless) - flagged)))


_Meanings = Mapping[str, tuple[str, ...]]


def red_flag(folded: str) -> RedFlag | None:
    """The highest tier found in a folded text, our own words already taken off."""
    reasons = red_flag_reasons(folded)
    return min((tier for tier, _ in reasons), default=None)


def red_flag_reasons(folded: str) -> list[tuple[RedFlag, str]]:
    """Every rule that fired with its tier, for staff and for reviewing the tables."""
    vocabulary = _tables().vocabulary
    placed = [
        PlacedWord(half, word.at) for word in placed_words(folded, FILLERS) for half in vocabulary.halves(word.text)
    ]
    meanings = vocabulary.meanings(word.text for word in placed)
    places = _places(placed, meanings)
    reasons = [(RedFlag.A, rule.name) for rule in EMERGENCY_RULES if _holds(rule, places)]
    reasons += [(RedFlag.B, rule.name) for rule in CALL_TODAY_RULES if _holds(rule, places)]
    if names_fever(folded):
        reasons.append((RedFlag.B, "temperature"))
    if not reasons and (like := likeness(folded)).flag >= SURE:
        reasons.append((RedFlag.A if like.emergency >= MILD else RedFlag.B, "like other red flags"))
    return reasons


def _places(placed: Sequence[PlacedWord], meanings: _Meanings) -> dict[str, list[tuple[int, int]]]:
    """Where each idea stands, as (first, last) place."""
    tables = _tables()
    masked: dict[str, set[int]] = {}
    for start in range(len(placed)):
        for idea, end in _entries_at(tables.harmless, placed, start, meanings):
            masked.setdefault(idea, set()).update(range(start, end + 1))
    places: dict[str, list[tuple[int, int]]] = {}
    for start, word in enumerate(placed):
        for idea, end in _entries_at(tables.ideas, placed, start, meanings):
            if start not in masked.get(idea, ()):
                places.setdefault(idea, []).append((word.at, placed[end].at))
    return places


def _entries_at(
    index: _Node, placed: Sequence[PlacedWord], start: int, meanings: _Meanings
) -> Iterable[tuple[str, int]]:
    """The ideas whose words begin at `start`, with the index of their last word."""
    open_ends = [(node, start) for node in _steps(index, placed[start].text, meanings)]
    while open_ends:
        node, at = open_ends.pop()
        for idea in node.ideas:
            yield idea, at
        if not node.following:
            continue
        for following in range(at + 1, min(at + 2 + _MAX_SKIPPED, len(placed))):
            typed = placed[following].text
            open_ends.extend((step, following) for step in _steps(node, typed, meanings))
            if typed not in FILLERS:
                break


def _steps(node: _Node, typed: str, meanings: _Meanings) -> Iterable[_Node]:
    for meant in meanings[typed] or (typed,):
        if (step := node.following.get(meant)) is not None:
            yield step


def _holds(rule: Rule, places: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    if any(need not in places for need in rule.needs):
        return False
    if len(rule.needs) == 1:
        return True
    # One sweep over all mentions in order keeps a very long text cheap.
    mentions = sorted((first, last, need) for need in rule.needs for first, last in places[need])
    latest: dict[str, tuple[int, int]] = {}
    for first, last, need in mentions:
        latest[need] = (first, last)
        if len(latest) == len(rule.needs):
            nearest_end = min(end for _, end in latest.values())
            if first - nearest_end <= rule.within:
                return True
    return False
