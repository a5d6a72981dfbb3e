"""Reads STOP, START and HELP, as keywords (the whole body) and as plain words, in English and Spanish.

Sources: Twilio's default keywords and Advanced Opt-Out; Spanish ALTO and AYUDA as carriers want them; revocation
"by any reasonable means", 47 CFR 64.1200(a)(10), which free words must satisfy too. YES is never a start: it does
not create consent by itself.
"""

from __future__ import annotations

from reminders.core.keyword_words import (
    CLEAR_STOP_WORDS,
    HELP_CALLS,
    HELP_WORDS,
    POLITE_WORDS,
    START_WORDS,
    STOP_BODIES,
    STOP_SLIPS,
    STOP_WORDS,
)
from reminders.core.reply_text import sentences, words
from reminders.core.stop_sentences import asks_to_start, asks_to_stop, mended

_FEW_WORDS = 12


def is_stop(folded: str) -> bool:
    """Whether the sender asks that texts end; true for the keyword, its misspellings and plain words."""
    body = _plain_body(folded)
    if not body:
        return False
    if _is_keyword_body(body, STOP_WORDS | STOP_SLIPS, STOP_BODIES) or _is_stop_among_keywords(body):
        return True
    if any(_is_keyword_body(_without_polite(part), CLEAR_STOP_WORDS, frozenset()) for part in sentences(folded)):
        return True
    return asks_to_stop(folded)


def is_start(folded: str) -> bool:
    """Whether the sender asks that texts begin again; ask `is_stop` first, a stop in the same text wins."""
    return _is_keyword_body(_plain_body(folded), START_WORDS, frozenset({"un stop"})) or asks_to_start(folded)


def is_help(folded: str) -> bool:
    """Whether the sender wants help: the keyword, or a call for help in a few words."""
    said = words(folded)
    if not said or (len(said) > _FEW_WORDS and said[0] not in HELP_WORDS):
        return False
    body = _without_polite(said)
    if body[:2] == ["help", "yourself"]:
        return False
    if _is_keyword_body(body, HELP_WORDS, HELP_CALLS) or (body[:1] and body[0] in HELP_WORDS - {"info", "informacion"}):
        return True
    spoken = f" {' '.join(mended(said))} "
    return any(f" {call} " in spoken for call in HELP_CALLS if " " in call)


def _plain_body(folded: str) -> list[str]:
    said = words(folded)
    if said and all(len(word) == 1 and word.isalpha() for word in said):
        return ["".join(said)]
    return _without_polite(said)


def _without_polite(said: list[str]) -> list[str]:
    spoken = f" {' '.join(said)} "
    for polite in POLITE_WORDS:
        while (wanted := f" {polite} ") in spoken:
            spoken = spoken.replace(wanted, " ")
    return spoken.split()


def _is_stop_among_keywords(body: list[str]) -> bool:
    # "HELP STOP", "1 STOP": nothing but what a text of ours may have asked for, and a stop among it.
    stops = [word for word in body if word in CLEAR_STOP_WORDS]
    others = [word for word in body if word not in CLEAR_STOP_WORDS]
    asked_for = HELP_WORDS | START_WORDS | set("0123456789")
    return bool(stops) and all(word in asked_for for word in others)


def _is_keyword_body(body: list[str], keywords: frozenset[str], phrases: frozenset[str]) -> bool:
    if not body:
        return False
    return all(word in keywords for word in body) or " ".join(body) in phrases
