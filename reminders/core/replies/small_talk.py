"""Tells a text that needs no answer: courtesy, a thumb, nothing but emoji."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.language.lists import numbers_of, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS: Final = words_of("answers")
_NUMBERS: Final = numbers_of("answers")
_MAX_WORDS = 8
_CHOICE_LEADS: Final = frozenset({"option", "number", "answer", "opcion", "numero", "respuesta"})
_HIGHEST_CHOICE = 99


def bare_choice(said: Sequence[str]) -> int | None:
    """Return the number that these words are, if they are nothing but that: "2", "two", "option 2"."""
    if len(said) == 2 and said[0] in _CHOICE_LEADS:  # noqa: PLR2004 two words
        said = said[1:]
    if len(said) != 1:
        return None
    if said[0].isdigit():
        return number if (number := int(said[0])) <= _HIGHEST_CHOICE else None
    return _NUMBERS.number_words.get(said[0])


def needs_no_answer(said: Sequence[str]) -> bool:
    """Whether these few words only thank, greet or agree; no words at all need no answer either."""
    return len(said) <= _MAX_WORDS and all(word in _WORDS.courtesy for word in said)
