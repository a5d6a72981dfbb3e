"""Reads STOP, START and HELP, as keywords (the whole body) and as plain words, in English and Spanish.

Sources: Twilio's default keywords and Advanced Opt-Out; Spanish ALTO and AYUDA as carriers want them; revocation
"by any reasonable means", 47 CFR 64.1200(a)(10), which free words must satisfy too. YES is never a start: it does
not create consent by itself.
"""

from __future__ import annotations

import re
from typing import Final

from reminders.core.consent.keyword_words import (
    CLEAR_STOP_WORDS,
    HELP_CALLS,
    HELP_WORDS,
    POLITE_WORDS,
    START_WORDS,
    STOP_BODIES,
    STOP_SLIPS,
    STOP_WORDS,
)
from reminders.core.consent.start_words import ASKS_WHAT, NO_CALL_BEFORE, STARTS
from reminders.core.consent.stop_instruction import is_copied_instruction, without_instruction
from reminders.core.consent.stop_reading import Wish, line_of, wish_of
from reminders.core.consent.stop_words import CLASSES
from reminders.core.consent.unclear_words import UNCLEAR_BODIES, WEAK_BODIES
from reminders.core.language.clauses import clauses_of, compile_patterns, sentences_of
from reminders.core.language.reply_text import words

_FEW_WORDS = 12
_STOP_FIRST: Final = re.compile(
    r"^\. (?:stop|stpo|stopp|unsubscribe|alto|basta)(?: ,| (?:i|im|ive|id|we|were|u|you|youre|who|not|no|thank|thanks|"
    r"gracias|please|por|dont|already|mi|yo|ya|me(?= [a-z]+o )|estoy|tengo|quien)\b)"
)
"""STOP as the opening of a longer text ("STOP I can't feel my legs"), but not "stop by the pharmacy?"."""

_STOP_LAST: Final = re.compile(
    r"(?:\b(?:this|please|now|alone|thanks|number|person|you|who is this)|\. (?:not|im not|i am not|no soy|wrong) \w+) "
    r"(?:please )?(?:stop|alto|unsubscribe) [.]"
)
_LAUGHS: Final = re.compile(r"\b(?:lol|lmao|rofl|jk|ha(?:ha)+|ja(?:ja)+|je(?:je)+)\b|[😂🤣😆😹]")
_KEYWORD_PARTS: Final = frozenset(STOP_BODIES - WEAK_BODIES)
_STARTS: Final = compile_patterns(STARTS, CLASSES)
_ASKS_WHAT: Final = compile_patterns(ASKS_WHAT, CLASSES)
_NOT_START: Final = re.compile(
    r"(?:dont|do not|never|not|no|nunca|when|cuando|if|si|until|hasta que|will) (?:\w+ ){0,3}$"
)


def read_stop(folded: str) -> Wish:
    """Whether the sender asks that texts end: the keyword, its misspellings and plain words; unclear words are told."""
    body = _plain_body(folded)
    if not body:
        return Wish.NONE
    if (alone := _read_whole(folded, body)) is not None:
        return alone
    line = wish_line(folded)
    wish = wish_of(line)
    if wish is Wish.KEEP or _asks_to_start(line):
        return Wish.KEEP
    return Wish.STOP if _has_keyword_part(line) else wish


def wish_line(folded: str) -> str:
    """The spoken line that wishes are read from: without our own instruction."""
    return line_of(without_instruction(folded))


def is_start(folded: str) -> bool:
    """Whether the sender asks that texts begin again; ask `read_stop` first, a stop in the same text wins."""
    return _is_keyword_body(_plain_body(folded), START_WORDS, frozenset({"un stop"})) or _asks_to_start(
        wish_line(folded)
    )


def asks_for_help(folded: str) -> bool:
    """Whether the sender calls for help in a few words, or with the keyword."""
    said = words(folded)
    if not said or (len(said) > _FEW_WORDS and said[0] not in HELP_WORDS):
        return False
    body = _without_polite(said)
    if body[:2] == ["help", "yourself"]:
        return False
    if _is_keyword_body(body, HELP_WORDS, HELP_CALLS) or (body[:1] and body[0] in HELP_WORDS - {"info", "informacion"}):
        return True
    line = line_of(folded)
    return any(_calls(line, call) for call in HELP_CALLS if " " in call)


def asks_what_this_is(folded: str) -> bool:
    """Whether the sender asks what this service is and who sends the texts."""
    line = line_of(folded)
    return any(pattern.search(line) for pattern in _ASKS_WHAT)


def is_keyword_of_help(folded: str) -> bool:
    """Whether the whole text is the keyword HELP, in whatever spelling and with whatever courtesy."""
    body = _without_polite(words(folded))
    return bool(body) and all(word in HELP_WORDS for word in body)


def _read_whole(folded: str, body: list[str]) -> Wish | None:
    """What the text says as a whole: a keyword, our instruction, a listed phrase; None when it is none of them."""
    said = " ".join(body)
    if said in UNCLEAR_BODIES or (_LAUGHS.search(folded) and " ".join(_LAUGHS.sub(" ", said).split()) in WEAK_BODIES):
        return Wish.UNCLEAR
    keyword = _is_keyword_body(body, STOP_WORDS | STOP_SLIPS, STOP_BODIES) or _is_stop_among_keywords(body)
    return Wish.STOP if keyword or is_copied_instruction(folded) else None


def _calls(line: str, call: str) -> bool:
    # "they help me" calls for nothing.
    at = line.find(f" {call} ")
    return at >= 0 and line[:at].rsplit(maxsplit=1)[-1] not in NO_CALL_BEFORE


def _asks_to_start(line: str) -> bool:
    matches = (match for pattern in _STARTS for match in pattern.finditer(line))
    return any(not _NOT_START.search(line[: match.start()]) for match in matches)


def _has_keyword_part(line: str) -> bool:
    """A keyword as one sentence among others, or as a clause; or STOP as the first or last word of a longer text."""
    for part in sentences_of(line):
        if _is_keyword_body(_without_polite(part), CLEAR_STOP_WORDS, _KEYWORD_PARTS):
            return True
    for part in clauses_of(line):
        said = _without_polite(part)
        if _is_keyword_body(said, CLEAR_STOP_WORDS, frozenset()) or (
            len(said) > 1 and " ".join(said) in _KEYWORD_PARTS
        ):
            return True
    return bool(_STOP_FIRST.match(line) or _STOP_LAST.search(line))


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


def _held_down(word: str) -> str:
    """A word with its repeated letters typed once: "stoopp" is "stop"."""
    return re.sub(r"(.)\1+", r"\1", word)


def _is_stop_among_keywords(body: list[str]) -> bool:
    # "HELP STOP", "1 STOP": nothing but what a text of ours may have asked for, and a stop among it.
    stops = [word for word in body if word in CLEAR_STOP_WORDS]
    others = [word for word in body if word not in CLEAR_STOP_WORDS]
    asked_for = HELP_WORDS | START_WORDS | set("0123456789")
    return bool(stops) and all(word in asked_for for word in others)


def _is_keyword_body(body: list[str], keywords: frozenset[str], phrases: frozenset[str]) -> bool:
    if not body:
        return False
    return all(word in keywords or _held_down(word) in keywords for word in body) or " ".join(body) in phrases
