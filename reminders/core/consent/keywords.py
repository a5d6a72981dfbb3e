"""Reads STOP, START and HELP, as keywords (the whole body) and as plain words, in English and Spanish.

Sources: Twilio's default keywords and Advanced Opt-Out; Spanish ALTO and AYUDA as carriers want them; revocation
"by any reasonable means", 47 CFR 64.1200(a)(10), which free words must satisfy too. YES is never a start: it does
not create consent by itself.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from reminders.core.consent.stop_instruction import is_copied_instruction, without_instruction
from reminders.core.consent.stop_reading import StopIntent, line_of, stop_intent
from reminders.core.language.clauses import clauses_of, sentences_of
from reminders.core.language.lists import pattern_of, patterns_of, phrases_of, words_of
from reminders.core.language.reply_text import words

_FEW_WORDS = 12
_WORDS: Final = words_of("keywords")
_PHRASES: Final = phrases_of("keywords")
_SENTENCES: Final = patterns_of("keywords", "stop_classes")
_PATTERN: Final = pattern_of("keywords")


@cache
def _keyword_parts() -> frozenset[str]:
    return _WORDS.stop_bodies - _WORDS.weak_bodies


def read_stop(folded: str) -> StopIntent:
    """Whether the sender asks that texts end: the keyword, its misspellings and plain words; unclear words are told."""
    body = _plain_body(folded)
    if not body:
        return StopIntent.NONE
    if (alone := _read_whole(folded, body)) is not None:
        return alone
    line = stop_line(folded)
    intent = stop_intent(line)
    if intent is StopIntent.KEEP or _asks_to_start(line):
        return StopIntent.KEEP
    if _has_keyword_part(line):
        intent = StopIntent.STOP
    return StopIntent.UNCLEAR if intent is StopIntent.STOP and _PATTERN.kidding.search(line) else intent


def stop_line(folded: str) -> str:
    """The spoken line that wishes are read from: without our own instruction."""
    return line_of(without_instruction(folded))


def is_start(folded: str) -> bool:
    """Whether the sender asks that texts begin again; ask `read_stop` first, a stop in the same text wins."""
    return _is_keyword_body(_plain_body(folded), _WORDS.start_words, frozenset({"un stop"})) or _asks_to_start(
        stop_line(folded)
    )


def asks_for_help(folded: str) -> bool:
    """Whether the sender calls for help in a few words, or with the keyword."""
    tokens = words(folded)
    if not tokens or (len(tokens) > _FEW_WORDS and tokens[0] not in _WORDS.help_words):
        return False
    body = _without_polite(tokens)
    if body[:2] == ["help", "yourself"]:
        return False
    if _is_keyword_body(body, _WORDS.help_words, _WORDS.help_calls) or (
        body[:1] and body[0] in _WORDS.help_words - {"info", "informacion"}
    ):
        return True
    line = line_of(folded)
    return any(_calls(line, call) for call in _WORDS.help_calls if " " in call)


def asks_what_this_is(folded: str) -> bool:
    """Whether the sender asks what this service is and who sends the texts."""
    line = line_of(folded)
    return _SENTENCES.asks_what.any_in(line)


def is_keyword_of_help(folded: str) -> bool:
    """Whether the whole text is the keyword HELP, in whatever spelling and with whatever courtesy."""
    body = _without_polite(words(folded))
    return bool(body) and all(word in _WORDS.help_words for word in body)


def _read_whole(folded: str, body: list[str]) -> StopIntent | None:
    """What the text says as a whole: a keyword, our instruction, a listed phrase; None when it is none of them."""
    phrase = " ".join(body)
    if phrase in _WORDS.unclear_bodies or (
        _PATTERN.laughs.search(folded) and " ".join(_PATTERN.laughs.sub(" ", phrase).split()) in _WORDS.weak_bodies
    ):
        return StopIntent.UNCLEAR
    keyword = _is_keyword_body(
        body, _WORDS.stop_words | _WORDS.stop_slips, _WORDS.stop_bodies
    ) or _is_stop_among_keywords(body)
    return StopIntent.STOP if keyword or is_copied_instruction(folded) else None


def _calls(line: str, call: str) -> bool:
    # "they help me" calls for nothing.
    at = line.find(f" {call} ")
    return at >= 0 and line[:at].rsplit(maxsplit=1)[-1] not in _WORDS.no_call_before


def _asks_to_start(line: str) -> bool:
    return any(not _PATTERN.not_start.search(line[: match.start()]) for match in _SENTENCES.starts.matches(line))


def _has_keyword_part(line: str) -> bool:
    """A keyword as one sentence among others, or as a clause; or STOP as the first or last word of a longer text."""
    for part in sentences_of(line):
        if _is_keyword_body(_without_polite(part), _WORDS.clear_stop_words, _keyword_parts()):
            return True
    for part in clauses_of(line):
        tokens = _without_polite(part)
        if _is_keyword_body(tokens, _WORDS.clear_stop_words, frozenset()) or (
            len(tokens) > 1 and " ".join(tokens) in _keyword_parts()
        ):
            return True
    return bool(_PATTERN.stop_first.match(line) or _PATTERN.stop_last.search(line))


def _plain_body(folded: str) -> list[str]:
    tokens = words(folded)
    if tokens and all(len(word) == 1 and word.isalpha() for word in tokens):
        return ["".join(tokens)]
    return _without_polite(tokens)


def _without_polite(tokens: list[str]) -> list[str]:
    spoken = f" {' '.join(tokens)} "
    for polite in _PHRASES.polite_words:
        while (courtesy := f" {polite} ") in spoken:
            spoken = spoken.replace(courtesy, " ")
    return spoken.split()


def _held_down(word: str) -> str:
    """A word with its repeated letters typed once: "stoopp" is "stop"."""
    return re.sub(r"(.)\1+", r"\1", word)


def _is_stop_among_keywords(body: list[str]) -> bool:
    # "HELP STOP", "1 STOP": nothing but what a text of ours may have asked for, and a stop among it.
    stops = [word for word in body if word in _WORDS.clear_stop_words]
    others = [word for word in body if word not in _WORDS.clear_stop_words]
    asked_for = _WORDS.help_words | _WORDS.start_words | set("0123456789")
    return bool(stops) and all(word in asked_for for word in others)


def _is_keyword_body(body: list[str], keywords: frozenset[str], phrases: frozenset[str]) -> bool:
    if not body:
        return False
    return all(word in keywords or _held_down(word) in keywords for word in body) or " ".join(body) in phrases
