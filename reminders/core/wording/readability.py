"""How hard a text is to read: Flesch-Kincaid for English, INFLESZ for Spanish.

Sources: Kincaid et al. 1975 (grade level); Szigriszt-Pazos 1993 (perspicuity formula for Spanish, after
Fernandez-Huerta); Barrio-Cantalejo et al. 2008 (INFLESZ scale: above 55 normal, above 65 "bastante facil").
NIH and AMA ask for grade 6 or lower in what patients read.
"""

from __future__ import annotations

import re
from itertools import pairwise

HARDEST_ENGLISH_GRADE = 6.0
HARDEST_SPANISH_SCORE = 65.0

_URL = re.compile(r"(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HAS_DIGIT = re.compile(r"\S*\d\S*")
_SENTENCE_END = re.compile(r"[.!?]+(?=[\s\"')\]]|$)|\n+")

_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
# Endings whose vowel is silent: "makes", "walked" (but "wanted", "dresses" keep it).
_SILENT_END = re.compile(r"(?:[^aeiouylr]|[aeiouy]r|[aeiouy]l)e$|(?<![aeiou])(?<![sxz])(?<!ch)(?<!sh)(?<!c)(?<!g)es$")
_SILENT_ED = re.compile(r"[^aeioutd]ed$")
# Vowels that stand together but are two syllables: "di-et", "ri-ot", "cre-ate", "be-ing".
_HIATUS = re.compile(r"ia(?!l|n\b)|iet|io(?!n|u)|eing|ying|uing|oing|ayi|eou?s$|creat|idea|uate|uous|area|fluid")

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
    count = len(_ENGLISH_VOWELS.findall(letters)) + len(_HIATUS.findall(letters))
    if _SILENT_END.search(letters) or _SILENT_ED.search(letters):
        count -= 1
    return max(count, 1)


def spanish_syllables(word: str) -> int:
    """Count the syllables of a Spanish word: two strong vowels part, a weak one joins unless it is stressed."""
    letters = re.sub(r"([qg])u(?=[eiéí])", r"\1", word.lower())
    groups: list[str] = _SPANISH_VOWELS.findall(letters)
    return max(sum(1 + _breaks(group) for group in groups), 1)


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
        found = _WORD.findall(_HAS_DIGIT.sub(" ", piece))
        words += found
        sentences += bool(found)
    return words, max(sentences, 1)
