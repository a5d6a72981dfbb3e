"""Tells a text that needs no answer: courtesy, a thumb, nothing but emoji."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.language.digits import number_of
from reminders.core.language.lists import numbers_of, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS: Final = words_of("answers")
_NUMBERS: Final = numbers_of("answers")
_MAX_WORDS = 8
_CHOICE_LEADS: Final = frozenset({"option", "number", "answer", "opcion", "numero", "respuesta"})
_HIGHEST_CHOICE = 99


def bare_choice(tokens: Sequence[str]) -> int | None:
    """Return the number that these words are, if they are nothing but that: "2", "two", "option 2"."""
    if len(tokens) == 2 and tokens[0] in _CHOICE_LEADS:  # noqa: PLR2004 two words
        tokens = tokens[1:]
    if len(tokens) != 1:
        return None
    if tokens[0].isdecimal():
        return number if (number := number_of(tokens[0])) <= _HIGHEST_CHOICE else None
    return _NUMBERS.number_words.get(tokens[0])


def needs_no_answer(tokens: Sequence[str]) -> bool:
    """Whether these few words only thank, greet or agree; no words at all need no answer either."""
    return len(tokens) <= _MAX_WORDS and all(word in _WORDS.courtesy for word in tokens)
