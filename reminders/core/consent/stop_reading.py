"""Reads a stop in plain words: who is to end what, and in which frame it is said.

A pattern finds a verb of ending joined to its object; its frame (negation, condition, report, another speaker, another
owner) then decides whether these texts are meant, for certain, perhaps, or not at all. Revocation counts "by any
reasonable means" (47 CFR 64.1200(a)(10)), so "take me off this list" stops; "stop taking the pills" names no texts.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from reminders.core.consent import stop_frame_words as frames
from reminders.core.consent import stop_request_words as requests
from reminders.core.consent import stop_words as table
from reminders.core.consent import unclear_frame_words, unclear_words
from reminders.core.language.clauses import (
    clause_before,
    compile_patterns,
    sentence_after,
    sentence_before,
    spoken_line,
)
from reminders.core.language.real_words import REAL_WORDS
from reminders.core.language.word_match import Vocabulary


class Wish(StrEnum):
    """What a text says about going on: certain, perhaps, nothing, that the texts are wanted, or of another ending."""

    STOP = "stop"
    UNCLEAR = "unclear"
    NONE = "none"
    KEEP = "keep"
    OTHER = "other"


_MENDED: Final = frozenset(
    """
    stop quit cancel unsubscribe texting texts messages messaging sending contacting bothering spamming reminders
    reminder notifications remove delete anymore number receive receiving mensaje mensajes mandar manden mande
    mandarme mandando enviar envien enviarme escribir escriban escribirme escribiendo textear recordatorios molestar
    molesten dejen cancelen borren eliminen quiten saquenme quitenme borrenme numero lista recibir desuscribir
    equivocado equivocaron equivocada equivocadas necesito please program unenroll desuscribir quitar
    mensajes quiero cancelar textos
    """.split()  # noqa: SIM905 - reads better as words
)
_VOCABULARY: Final = Vocabulary(
    _MENDED,
    REAL_WORDS
    | frozenset(" ".join(table.CLASSES.values()).split()) - _MENDED
    | {"test", "tests", "stopped", "quite", "rest", "dejan", "quitan", "ande", "anden"},
)

_CLASSES: Final = {**table.CLASSES, **frames.FRAME_CLASSES, **requests.REQUEST_CLASSES}
_CLEAR: Final = compile_patterns((*table.CLEAR, *frames.CLEAR_FRAMES, *requests.REQUESTS), _CLASSES)
_WRONG_NUMBER: Final = compile_patterns((*table.WRONG_NUMBER, *frames.WRONG_FRAMES, *requests.NEW_OWNER), _CLASSES)
_NOT_ME: Final = compile_patterns((*table.NOT_ME, *frames.NOT_ME_FRAMES), _CLASSES)
_UNCLEAR: Final = compile_patterns(
    (*unclear_words.UNCLEAR, *frames.UNCLEAR_FRAMES, *unclear_frame_words.UNCLEAR_KINDS), _CLASSES
)
_OTHER_ENDINGS: Final = compile_patterns(unclear_frame_words.OTHER_ENDINGS, _CLASSES)
_FOR_LATER: Final = re.compile(frames.FOR_LATER)
_KEEP: Final = compile_patterns(unclear_words.KEEP, table.CLASSES)
_NEGATED: Final = re.compile(rf"\b{table.NEGATED}")
_CONDITION: Final = re.compile(table.CONDITION)
_OTHER_SPEAKER: Final = re.compile(rf"\b{table.OTHER_SPEAKER}")
_OTHER_OWNER: Final = re.compile(rf"\b{table.OTHER_OWNER}\b")
_OTHER_OBJECT: Final = re.compile(table.OTHER_OBJECT)
_STARTS_NEGATED: Final = re.compile(
    r"^(?:\w+ )?(?:dont|do not|doesnt|not|no|never|longer|sin|wont|cant|if|unless|since|why)\b"
)
_FOR_NOW: Final = re.compile(table.FOR_NOW)
_NOT_NOW: Final = re.compile(table.NOT_NOW)
_HEDGED: Final = re.compile(rf"\b{table.HEDGE}\b")
_INNER_HYPHEN: Final = re.compile(r"(?<=[a-z])-(?=[a-z])")
_TRANSFER_LAST: Final = compile_patterns(("{TRANSFER} (?:me |us |him |her |nos |le )*$",), table.CLASSES)[0]


def line_of(folded: str) -> str:
    """The text as one line of mended words and pauses."""
    return spoken_line(_INNER_HYPHEN.sub(" ", folded), _VOCABULARY)


def wish_of(line: str) -> Wish:
    """What a spoken line wishes: clear words to stop, words that may mean it, none, or that the texts go on."""
    if any(pattern.search(line) for pattern in _KEEP):
        return Wish.KEEP
    readings = {_in_frame(line, match) for pattern in _CLEAR for match in pattern.finditer(line)}
    if Wish.STOP in readings or is_wrong_number(line):
        return Wish.STOP
    strangers = any(pattern.search(line) for pattern in _NOT_ME)
    if strangers or Wish.UNCLEAR in readings:
        return Wish.UNCLEAR
    found = any(_is_plain(line, match) for pattern in _UNCLEAR for match in pattern.finditer(line))
    if found:
        return Wish.UNCLEAR
    elsewhere = readings or any(pattern.search(line) for pattern in _OTHER_ENDINGS)
    return Wish.OTHER if elsewhere else Wish.NONE


def is_wrong_number(line: str) -> bool:
    """Whether the text says that its number is not the patient's."""
    matches = (match for pattern in _WRONG_NUMBER for match in pattern.finditer(line))
    return any(not _OTHER_OWNER.search(_clause(line, match)) for match in matches)


def _in_frame(line: str, match: re.Match[str]) -> Wish:
    before, said = clause_before(line, match.start()), match.group()
    if not _STARTS_NEGATED.match(said.strip(" .,?")) and _NEGATED.search(before):
        return Wish.OTHER
    opening = sentence_before(line, match.start())
    turns = said.startswith(("but ", "pero "))
    if (_CONDITION.search(opening) and not turns) or _OTHER_SPEAKER.search(before):
        return Wish.OTHER
    if _names_other(line, match) or _FOR_LATER.search(_sentence(line, match)):
        return Wish.OTHER
    after = line[match.end() :].lstrip()
    if _FOR_NOW.match(after) or _NOT_NOW.match(f"{said.strip()} {after}") or _HEDGED.search(opening):
        return Wish.UNCLEAR
    if _TRANSFER_LAST.search(f"{said.strip()} ") and _OTHER_OBJECT.match(after):
        return Wish.OTHER
    return Wish.STOP


def _names_other(line: str, match: re.Match[str]) -> bool:
    """Whether the sentence is about somebody else's texts or number."""
    return _OTHER_OWNER.search(_sentence(line, match)) is not None


def _clause(line: str, match: re.Match[str]) -> str:
    after = sentence_after(line, match.end())
    return f"{clause_before(line, match.start())}{match.group()}{after.partition(',')[0]}"


def _sentence(line: str, match: re.Match[str]) -> str:
    return sentence_before(line, match.start()) + match.group() + sentence_after(line, match.end())


def _is_plain(line: str, match: re.Match[str]) -> bool:
    before = sentence_before(line, match.start())
    return not (_CONDITION.search(before) or _OTHER_SPEAKER.search(before) or _names_other(line, match))
