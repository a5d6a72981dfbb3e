"""Turns a folded text into one line of words and pauses, which sentence patterns are matched on.

A dot, or a question mark, ends a sentence and opens the text; a comma is any lesser pause. Patterns name sets of words
in braces: `{END} (?:{F} )*{TXT}`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from reminders.data import book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.language.word_match import Vocabulary

_PIECE = re.compile(r"[a-z0-9]+(?:[.,:/][0-9]+)*|\?|[.!;\n]|[,:()\u2013\u2014-]")
_SENTENCE_ENDS = frozenset(".!;\n")
_MAX_PIECES = 420
_PAUSES = frozenset(".,?")


@lru_cache(maxsize=4)
def spoken_line(folded: str, vocabulary: Vocabulary | None = None) -> str:
    """`". stop , i said . stop texting me ? "`: words mended by the vocabulary, repeated pauses taken once.

    A very long text keeps its beginning and its end. One text is asked for its line several times in a row.
    """
    pieces = _PIECE.findall(_dotted_title().sub(r"\1", folded))
    if len(pieces) > _MAX_PIECES:
        pieces = [*pieces[: _MAX_PIECES // 2], ".", *pieces[-_MAX_PIECES // 2 :]]
    meanings: Mapping[str, tuple[str, ...]] = {}
    if vocabulary:
        meanings = vocabulary.meanings(piece for piece in pieces if piece.isalpha())
    line = ["."]
    for piece in pieces:
        if piece == "?" or piece in _SENTENCE_ENDS:
            mark = "?" if piece == "?" else "."
            if line[-1] in _PAUSES:
                line[-1] = mark if line[-1] != "?" and len(line) > 1 else line[-1]
            else:
                line.append(mark)
        elif piece.isalnum() or piece[0].isdigit():
            meaning = meanings.get(piece)
            line.append(meaning[0] if meaning else piece)
        elif line[-1] not in _PAUSES:
            line.append(",")
    if line[-1] == ",":
        line[-1] = "."
    if line[-1] not in _PAUSES:
        line.append(".")
    return " ".join(line) + " "


@cache
def _dotted_title() -> re.Pattern[str]:
    return book("titles").pattern("dotted")


def word_groups(classes: Mapping[str, str]) -> dict[str, str]:
    """What the name of each class of words stands for in a pattern: any of its words, whole."""
    return {name: f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})\\b" for name, words in classes.items()}


def sentences_of(line: str) -> Sequence[list[str]]:
    """The words of each sentence of a spoken line."""
    return [words for part in re.split(r"[.?] ", line) if (words := part.replace(",", " ").split())]


def clauses_of(line: str) -> Sequence[list[str]]:
    """The words between any two pauses of a spoken line."""
    return [words for part in re.split(r"[.,?] ", line) if (words := part.split())]


def clause_before(line: str, at: int) -> str:
    """What stands in the same clause before a place: back to the last pause, one comma further when it is short."""
    before = line[:at]
    return before[max(before.rfind(". "), before.rfind("? "), before.rfind(", ")) + 2 :]


def sentence_before(line: str, at: int) -> str:
    """What stands in the same sentence before a place."""
    before = line[:at]
    return before[max(before.rfind(". "), before.rfind("? ")) + 2 :]


def sentence_after(line: str, at: int) -> str:
    """What stands in the same sentence after a place, with the mark that ends it."""
    after = line[at:]
    ends = [position for mark in (".", "?") if (position := after.find(mark)) >= 0]
    return after[: min(ends) + 1] if ends else after


def bounded(pattern: str) -> str:
    """A sentence pattern that begins with a whole word, where it begins with a word at all."""
    opening = "" if pattern.startswith(("[", r"\.", r"(?:[", "(?<")) else r"\b"
    return f"{opening}(?:{pattern})"
