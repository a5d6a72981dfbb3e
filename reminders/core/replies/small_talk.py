"""Tells a text that needs no answer: courtesy, a thumb, nothing but emoji."""

# ruff: noqa: SIM905 - word lists read better as words than as a list of strings
from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.replies.answer_words import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_WORDS = 8

_COURTESY: Final = frozenset(
    """
    ok okay okey oki k kk okie dokie thanks thank thankyou thx tks ty tysm you u very much so lot a the will do did
    done got it gotcha great good cool nice perfect
    awesome fine yes yeah yep yup sure right alright roger noted understood sounds appreciate all appreciated that for
    message text texts reminder info
    hi hello hey morning afternoon evening night bye goodbye lol haha welcome your youre bless god same to too have
    day nice weekend thumbsup
    gracias muchas mil muy amable entendido bien bueno buena buenos buenas dias tardes noches hola adios si vale listo
    lista claro perfecto de acuerdo
    enterado enterada igualmente dios le los la bendiga que tenga lindo dia por el mensaje recordatorio grasias grax
    amen saludos excelente
    """.split()
)


_CHOICE_LEADS: Final = frozenset({"option", "number", "answer", "opcion", "numero", "respuesta"})
_HIGHEST_CHOICE = 99


def is_bare_choice(said: Sequence[str]) -> bool:
    """Whether these words are nothing but a number as an answer would be: "2", "two", "option 2"."""
    if len(said) == 2 and said[0] in _CHOICE_LEADS:  # noqa: PLR2004 two words
        said = said[1:]
    if len(said) != 1:
        return False
    return said[0] in NUMBER_WORDS or (said[0].isdigit() and int(said[0]) <= _HIGHEST_CHOICE)


def needs_no_answer(said: Sequence[str]) -> bool:
    """Whether these few words only thank, greet or agree; no words at all need no answer either."""
    return len(said) <= _MOST_WORDS and all(word in _COURTESY for word in said)
