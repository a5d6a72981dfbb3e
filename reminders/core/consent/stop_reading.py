"""Reads a stop in plain words: who is to end what, and in which frame it is said.

A pattern finds a verb of ending joined to its object; its frame (negation, condition, report, another speaker, another
owner) then decides whether these texts are meant, for certain, perhaps, or not at all. Revocation counts "by any
reasonable means" (47 CFR 64.1200(a)(10)), so "take me off this list" stops; "stop taking the pills" names no texts.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Final

from reminders.core.language.clauses import (
    clause_before,
    sentence_after,
    sentence_before,
    spoken_line,
)
from reminders.core.language.lists import pattern_of, patterns_of, words_of
from reminders.core.language.real_words import real_words
from reminders.core.language.word_match import Vocabulary
from reminders.data import book


class StopIntent(StrEnum):
    """What a text says about going on: certain, perhaps, nothing, that the texts are wanted, or of another ending."""

    STOP = "stop"
    UNCLEAR = "unclear"
    NONE = "none"
    KEEP = "keep"
    OTHER = "other"


_SENTENCES: Final = patterns_of("stops", "stop_classes")
_PATTERN: Final = pattern_of("stops")
_INNER_HYPHEN: Final = re.compile(r"(?<=[a-z])-(?=[a-z])")


@cache
def _vocabulary() -> Vocabulary:
    """The words that a slip is mended to; a word that patterns name is none."""
    stops = words_of("stops")
    class_words = frozenset(" ".join(book("stop_classes").texts().values()).split())
    return Vocabulary(stops.mended, real_words() | class_words - stops.mended | stops.never_mended)


def line_of(folded: str) -> str:
    """The text as one line of mended words and pauses."""
    return spoken_line(_INNER_HYPHEN.sub(" ", folded), _vocabulary())


def stop_intent(line: str) -> StopIntent:
    """What a spoken line wishes: clear words to stop, words that may mean it, none, or that the texts go on."""
    if _SENTENCES.keep.any_in(line):
        return StopIntent.KEEP
    readings = {_in_frame(line, match) for match in _SENTENCES.clear.matches(line)}
    if StopIntent.STOP in readings or is_wrong_number(line):
        return StopIntent.STOP
    if _SENTENCES.not_me.any_in(line) or StopIntent.UNCLEAR in readings:
        return StopIntent.UNCLEAR
    if any(_is_plain(line, match) for match in _SENTENCES.unclear.matches(line)):
        return StopIntent.UNCLEAR
    elsewhere = readings or _SENTENCES.other_endings.any_in(line)
    return StopIntent.OTHER if elsewhere else StopIntent.NONE


def is_wrong_number(line: str) -> bool:
    """Whether the text says that its number is not the patient's."""
    matches = _SENTENCES.wrong_number.matches(line)
    return any(not _PATTERN.other_owner.search(_clause(line, match)) for match in matches)


def _in_frame(line: str, match: re.Match[str]) -> StopIntent:
    before, phrase = clause_before(line, match.start()), match.group()
    if not _PATTERN.starts_negated.match(phrase.strip(" .,?")) and _PATTERN.negated.search(before):
        return StopIntent.OTHER
    opening = sentence_before(line, match.start())
    turns = phrase.startswith(("but ", "pero "))
    if (_PATTERN.condition.search(opening) and not turns) or _PATTERN.other_speaker.search(before):
        return StopIntent.OTHER
    if _names_other(line, match) or _PATTERN.for_later.search(_sentence(line, match)):
        return StopIntent.OTHER
    after = line[match.end() :].lstrip()
    if (
        _PATTERN.for_now.match(after)
        or _PATTERN.not_now.match(f"{phrase.strip()} {after}")
        or _PATTERN.hedged.search(opening)
    ):
        return StopIntent.UNCLEAR
    if any(last.search(f"{phrase.strip()} ") for last in _SENTENCES.transfer_last) and _PATTERN.other_object.match(
        after
    ):
        return StopIntent.OTHER
    return StopIntent.STOP


def _names_other(line: str, match: re.Match[str]) -> bool:
    """Whether the sentence is about someone else's texts or number; a reason told after it says nothing of whose."""
    after = _PATTERN.reason.split(sentence_after(line, match.end()), maxsplit=1)[0]
    return _PATTERN.other_owner.search(f"{sentence_before(line, match.start())}{match.group()}{after}") is not None


def _clause(line: str, match: re.Match[str]) -> str:
    after = sentence_after(line, match.end())
    return f"{clause_before(line, match.start())}{match.group()}{after.partition(',')[0]}"


def _sentence(line: str, match: re.Match[str]) -> str:
    return sentence_before(line, match.start()) + match.group() + sentence_after(line, match.end())


def _is_plain(line: str, match: re.Match[str]) -> bool:
    before = sentence_before(line, match.start())
    return not (_PATTERN.condition.search(before) or _PATTERN.other_speaker.search(before) or _names_other(line, match))
