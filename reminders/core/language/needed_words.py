"""Sentence patterns that are tried only on lines that hold a word, or a piece of one, that they cannot do without.

Hundreds of patterns are asked about each text and few have anything to say: most are ruled out by their words alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, overload

from reminders.core.language.needed_pieces import PIECE, needed_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PART: Final = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[()| ]|[^\\\[()| ]+")
_QUANTIFIERS: Final = ("?", "*", "+")
_WORD: Final = re.compile(r"[a-z0-9]+")
_CLASS: Final = re.compile(r"\{([A-Z_]+)\}")
_CHOICE: Final = re.compile(r"\(\?:([a-z0-9|]+)\)")


class SentencePattern(NamedTuple):
    """A compiled pattern, and words of which a line must hold one; None where no such words are known."""

    regex: re.Pattern[str]
    needed: frozenset[str] | None

    def finditer(self, line: str) -> Iterator[re.Match[str]]:
        """Every place in a spoken line that matches."""
        return iter(()) if self._is_ruled_out(line) else self.regex.finditer(line)

    def search(self, line: str) -> re.Match[str] | None:
        """The first place in a spoken line that matches."""
        return None if self._is_ruled_out(line) else self.regex.search(line)

    def sub(self, instead: str, line: str) -> str:
        """A spoken line with every match replaced."""
        return line if self._is_ruled_out(line) else self.regex.sub(instead, line)

    def _is_ruled_out(self, line: str) -> bool:
        return self.needed is not None and self.needed.isdisjoint(_words_of(line))


class SentencePatterns(Sequence[SentencePattern]):
    """Patterns in order, and which of them a line leaves possible: one look for all, not one for each."""

    def __init__(self, patterns: Iterable[SentencePattern]) -> None:
        self._patterns = tuple(patterns)

    @overload
    def __getitem__(self, at: int) -> SentencePattern: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[SentencePattern]: ...
    def __getitem__(self, at: int | slice) -> SentencePattern | Sequence[SentencePattern]:
        return self._patterns[at]

    def __iter__(self) -> Iterator[SentencePattern]:
        return iter(self._patterns)

    def __len__(self) -> int:
        return len(self._patterns)

    def any_in(self, line: str) -> bool:
        """Whether one of them matches somewhere in a spoken line."""
        return any(pattern.regex.search(line) for pattern in self.possible(line))

    def matches(self, line: str) -> list[re.Match[str]]:
        """Every match in a spoken line, pattern by pattern."""
        return [match for pattern in self.possible(line) for match in pattern.regex.finditer(line)]

    def possible(self, line: str) -> Sequence[SentencePattern]:
        """Those that are not ruled out by the words and pieces of a spoken line, in order."""
        found = set(self._always)
        found.update(at for word in self._by_word.keys() & _words_of(line) for at in self._by_word[word])
        for letters in self._by_piece.keys() & _pieces_of(line):
            found.update(at for piece, at in self._by_piece[letters] if piece in line)
        return [self._patterns[at] for at in sorted(found)]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for at, pattern in enumerate(self):
            for word in pattern.needed or ():
                index.setdefault(word, []).append(at)
        return index

    @cached_property
    def _pieces(self) -> list[frozenset[str] | None]:
        return [needed_pieces(one.regex) if one.needed is None else None for one in self]

    @cached_property
    def _by_piece(self) -> dict[str, list[tuple[str, int]]]:
        """Under the first letters of each piece: the piece, and the place of a pattern that needs it."""
        index: dict[str, list[tuple[str, int]]] = {}
        for at, pieces in enumerate(self._pieces):
            for piece in pieces or ():
                index.setdefault(piece[:PIECE], []).append((piece, at))
        return index

    @cached_property
    def _always(self) -> list[int]:
        """Those of which neither is known."""
        return [at for at, one in enumerate(self) if one.needed is None and self._pieces[at] is None]


@lru_cache(maxsize=4)
def _pieces_of(line: str) -> frozenset[str]:
    return frozenset(line[at : at + PIECE] for at in range(len(line) - PIECE + 1))


@lru_cache(maxsize=4)
def _words_of(line: str) -> frozenset[str]:
    return frozenset(line.split())


def needed_words(pattern: str, classes: Mapping[str, str]) -> frozenset[str] | None:
    """The smallest set of words of which every match of a pattern, its class names still in braces, holds one.

    Only words that stand alone between blanks outside all groups are taken, so that nothing is optional about them.
    """
    sets = [words for token in _plain_tokens(pattern) if (words := _words_in(token, classes))]
    return min(sets, key=len, default=None)


def _words_in(token: str, classes: Mapping[str, str]) -> frozenset[str]:
    if _WORD.fullmatch(token):
        return frozenset((token,))
    if named := _CLASS.fullmatch(token):
        return frozenset(classes[named.group(1)].split())
    if choice := _CHOICE.fullmatch(token):
        return frozenset(choice.group(1).split("|")) - {""}
    return frozenset()


def _plain_tokens(pattern: str) -> Iterator[str]:
    """What stands between two blanks outside all groups and sets; nothing where a bar outside them parts it."""
    tokens: list[str] = []
    token, depth = "", 0
    for part in _PART.findall(pattern):
        if part in "()":
            depth += 1 if part == "(" else -1
        elif part == "|" and depth == 0:
            return
        elif part == " " and depth == 0:
            tokens.append(token)
            token = ""  # a word, not a secret # nosec B105
            continue
        token += part
    # What an optional blank follows, and the last word, may begin a longer one; a class ends with its word.
    yield from (word for word, after in pairwise((*tokens, token)) if after[:1] not in _QUANTIFIERS)
    if _CLASS.fullmatch(token):
        yield token
