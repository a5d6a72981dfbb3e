"""A sentence pattern that is tried only on lines that hold a word it cannot do without.

Hundreds of patterns are asked about each text and few have anything to say: most are ruled out by their words alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
