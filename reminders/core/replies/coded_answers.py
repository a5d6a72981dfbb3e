"""Reads the coded answer in a reply: a digit, its word, or the answer's own name; nothing when in doubt.

A wrong answer would steer later messages, so this is the one reader that would rather miss: "10", "2pm", "38.5",
"call 2 times" and "1 or 2?" are no answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from reminders.core.language.lists import numbers_of, words_of
from reminders.core.language.reply_text import fold, words
from reminders.data import book

Forms = Sequence[tuple[list[str], int | None]]

_WORDS: Final = words_of("answers")
_NUMBERS: Final = numbers_of("answers")
_DEFAULT_NAMES: Final[Mapping[tuple[int, ...], Mapping[str, int]]] = {
    (1, 2): {"fine": 1, "worried": 2},
    (1, 2, 3): {"back": 1, "partly back": 2, "not yet": 3, "started": 1, "booked": 2, "not for me": 3},
}
"""The answers of the shipped questions by their codes, for when only the codes are known."""

DEFAULT_ANSWERS: Final = (1, 2, 3)
_HIGHEST = 9
_MAX_TOKENS = 200

_TOKEN = re.compile(r"[a-z]+|\d+(?:[.,:/-]\d+)*(?:[a-z]+|%)?|[$€%+=<>]|[.,;:!?)\]\n-]")
_CLAUSE_END = re.compile(r"[.,;:!?()\n-]+")
_DIGITS = frozenset("0123456789")
_KEPT_LEADS = frozenset({"no", "yes", "si", "ya", "la", "el", "es", "estoy"})
_PAUSES = frozenset(".,;:!?)]\n-")
_JOINTS = frozenset({"or", "o", "u", "and", "y", "to", "a", "of"})


def coded_answer(folded: str, answers: Mapping[int, str] | Sequence[int] | None = None) -> int | None:
    """The one allowed answer that the text gives, or None.

    `answers` are the allowed digits, or each digit with the name of its answer; without them 1, 2 and 3.
    """
    allowed = {code for code in (DEFAULT_ANSWERS if answers is None else answers) if 0 <= code <= _HIGHEST}
    tokens = _TOKEN.findall(folded)[:_MAX_TOKENS]
    names = {code: answers[code] for code in allowed} if isinstance(answers, Mapping) else None
    number = _given_number(tokens, allowed, _forms_of(names))
    if number is not None or answers is None or any(token in _DIGITS for token in tokens):
        return number if number is not None or not names else _named(folded, _forms_of(names))
    return _named(folded, _forms_of(names) if names else _shipped_forms(allowed))


def _forms_of(names: Mapping[int, str] | None) -> Forms:
    """Return every way to say each answer, as words with its code; without names, those of all shipped answers."""
    if names is None:
        every = {form for own, entry in book("answer_names").entries.items() for form in (own, *entry.values)}
        return [(form.split(), None) for form in sorted(every)]
    forms: list[tuple[list[str], int | None]] = []
    for code, name in names.items():
        own = " ".join(words(fold(name.replace("_", " "))))
        forms += [(form.split(), code) for form in (own, *_ways_to_say(own)) if form]
    return forms


def _ways_to_say(name: str) -> tuple[str, ...]:
    known = book("answer_names")
    return known.phrases(name) if name in known.entries else ()


def _shipped_forms(allowed: set[int]) -> Forms:
    """The ways to say the answers of the shipped questions that have these codes."""
    codes = _DEFAULT_NAMES.get(tuple(sorted(allowed)), {})
    return [(form.split(), code) for name, code in codes.items() for form in (name, *_ways_to_say(name))]


def _given_number(tokens: list[str], allowed: set[int], forms: Forms) -> int | None:
    spoken = [token for token in tokens if token not in _PAUSES]
    if len(spoken) == 1 and spoken[0] in _NUMBERS.sound_alikes:
        sound_alike = _NUMBERS.sound_alikes[spoken[0]]
        return sound_alike if sound_alike in allowed else None
    ordinals = [word for word in spoken if word not in _WORDS.ordinal_company]
    if len(ordinals) == 1 and ordinals[0] in _NUMBERS.ordinals:
        return ordinal if (ordinal := _NUMBERS.ordinals[ordinals[0]]) in allowed else None
    codes = {code for at in range(len(tokens)) if (code := _answer_at(tokens, at, forms)) is not None}
    if len(codes) != 1 or _offers_a_choice(spoken):
        return None
    code = codes.pop()
    return code if code in allowed else None


def _answer_at(tokens: list[str], at: int, forms: Forms) -> int | None:
    """The code said at this place: led in by nothing but greetings or cues, followed by nothing it could count.

    Many copy the question's words after the digit: "2 worried" says it twice, and "1 worried" says nothing for sure.
    """
    code = _code(tokens[at])
    if code is None or (at and tokens[at - 1] in _JOINTS - {"a", "to", "of"}):
        return None
    before = [token for token in tokens[:at] if token not in _PAUSES]
    led_in = all(word in _WORDS.leads or word in _WORDS.cues or _code(word) == code for word in before)
    is_named = bool(before) and before[-1] in _WORDS.naming_cues and tokens[at].isdigit()
    if not led_in and not is_named:
        return None
    following = tokens[at + 1] if at + 1 < len(tokens) else "."
    if following == "=":  # the line as we printed it
        named_after = _said_after(tokens[at + 2 :], forms)
        return code if not named_after or code in named_after or None in named_after else None
    # "2 weeks" counts something; "2, weeks later..." and "2 but ..." do not.
    followed = (
        following in _PAUSES
        or following in _WORDS.followers
        or following in _WORDS.after_digit
        or _code(following) is not None
    )
    named_after_digit = _said_after(tokens[at + 1 :], forms)
    return (
        code if code in named_after_digit or (followed and not named_after_digit) or None in named_after_digit else None
    )


def _said_after(tokens: list[str], forms: Forms) -> set[int | None]:
    """The answers that the words after a digit name. An answer of unknown name (None) must end its sentence there."""
    spoken = [token for token in tokens if token not in _PAUSES]
    codes: set[int | None] = set()
    for form, code in forms:
        following = spoken[len(form)] if len(spoken) > len(form) else ""
        if spoken[: len(form)] == form and (
            code is not None or not following or following in _WORDS.followers | {"about"}
        ):
            codes.add(code)
    return codes


def _code(token: str) -> int | None:
    if token.isdigit() and len(token) == 1:
        return int(token)
    return _NUMBERS.number_words.get(token)


def _offers_a_choice(tokens: list[str]) -> bool:
    """Two different codes, or a code next to another number: no single answer was given."""
    codes = [(at, code) for at, token in enumerate(tokens) if (code := _code(token)) is not None]
    for at, code in codes:
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if following[:1].isdigit() and _code(following) != code:
            return True
        after_next = tokens[at + 2] if at + 2 < len(tokens) else ""
        if following in _JOINTS and _code(after_next) not in {None, code}:
            return True
    return False


def _named(folded: str, forms: Forms) -> int | None:
    """The code whose answer is named first thing, and alone in its clause or with words that only follow on."""
    clauses = [clause for part in _CLAUSE_END.split(folded) if (clause := _without_leads(words(part)))]
    if not clauses:
        return None
    clause_words = clauses[0]
    lengths: dict[int, int] = {}
    for form, code in forms:
        rest = clause_words[len(form) :]
        if code is not None and clause_words[: len(form)] == form and (not rest or rest[0] in _WORDS.followers):
            lengths[code] = max(lengths.get(code, 0), len(form))
    longest = max(lengths.values(), default=0)
    best = [code for code, length in lengths.items() if length == longest]
    return best[0] if len(best) == 1 else None


def _without_leads(clause: list[str]) -> list[str]:
    # "no" and "not" open a greeting's answer as well as "not yet": they stay.
    start = next((at for at, word in enumerate(clause) if word not in _WORDS.leads - _KEPT_LEADS), len(clause))
    return clause[start:]
