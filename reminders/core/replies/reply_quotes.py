"""Takes our own words off an inbound text: reactions, quoted copies, mail history, phone signatures.

A phone that cannot show a reaction sends it as text (`Liked "Reply STOP to end"`): those words are ours, and must
never stop, flag or answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reminders.core.language.lists import pattern_of
from reminders.core.language.reply_text import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_PATTERN: Final = pattern_of("reply_quotes")
_CURLY_QUOTE = re.compile(r"^“[^“”]*(?:“[^“”]*”[^“”]*)*(?:”|$)|^«[^«»]*(?:»|$)")
_QUOTED_LINE = re.compile(r"^[ \t]*>[^\n]*$", re.MULTILINE)
_LONE_MEASURE = re.compile(r"^[ \t]*>[ \t]*\d", re.MULTILINE)
_SPAN = re.compile(r"[a-z0-9]+")
_MIN_COPY = 4
_SURE_COPY = 8


def own_words_off(text: str, own_texts: Sequence[str] = ()) -> str:
    """The folded text without what we wrote; `own_texts` are our recent messages to this phone."""
    folded = fold(text)
    for own in own_texts:
        folded = _without_copy(folded, own)
    folded = _without_reaction(folded)
    folded = _without_mail_history(folded)
    return _PATTERN.signature.sub("", folded).strip()


def is_reaction(text: str) -> bool:
    """Whether the text is a reaction to one of ours and nothing else, as a phone writes it in words."""
    folded = fold(text)
    if _PATTERN.reaction_only.match(folded):
        return True
    return _PATTERN.reaction_start.match(folded) is not None and not words(_without_reaction(folded))


def _without_copy(folded: str, own: str) -> str:
    ours = _SPAN.findall(fold(own))
    if len(ours) < _MIN_COPY:
        return folded
    spans = list(_SPAN.finditer(folded))
    theirs = [span.group() for span in spans]
    needed = min(len(ours), _SURE_COPY)
    for start in range(len(theirs) - needed + 1):
        if theirs[start : start + needed] != ours[:needed]:
            continue
        length = needed
        while length < len(ours) and start + length < len(theirs) and theirs[start + length] == ours[length]:
            length += 1
        # A phone cuts a long quote with dots, often inside a word.
        cut_word = (
            start + length < len(theirs) and length < len(ours) and ours[length].startswith(theirs[start + length])
        )
        end = spans[start + length - (0 if cut_word else 1)].end()
        return f"{folded[: spans[start].start()]} {folded[end:]}"
    return folded


def _without_reaction(folded: str) -> str:
    if _PATTERN.reaction_only.match(folded):
        return ""
    start = _PATTERN.reaction_start.match(folded)
    if start is None:
        return folded
    quote = folded[start.end() :]
    curly = _CURLY_QUOTE.match(quote)
    if curly is not None:
        return quote[curly.end() :]
    closing = quote.rfind(quote[0])
    # Cut short by the phone, or nothing after it: all of it is quote, whatever marks it holds itself.
    if closing <= 0 or not words(quote[closing:]):
        return ""
    return quote[quote.index(quote[0], 1) + 1 :]


def _without_mail_history(folded: str) -> str:
    header = _PATTERN.mail_header.search(folded)
    quoted = _QUOTED_LINE.findall(folded)
    if header is not None and not quoted:
        return folded[: header.start()]
    if header is not None:
        folded = folded[: header.start()] + folded[header.end() :]
    # ">101" on a line of its own is a temperature, not a quote.
    if header is None and len(quoted) == 1 and _LONE_MEASURE.search(folded):
        return folded
    return _QUOTED_LINE.sub("", folded)
