"""Our own instruction how to stop: copied back alone it is obeyed, inside a longer text it is a quotation.

"Reply STOP to end." and "STOP 12345" stop; a text of ours that holds the sentence, quoted whole or with a comment, does
not, and what the patient adds to it is read without it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from reminders.core.language.lists import pattern_of
from reminders.core.language.reply_text import fold

_QUOTE = "[\"'“”«»*„]*"
_PART: Final = pattern_of("stop_instruction")
_HELP_PART = re.compile(
    r"(?:(?:reply|text|send|responda|envie|mande) )?[\"“]?(?:help|ayuda|info)[\"”]? (?:for|para) \w+[ \t.,]*(?:and|y)?"
)
_RATES = re.compile(r"(?:msg ?(?:&|and) ?data rates may apply|pueden aplicar tarifas[^.\n]{0,30})[ \t.]*")


@cache
def _instruction() -> re.Pattern[str]:
    say, keyword, aim = _PART.say.pattern, _PART.keyword.pattern, _PART.aim.pattern
    return re.compile(
        rf"(?:{say}[ \t]+{_QUOTE}{keyword}\b{_QUOTE}(?:[ \t]+(?:to|al?|at)[ \t]+\d{{3,10}}\b)?(?:[ \t,:]+{aim})?"
        rf"|(?<!\w){_QUOTE}{keyword}{_QUOTE}[ \t]+(?:{aim}))[ \t.!]*"
    )


@cache
def _aim_first() -> re.Pattern[str]:
    return re.compile(rf"\W*{_PART.aim.pattern}[ \t,:]+{_PART.say.pattern}[ \t]+{_QUOTE}{_PART.keyword.pattern}\W*")


@cache
def _numbered() -> re.Pattern[str]:
    return re.compile(
        rf"^\W*{_PART.keyword.pattern}[ \t]+(?:to |al? )?\d{{3,10}}\W*"
        r"(?:please|pls|thanks|thank you|thx|gracias|por favor|porfa|ya)?\W*$"
    )


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(rf"[\"“«„][^\"”»\n]{{0,400}}\b{_PART.keyword.pattern}\b[^\"”»\n]{{0,400}}(?:[\"”»]|$)")


def is_copied_instruction(folded: str) -> bool:
    """Whether the whole text is our instruction, with nothing but courtesy around it."""
    if _numbered().match(folded):
        return True
    if not _instruction().search(folded):
        return False
    rest = _PART.courtesy.sub(" ", _RATES.sub(" ", _HELP_PART.sub(" ", _instruction().sub(" ", folded))))
    return re.search(r"[a-z0-9]", rest) is None


@lru_cache(maxsize=1024)  # every first text asks about the same template sentences
def tells_how_to_stop(sentence: str) -> bool:
    """Whether a sentence of a text of ours tells how to stop (and get help), and nothing else."""
    folded = fold(sentence)
    return is_copied_instruction(folded) or _aim_first().fullmatch(folded) is not None


def without_instruction(folded: str) -> str:
    """The text without our instruction, which is quoted in it; a keyword in quotation marks is a quotation too."""
    unquoted = _quoted().sub(" ", folded)
    if not re.search(r"[a-z0-9]", unquoted):
        unquoted = folded
    return _instruction().sub(" . ", unquoted)
