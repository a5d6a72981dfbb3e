"""How hard a text is to read: Flesch-Kincaid for English, INFLESZ for Spanish.

Sources: Kincaid et al. 1975 (grade level); Szigriszt-Pazos 1993 (perspicuity formula for Spanish, after
Fernandez-Huerta); Barrio-Cantalejo et al. 2008 (INFLESZ scale: above 55 normal, above 65 "bastante facil").
NIH and AMA ask for grade 6 or lower in what patients read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from reminders.core.language.lists import pattern_of
from reminders.data import DataError, book_of

if TYPE_CHECKING:
    from collections.abc import Callable

_URL = re.compile(r"(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HAS_DIGIT = re.compile(r"\S*\d\S*")
_SENTENCE_END = re.compile(r"[.!?]+(?=[\s\"')\]]|$)|\n+")

_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
# Endings whose vowel is silent: "makes", "walked" (but "wanted", "dresses" keep it).
_SILENT_END = re.compile(r"(?:[^aeiouylr]|[aeiouy]r|[aeiouy]l)e$|(?<![aeiou])(?<![sxz])(?<!ch)(?<!sh)(?<!c)(?<!g)es$")
_SILENT_ED = re.compile(r"[^aeioutd]ed$")
# Vowels that stand together but are two syllables: "di-et", "ri-ot", "cre-ate", "be-ing".
_VOWELS = pattern_of("readability")

# A y after a vowel ("hoy", "muy") belongs to that vowel's syllable; alone ("y") it is one.
_SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+|\by\b")
_STRONG = frozenset("aeoáéó")
_STRESSED_WEAK = frozenset("íú")


def english_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: the US school year that can read the text. 0 when there are no words."""
    words, sentences = _words_and_sentences(text)
    if not words:
        return 0.0
    syllables = sum(english_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def spanish_ease(text: str) -> float:
    """Return the INFLESZ score: higher is easier, above 65 is "bastante facil". 100 when there are no words."""
    words, sentences = _words_and_sentences(text)
    if not words:
        return 100.0
    syllables = sum(spanish_syllables(word) for word in words)
    return 206.835 - 62.3 * syllables / len(words) - len(words) / sentences


def english_syllables(word: str) -> int:
    """Count the syllables of an English word by rule; a table of exceptions would cost more than it gains."""
    letters = re.sub("[^a-z]", "", word.lower())
    if not letters:
        return 1
    count = len(_ENGLISH_VOWELS.findall(letters)) + len(_VOWELS.hiatus.findall(letters))
    if _SILENT_END.search(letters) or _SILENT_ED.search(letters):
        count -= 1
    return max(count, 1)


def spanish_syllables(word: str) -> int:
    """Count the syllables of a Spanish word: two strong vowels part, a weak one joins unless it is stressed."""
    letters = re.sub(r"([qg])u(?=[eiéí])", r"\1", word.lower())
    groups: list[str] = _SPANISH_VOWELS.findall(letters)
    return max(sum(1 + _breaks(group) for group in groups), 1)


@dataclass(frozen=True, slots=True)
class Formula:
    """A measure of reading ease, how its score is told, and the score beyond which a text is too hard."""

    score: Callable[[str], float]
    told: str
    hardest: float
    harder_is_higher: bool

    def too_hard(self, text: str) -> str | None:
        """Say how hard a text is if it is too hard; None if people can read it."""
        score = self.score(text)
        if (score > self.hardest) if self.harder_is_higher else (score < self.hardest):
            side = "above" if self.harder_is_higher else "below"
            return f"{self.told.format(score=score)}, {side} {self.hardest:.0f}"
        return None


FLESCH_KINCAID: Final = Formula(english_grade, "reading grade {score:.1f}", hardest=6.0, harder_is_higher=True)
INFLESZ: Final = Formula(spanish_ease, "INFLESZ {score:.0f}", hardest=65.0, harder_is_higher=False)
FORMULAS: Final = {"flesch-kincaid": FLESCH_KINCAID, "inflesz": INFLESZ}
"""By the name that a language's file gives under `readability`."""


@cache
def formula_of(language: str) -> Formula | None:
    """The formula that a language names; None where it names none.

    Raises:
        DataError: It names a formula that there is not.
    """
    language_book = book_of(language, "language")
    name = language_book.labels("language").get("readability") if language_book.entries else None
    if name and name not in FORMULAS:
        known = ", ".join(FORMULAS)
        raise DataError(
            f"{language_book.entry('language').where[0]}, readability: {name!r} is no formula; there are {known}"
        )
    return FORMULAS[name] if name else None


def _breaks(group: str) -> int:
    """Count where a run of vowels falls into two syllables: a-e, i-a with the stress on the weak one."""
    pairs = pairwise(group)
    return sum(
        1
        for left, right in pairs
        if (left in _STRONG and right in _STRONG) or left in _STRESSED_WEAK or right in _STRESSED_WEAK
    )


def _words_and_sentences(text: str) -> tuple[list[str], int]:
    """Split into words and count sentences. Digits, phone numbers and URLs are not words."""
    plain = _URL.sub(" ", text)
    sentences = 0
    words: list[str] = []
    for piece in _SENTENCE_END.split(plain):
        piece_words = _WORD.findall(_HAS_DIGIT.sub(" ", piece))
        words += piece_words
        sentences += bool(piece_words)
    return words, max(sentences, 1)
