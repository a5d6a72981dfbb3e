"""Reads the answer to our question "Reply 1 or YES to get these texts".

Only what is clear counts: a reaction, a thank-you or a question confirms nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reminders.core.language.lists import words_of
from reminders.core.language.reply_text import fold, words

_MAX_WORDS: Final = 14
_FIRST_PART: Final = re.compile(r"\s*([^.,;:!\n]+)[.,;:!\n]")
_WORDS: Final = words_of("opt_in")


class OptInAnswer(StrEnum):
    """What the sender wants."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class OptInReply:
    """An answer to the question. `whole`: the text says nothing else that a person would have to read."""

    answer: OptInAnswer
    whole: bool = True


def read_opt_in(text: str) -> OptInReply | None:
    """Read a text that came while the question was open; None when it does not clearly answer it."""
    folded = fold(text)
    tokens = words(folded)
    if tokens and len(tokens) <= _MAX_WORDS:
        if _says(tokens, _WORDS.yes, _WORDS.beside_yes):
            return OptInReply(OptInAnswer.YES)
        if _says(tokens, _WORDS.no, _WORDS.beside_no):
            return OptInReply(OptInAnswer.NO)
    return OptInReply(OptInAnswer.YES, whole=False) if _begins_with_yes(folded, tokens) else None


def _says(tokens: list[str], clear: frozenset[str], beside: frozenset[str]) -> bool:
    first = next((word for word in tokens if word not in _WORDS.before), "")
    return first in clear and all(word in clear or word in beside or word in _WORDS.before for word in tokens)


def _begins_with_yes(folded: str, tokens: list[str]) -> bool:
    """Whether a text says yes and then something else, which takes nothing of it back."""
    if any(word in _WORDS.takes_back for word in tokens):
        return False
    first = _FIRST_PART.match(folded)
    lead = words(first[1]) if first else []
    if lead and _says(lead, _WORDS.yes, _WORDS.beside_yes):
        return True
    return len(tokens) > 1 and tokens[0] in _WORDS.plain_yes and tokens[1] in _WORDS.goes_on
