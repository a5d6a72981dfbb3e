"""Tells a reply that nobody wrote: a phone's while driving, an office's while away, a carrier's or a mail server's.

When in doubt it is a person: "im driving, will answer later, chest hurts bad" is one.
"""

from __future__ import annotations

import re
from typing import Final

from reminders.core.consent.stop_instruction import without_instruction
from reminders.core.consent.stop_reading import Wish, line_of, wish_of
from reminders.core.language.clauses import compile_patterns, spoken_line
from reminders.core.replies import automatic_template_words as templates
from reminders.core.replies.automatic_words import BOILERPLATE, OF_A_PATIENT, PAIRED, SURE
from reminders.core.safety.red_flags import red_flag

_SURE: Final = compile_patterns((*SURE, *templates.NOTICES), {})
_BUSY: Final = compile_patterns([rf"(?:{pattern})\b" for pattern in templates.BUSY], {})
_CANNOT: Final = compile_patterns([rf"(?:{pattern})\b" for pattern in templates.CANNOT], {})
_PROMISE: Final = compile_patterns([rf"(?:{pattern})\b" for pattern in templates.PROMISE], {})
_COURTESY: Final = re.compile(rf"\b{templates.COURTESY}\b")
_LEAST_KINDS = 2
_BOILERPLATE: Final = compile_patterns(BOILERPLATE, {})
_PAIRED: Final = tuple(compile_patterns(pair, {}) for pair in PAIRED)
_MENTIONS: Final = re.compile(rf"\b{OF_A_PATIENT}\b")


def is_automatic(folded: str) -> bool:
    """Whether the text holds a sentence that only machines write, and nothing that only a person would.

    Whoever asks that texts end is a person, though the text names automated messages.
    """
    line = spoken_line(folded)
    if not (_has_notice(line) or _is_template(line)):
        return False
    rest = line
    for pattern in (*_SURE, *_BOILERPLATE):
        rest = pattern.sub(" . ", rest)
    if _MENTIONS.search(rest) or red_flag(rest):
        return False
    return wish_of(line_of(without_instruction(folded))) is not Wish.STOP


def _has_notice(line: str) -> bool:
    paired = any(all(pattern.search(line) for pattern in pair) for pair in _PAIRED)
    return paired or any(pattern.search(line) for pattern in _SURE)


def _is_template(line: str) -> bool:
    """Whether the text is a reason, with an excuse or a promise, and nothing else."""
    rest, kinds = line, 0
    for patterns in (_BUSY, _CANNOT, _PROMISE):
        found = any(pattern.search(rest) for pattern in patterns)
        kinds += found
        for pattern in patterns:
            rest = pattern.sub(" ", rest)
    return kinds >= _LEAST_KINDS and re.search(r"[a-z0-9]", _COURTESY.sub(" ", rest)) is None
