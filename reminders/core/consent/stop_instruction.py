"""Our own instruction how to stop: copied back alone it is obeyed, inside a longer text it is a quotation.

"Reply STOP to end." and "STOP 12345" stop; a text of ours that holds the sentence, quoted whole or with a comment, does
not, and what the patient adds to it is read without it.
"""

from __future__ import annotations

import re

from reminders.core.consent.instruction_words import AIM, KEYWORD, SAY

_QUOTE = "[\"'“”«»*„]*"
_INSTRUCTION = re.compile(
    rf"(?:{SAY}[ \t]+{_QUOTE}{KEYWORD}\b{_QUOTE}(?:[ \t]+(?:to|al?|at)[ \t]+\d{{3,10}}\b|[ \t,:]+{AIM})?"
    rf"|(?<!\w){_QUOTE}{KEYWORD}{_QUOTE}[ \t]+(?:{AIM}))[ \t.!]*"
)
_NUMBERED = re.compile(
    rf"^\W*{KEYWORD}[ \t]+(?:to |al? )?\d{{3,10}}\W*(?:please|pls|thanks|thank you|thx|gracias|por favor|porfa|ya)?\W*$"
)
_QUOTED = re.compile(rf"[\"“«„][^\"”»\n]{{0,400}}\b{KEYWORD}\b[^\"”»\n]{{0,400}}(?:[\"”»]|$)")
_HELP_PART = re.compile(
    r"(?:(?:reply|text|send|responda|envie|mande) )?[\"“]?(?:help|ayuda|info)[\"”]? (?:for|para) \w+[ \t.,]*(?:and|y)?"
)
_RATES = re.compile(r"(?:msg ?(?:&|and) ?data rates may apply|pueden aplicar tarifas[^.\n]{0,30})[ \t.]*")
_COURTESY = re.compile(r"(?:please|pls|thanks|thank you|thx|gracias|por favor|porfa|ok|now|ya)\b")


def is_copied_instruction(folded: str) -> bool:
    """Whether the whole text is our instruction, with nothing but courtesy around it."""
    if _NUMBERED.match(folded):
        return True
    if not _INSTRUCTION.search(folded):
        return False
    rest = _COURTESY.sub(" ", _RATES.sub(" ", _HELP_PART.sub(" ", _INSTRUCTION.sub(" ", folded))))
    return re.search(r"[a-z0-9]", rest) is None


def without_instruction(folded: str) -> str:
    """The text without our instruction, which is quoted in it; a keyword in quotation marks is a quotation too."""
    unquoted = _QUOTED.sub(" ", folded)
    if not re.search(r"[a-z0-9]", unquoted):
        unquoted = folded
    return _INSTRUCTION.sub(" . ", unquoted)
