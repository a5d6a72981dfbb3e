"""Recognizes a reply that no person wrote: of a phone while driving, an office while away, a carrier or a mail server.

When in doubt it is a person: "im driving, will answer later, chest hurts bad" is one.
"""

from __future__ import annotations

import re
from typing import Final

from reminders.core.consent.stop_instruction import without_instruction
from reminders.core.consent.stop_reading import StopIntent, line_of, stop_intent
from reminders.core.language.clauses import spoken_line
from reminders.core.language.lists import pattern_of, patterns_of
from reminders.core.safety.red_flags import red_flag

_SENTENCES: Final = patterns_of("automatic")
_PATTERN: Final = pattern_of("automatic")
_LEAST_KINDS = 2


def is_automatic(folded: str) -> bool:
    """Whether the text holds a sentence that only machines write, and nothing that only a person would.

    The one who asks that texts end is a person, though the text names automated messages.
    """
    line = spoken_line(folded)
    if not (_has_notice(line) or _is_template(line)):
        return False
    rest = line
    for pattern in (*_SENTENCES.sure, *_SENTENCES.boilerplate):
        rest = pattern.sub(" . ", rest)
    if _PATTERN.mentions.search(rest) or red_flag(rest):
        return False
    return stop_intent(line_of(without_instruction(folded))) is not StopIntent.STOP


def _has_notice(line: str) -> bool:
    pairs = zip(_SENTENCES.paired_first, _SENTENCES.paired_second, strict=True)
    paired = any(first.search(line) and second.search(line) for first, second in pairs)
    return paired or _SENTENCES.sure.any_in(line)


def _is_template(line: str) -> bool:
    """Whether the text is a reason, with an excuse or a promise, and nothing else."""
    rest, kinds = line, 0
    for patterns in (_SENTENCES.busy, _SENTENCES.cannot, _SENTENCES.promise):
        matched = any(pattern.search(rest) for pattern in patterns)
        kinds += matched
        for pattern in patterns:
            rest = pattern.sub(" ", rest)
    return kinds >= _LEAST_KINDS and re.search(r"[a-z0-9]", _PATTERN.courtesy.sub(" ", rest)) is None
