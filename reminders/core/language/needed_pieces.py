"""Pieces of text of which every match of a pattern holds one, read off the pattern itself.

Of `(?:so|too) (?:many|much) texts?` that is ` text`: groups with short words say nothing, what is optional is left out.
Only the signs that the tables use are known; `needed_pieces` says None of a pattern that it cannot read, never a wrong
piece (`tests/core/replies/test_needed_pieces.py` draws matches of every pattern).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE: Final = 4
"""Letters in the shortest piece that is worth looking for."""

_TOKEN: Final = re.compile(
    r"(?P<look>\(\?<?[=!])|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<times>[?*+]\??|\{\d+(?:,\d*)?\}\??)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\]|\\[wWdDsS]|\.)"
    r"|(?P<edge>\\[bBAZ]|[\^$])|\\(?P<sign>[^a-zA-Z0-9])|(?P<letter>[^\\?*+\[\]{}()|^$.])"
)

_Pieces = frozenset[str] | None


def needed_pieces(regex: re.Pattern[str]) -> _Pieces:
    """The smallest set of pieces, each of `PIECE` letters at least, of which every match holds one; None if unknown."""
    if regex.flags != re.UNICODE:
        return None
    try:
        tokens = list(_tokens(regex.pattern))
        at, pieces = _choice(tokens, 0)
    except ValueError:  # it holds a sign that is not read here
        return None
    return pieces if at == len(tokens) else None


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if match is None or match.lastgroup is None:
            raise ValueError(pattern)
        yield ("letter" if match.lastgroup == "sign" else match.lastgroup), match.group(match.lastgroup)
        at = match.end()


def _choice(tokens: list[tuple[str, str]], at: int) -> tuple[int, _Pieces]:
    """Read alternatives up to the end of their group: a match holds a piece of one of them."""
    every: list[_Pieces] = []
    while True:
        at, pieces = _row(tokens, at)
        every.append(pieces)
        if at == len(tokens) or tokens[at][0] == "close":
            break
        at += 1  # the bar
    known = [pieces for pieces in every if pieces is not None]
    return at, frozenset[str]().union(*known) if len(known) == len(every) else None


def _row(tokens: list[tuple[str, str]], at: int) -> tuple[int, _Pieces]:
    """Read what stands one after another: a match holds all of it, so the best part of it will do."""
    parts: list[_Pieces] = []
    letters = ""
    while at < len(tokens) and tokens[at][0] not in {"close", "bar"}:
        kind, text = tokens[at]
        if kind == "times":
            raise ValueError(text)  # of nothing, as in (?P<name>
        pieces: _Pieces = None
        if kind in {"open", "look"}:
            at, pieces = _choice(tokens, at + 1)
            if at == len(tokens):
                raise ValueError(text)  # the group is not closed
        at += 1
        least = _least(tokens[at][1]) if at < len(tokens) and tokens[at][0] == "times" else None
        at += least is not None
        if kind in {"edge", "look"}:
            continue  # it takes no letter of its own
        if kind == "letter" and least is None:
            letters += text
            continue
        if kind == "letter" and least:
            letters += text
        parts += [frozenset((letters,)), pieces if least != 0 else None]
        letters = ""
    parts.append(frozenset((letters,)))
    useful = [part for part in parts if part is not None and all(len(piece) >= PIECE for piece in part)]
    return at, min(useful, key=lambda part: (len(part), -min(map(len, part))), default=None)


def _least(times: str) -> int:
    """How often at least: 0, or more."""
    return 0 if times[0] in "?*" else 1 if times[0] == "+" else int(times[1:].split(",", maxsplit=1)[0].rstrip("}?"))
