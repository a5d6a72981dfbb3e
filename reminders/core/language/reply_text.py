"""Makes an inbound text comparable: one case, no accents, plain digits, known emoji as words.

What comes out still has its punctuation and lines (a temperature needs its point, a quote its marks);
`words` and `placed_words` then cut it into words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from reminders.core.language.lists import pattern_of

MAX_CHARACTERS = 5_000
"""A text message ends at 1,600 characters; anything much longer keeps its beginning and its end."""

_TAIL = 1_500

_EMOJI = {
    "👍": "thumbsup",
    "👌": "thumbsup",
    "🙏": "thumbsup",
    "🆘": "sos",
    "🚑": "ambulance",
    "🤒": "fever",
    "🌡": "fever",
    "🤮": "vomit",
    "🩸": "blood",
    "🛑": "stop",
}
_EMOJI_TABLE = str.maketrans({sign: f" {word} " for sign, word in _EMOJI.items()})
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u2032\u00b4`\uff07\u02b9", "'"))
_INNER_APOSTROPHE = re.compile(r"(?<=[a-z])'(?=[a-z])")
_STARRED = re.compile(r"(?<=[a-z])\*+(?=[a-z])")
_PATTERN: Final = pattern_of("spelling")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_SPLIT_SELF = re.compile(r"\b(my|him|her|your|them) sel(f|ves)\b")
_WORD = re.compile(r"[a-z0-9]+")
_SENTENCE_END = re.compile(r"[.!?;\n]+(?![0-9])")
_SENTENCE_GAP = 2


class PlacedWord(NamedTuple):
    """A word and where it stands, counted in words that carry meaning."""

    text: str
    at: int


def shorten(text: str) -> str:
    """At most MAX_CHARACTERS, so that no text can hold up the reading of others."""
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[: MAX_CHARACTERS - _TAIL]}\n{text[-_TAIL:]}"


def fold(text: str) -> str:
    """Lower-case ASCII letters and digits where there are any; punctuation and line breaks stay.

    Accents go (NFKD), full-width, circled and keycap digits become plain ones, apostrophes inside a word
    vanish ("can't" is "cant"), a letter hidden by a star too ("k*ll"), and one held down ("helllp") is typed once.
    """
    spelled = shorten(text).translate(_EMOJI_TABLE).translate(_APOSTROPHES)
    plain = "".join(map(_plain, unicodedata.normalize("NFKD", spelled))).lower()
    joined = _PATTERN.split_not.sub(r"\1t", _STARRED.sub("", _INNER_APOSTROPHE.sub("", plain)))
    return _SPLIT_SELF.sub(r"\1sel\2", _LONG_RUN.sub(_held_key, joined))


def words(folded: str) -> list[str]:
    """The words and numbers of a folded text, in order."""
    return _WORD.findall(folded)


def sentences(folded: str) -> list[list[str]]:
    """The words of each sentence or line; a decimal point ends nothing."""
    return [sentence for part in _SENTENCE_END.split(folded) if (sentence := words(part))]


def placed_words(folded: str, fillers: frozenset[str]) -> list[PlacedWord]:
    """The words with their places: fillers take no room, the end of a sentence takes some."""
    placed: list[PlacedWord] = []
    at = 0
    for sentence in sentences(folded):
        for word in sentence:
            placed.append(PlacedWord(word, at))
            at += word not in fillers
        at += _SENTENCE_GAP
    return placed


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return ""
    digit = unicodedata.digit(char, None)
    return char if digit is None else str(digit)


def _held_key(match: re.Match[str]) -> str:
    # "feveeer" and "sooo" lose the extra letters; e and o are doubled in too many real words to go down to one.
    letter = match.group(1)
    return letter * 2 if letter in "el" else letter
