"""Passwords that are guessed first: common ones, runs of keys, repetitions, the person's own name and the clinic's.

A password is cut into as few pieces as possible: a common password or a word that belongs to the person, a run of keys,
a year, or a single character. What has few pieces is soon guessed, however long it is. After NIST SP 800-63B, 5.1.1.2.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MIN_PIECES: Final = 5
MIN_CHARACTERS: Final = 5
"""Different ones."""

_RUN, _OWN_WORD = 3, 4
_LONGEST_WORD: Final = 40
_KEYS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujm",
    "1qaz2wsx3edc4rfv5tgb",
)
_LEET: Final = str.maketrans("01345789@$!+", "oieastbgasit")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def is_easy_to_guess(password: str, common: Collection[str], own: Iterable[str]) -> bool:
    """Return True for a password that is among the first to be tried.

    `common` are known passwords in lower case; `own` is what belongs to the person: email, clinic.
    """
    text = unicodedata.normalize("NFKC", password).casefold()
    if len(set(text)) < MIN_CHARACTERS:
        return True
    words = {word for item in own for word in re.split(r"[^\w]+", item.casefold()) if len(word) >= _OWN_WORD}
    words |= {whole for item in own for whole in (item.casefold(), re.sub(r"[^\w]+", "", item.casefold())) if whole}
    return _pieces(_once(text), common, words) < MIN_PIECES


def count_pieces(text: str) -> int:
    """Return how few runs of keys, years and single characters make up a text; what it repeats counts once."""
    return _pieces(_once(text), (), ())


def _pieces(text: str, common: Collection[str], own: Collection[str]) -> int:
    plain, best = text.translate(_LEET), [0]
    for end in range(1, len(text) + 1):
        fewest = best[end - 1] + 1
        for start in range(max(0, end - _LONGEST_WORD), end - _RUN + 1):
            if best[start] + 1 < fewest and any(
                _is_piece(part, common, own) for part in {text[start:end], plain[start:end]}
            ):
                fewest = best[start] + 1
        best.append(fewest)
    return best[-1]


def _is_piece(part: str, common: Collection[str], own: Collection[str]) -> bool:
    if part in common or part in own or len(set(part)) == 1 or _YEAR.fullmatch(part):
        return True
    return any(part in keys or part in keys[::-1] for keys in _KEYS)


def _once(text: str) -> str:
    """Return what a text repeats, or the text itself."""
    for length in range(1, len(text) // 2 + 1):
        if (text[:length] * (len(text) // length + 1))[: len(text)] == text:
            return text[:length]
    return text
