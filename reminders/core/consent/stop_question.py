"""Reads the answer to our own question "Do you want these texts to stop?": yes is a stop, no keeps them.

Only what is clear counts. "No thanks" may mean either, and stays unclear.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from reminders.core.language.reply_text import fold, words

_MOST_WORDS = 14


class Wish(StrEnum):
    """What the sender wants."""

    STOP = "stop"
    KEEP = "keep"


_NOT_MORE: Final = re.compile(
    r"\b(dont|do not|dnt|not|never|no longer) (want|keep|continue|send|need)\b(?!.*\bstop)"
    r"|\b(ya )?no (los |las |me )?(quiero (seguir|recibir|mas|estos|nada|continuar|que (sigan|me|manden))"
    r"|sigan|siga|continuen?|manden?|envien?|deseo (seguir|recibir)|quiero$)"
)
_MORE: Final = re.compile(
    r"\b(keep|continue|carry on|still want|leave (them|it) on|want (them|these|it|the texts|to keep)|i like"
    r"|(dont|do not|dnt|not) (want .*)?stop)\b"
    r"|\b(seguir|sigan?|siganme|siguan|continuar|continuen|no paren?|no dejen|no quiero que (paren|dejen|terminen|se)"
    r"|los quiero|las quiero|quiero recibir(los)?|quiero seguirlos|me gustan|me sirven|me ayudan)\b"
)
_LEADING_NO: Final = re.compile(r"\s*(no|nope|nah)\s*[,.;!]+(?=.*[a-z])")
_YES: Final = frozenset({"yes", "yeah", "yep", "yup", "y", "si", "sip", "claro", "correct", "affirmative"})
_NO: Final = frozenset({"no", "nope", "nah", "n", "noo"})
_BESIDE_YES: Final = frozenset(
    {"please", "plz", "pls", "por", "favor", "i", "do", "stop", "them", "it", "texts", "sir", "maam", "paren", "pare"}
    | {"thanks", "thank", "you", "gracias", "quiero", "want", "to", "que", "deje", "dejen", "senor", "senora"}
)
_BESIDE_NO: Final = frozenset({"i", "dont", "do", "not", "sir", "maam", "senor", "senora", "para", "nada"})


def answer_to_stop_question(text: str) -> Wish | None:
    """Read a text that came while our question was open; None when it does not clearly answer it."""
    folded = fold(text)
    said = words(folded)
    if not said or len(said) > _MOST_WORDS:
        return None
    lead = _LEADING_NO.match(folded)
    joined = " ".join(words(folded[lead.end() :]) if lead else said)
    if _NOT_MORE.search(joined):
        return Wish.STOP
    if _MORE.search(joined):
        return Wish.KEEP
    if said[0] in _YES and all(word in _YES or word in _BESIDE_YES for word in said):
        return Wish.STOP
    if said[0] in _NO and all(word in _NO or word in _BESIDE_NO for word in said):
        return Wish.KEEP
    return None
