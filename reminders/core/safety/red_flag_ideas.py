"""Finds the ideas of the word tables in a text: where each stands, how it stands, and which words it took.

An idea is a part of the body ("legs"), a symptom ("numb") or a whole phrase ("control_lost"); the tables are data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.language.lists import words_of
from reminders.core.language.real_words import real_words
from reminders.core.language.word_match import Vocabulary, spell_out
from reminders.core.safety.red_flag_scope import Standing, spoken_words
from reminders.data import Book, book, book_of, languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORDS: Final = words_of("red_flag_scope")
_LEARNED: Final = words_of("red_flag_classifier")
_MAX_SKIPPED: Final = 3
_SENTENCE_GAP: Final = 2


class Placed(NamedTuple):
    """A word, its place counted in words that carry meaning, and how it stands."""

    text: str
    at: int
    standing: Standing


class Mention(NamedTuple):
    """An idea in a text: the places of its first and last word, its standing, the index of its first word."""

    first: int
    last: int
    standing: Standing
    word_at: int


class Heard(NamedTuple):
    """A text as the rules and the classifier take it: its words, and each idea with its mentions in order.

    `untrained`: an idea is in words of a language that the classifier has not learned.
    """

    words: list[Placed]
    ideas: dict[str, list[Mention]]
    untrained: bool = False


class _Node:
    """A word of a phrase: the words that may follow it, and the ideas that are complete here."""

    __slots__ = ("following", "ideas")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.ideas: dict[str, None] = {}


def _phrases(*sources: Book) -> _Node:
    """All entries as a tree of words."""
    root = _Node()
    for idea, text in (pair for each in sources for pair in each.texts().items()):
        for entry in spell_out(text):
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
    untrained: _Node
    harmless: _Node
    vocabulary: Vocabulary


@cache
def _tables() -> _Tables:
    """Build the tables with the first text that is read: a process that reads none saves 5 MB."""
    ideas, harmless = _phrases(book("red_flags")), _phrases(book("red_flag_harmless"))
    untrained = _phrases(
        *(book_of(code, "red_flags") for code in languages() if code not in _LEARNED.trained_languages)
    )
    flagged = _words_of(ideas)
    # A harmless word is known as it is spelled, and no slip of anything; only flagged words are looked for in slips.
    return _Tables(ideas, untrained, harmless, Vocabulary(flagged, real_words() | (_words_of(harmless) - flagged)))


_Meanings = dict[str, tuple[str, ...]]


def hear(folded: str) -> Heard:
    """The words of a folded text, and every idea in it with its mentions in order of their first word."""
    tables = _tables()
    placed = _place(folded, tables.vocabulary)
    meanings = dict(tables.vocabulary.meanings(word.text for word in placed))
    masked: dict[str, set[int]] = {}
    for start in range(len(placed)):
        for idea, end in _entries_at(tables.harmless, placed, start, meanings):
            masked.setdefault(idea, set()).update(range(start, end + 1))
    mentions: dict[str, list[Mention]] = {}
    untrained = False
    for start, word in enumerate(placed):
        for idea, end in _entries_at(tables.ideas, placed, start, meanings):
            if start not in masked.get(idea, ()):
                mentions.setdefault(idea, []).append(Mention(word.at, placed[end].at, word.standing, start))
        for idea, _ in _entries_at(tables.untrained, placed, start, meanings):
            untrained |= start not in masked.get(idea, ())
    return Heard(placed, mentions, untrained)


def _place(folded: str, vocabulary: Vocabulary) -> list[Placed]:
    """The words with their places: fillers take no room, the end of a sentence takes some, run-together words part."""
    placed: list[Placed] = []
    at = sentence = 0
    for word in spoken_words(folded):
        if word.sentence != sentence:
            at += _SENTENCE_GAP * (word.sentence - sentence)
            sentence = word.sentence
        placed.extend(Placed(half, at, word.standing) for half in vocabulary.halves(word.text))
        at += word.text not in _WORDS.fillers
    return placed


def _entries_at(index: _Node, placed: Sequence[Placed], start: int, meanings: _Meanings) -> Iterable[tuple[str, int]]:
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
            if typed not in _WORDS.fillers:
                break


def _steps(node: _Node, typed: str, meanings: _Meanings) -> Iterable[_Node]:
    for meaning in meanings[typed] or (typed,):
        if (step := node.following.get(meaning)) is not None:
            yield step
