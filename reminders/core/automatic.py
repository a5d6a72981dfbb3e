"""Tells a reply that nobody wrote: a phone's while driving, an office's while away, a carrier's or a mail server's.

When in doubt it is a person: "im driving, will answer later, chest hurts bad" is one.
"""

from __future__ import annotations

import re
from typing import Final

from reminders.core.automatic_words import BOILERPLATE, OF_A_PATIENT, PAIRED, SURE
from reminders.core.clauses import compile_patterns, spoken_line
from reminders.core.red_flags import red_flag

_SURE: Final = compile_patterns(SURE, {})
_BOILERPLATE: Final = compile_patterns(BOILERPLATE, {})
_PAIRED: Final = tuple(compile_patterns(pair, {}) for pair in PAIRED)
_MENTIONS: Final = re.compile(rf"\b{OF_A_PATIENT}\b")


def is_automatic(folded: str) -> bool:
    """Whether the text holds a sentence that only machines write, and nothing that only a person would."""
    line = spoken_line(folded)
    paired = any(all(pattern.search(line) for pattern in pair) for pair in _PAIRED)
    if not paired and not any(pattern.search(line) for pattern in _SURE):
        return False
    rest = line
    for pattern in (*_SURE, *_BOILERPLATE):
        rest = pattern.sub(" . ", rest)
    return not (_MENTIONS.search(rest) or red_flag(rest))
