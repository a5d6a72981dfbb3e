"""Reads the answer to our own question "Do you want these texts to stop?": yes is a stop, no keeps them.

Only what is clear counts. "No thanks" may mean either, and stays unclear.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from reminders.core.language.lists import pattern_of, words_of
from reminders.core.language.reply_text import fold, words

_MAX_WORDS = 14


class StopAnswer(StrEnum):
    """What the sender wants."""

    STOP = "stop"
    KEEP = "keep"


_LEADING_NO: Final = re.compile(r"\s*(no|nope|nah)\s*[,.;!]+(?=.*[a-z])")
_PATTERN: Final = pattern_of("stop_question")
_WORDS: Final = words_of("stop_question")


def answer_to_stop_question(text: str) -> StopAnswer | None:
    """Read a text that came while our question was open; None when it does not clearly answer it."""
    folded = fold(text)
    tokens = words(folded)
    if not tokens or len(tokens) > _MAX_WORDS:
        return None
    lead = _LEADING_NO.match(folded)
    joined = " ".join(words(folded[lead.end() :]) if lead else tokens)
    if _PATTERN.not_more.search(joined):
        return StopAnswer.STOP
    if _PATTERN.more.search(joined):
        return StopAnswer.KEEP
    if tokens[0] in _WORDS.yes and all(word in _WORDS.yes or word in _WORDS.beside_yes for word in tokens):
        return StopAnswer.STOP
    if tokens[0] in _WORDS.no and all(word in _WORDS.no or word in _WORDS.beside_no for word in tokens):
        return StopAnswer.KEEP
    return None
