"""The words and patterns of a data file as attributes, each read with its first use: `_WORDS.negators`.

A process that reads no text reads no file of words, and none is read twice.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from reminders.core.language.clauses import bounded, word_groups
from reminders.core.language.needed_words import SentencePattern, SentencePatterns, needed_words
from reminders.core.language.word_match import spell_out
from reminders.data import Book, book

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")


class Lists(Generic[_T]):
    """The entries of one book as attributes of one type."""

    def __init__(self, subject: str, read: Callable[[Book, str], _T]) -> None:
        """`read` makes of an entry what the code wants to use."""
        self._subject = subject
        self._read = read

    def __getattr__(self, name: str) -> _T:
        """Read an entry once; afterwards it is a plain attribute.

        Raises:
            DataError: There is no such entry, or its file is broken.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        self.__dict__[name] = entries = self._read(book(self._subject), name)
        return entries


def words_of(subject: str) -> Lists[frozenset[str]]:
    """Sets of single words, or of whole phrases where an entry lists phrases."""
    return Lists(subject, Book.words)


def phrases_of(subject: str) -> Lists[tuple[str, ...]]:
    """Phrases in order."""
    return Lists(subject, Book.phrases)


def spelled_of(subject: str) -> Lists[frozenset[tuple[str, ...]]]:
    """Sets of phrases as tuples of words, their braces spelled out."""
    return Lists(subject, _spelled)


def pattern_of(subject: str) -> Lists[re.Pattern[str]]:
    """Entries that are one pattern each."""
    return Lists(subject, Book.pattern)


def patterns_of(subject: str, classes: str | None = None) -> Lists[SentencePatterns]:
    """Entries of many sentence patterns each, whose braces name the entries of another book; they match whole words.

    With `classes` they are for spoken lines only (see `clauses`), where each word stands alone.
    """
    return Lists(subject, partial(_sentence_patterns, classes))


def numbers_of(subject: str) -> Lists[Mapping[str, int]]:
    """Words with a number each."""
    return Lists(subject, Book.numbers)


def _spelled(source: Book, name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split()) for entry in spell_out(" ".join(source.phrases(name))))


def _sentence_patterns(classes: str | None, source: Book, name: str) -> SentencePatterns:
    listed = book(classes).texts() if classes else {}
    groups = word_groups(listed)
    compiled = source.compiled(name, lambda pattern: bounded(pattern.format_map(groups)))
    if classes is None:
        return SentencePatterns(SentencePattern(regex, None) for regex in compiled)
    told = source.entry(name).values
    needed = (needed_words(text, listed) for text in told)
    return SentencePatterns(map(SentencePattern, compiled, needed))
