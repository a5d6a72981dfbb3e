"""Ends a text with a line that many texts carry, and says nothing twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\s*\n\s*")


def add(text: str, line: str, *, tells_how_to_stop: Callable[[str], bool]) -> str:
    """Return a text and the line after it, without those sentences of the line that the text has already.

    "Reply STOP to end." says "STOP to end.", too. Where both tell how to stop, each in words of its own, the line does:
    it stands last, and that of a first text names HELP as well (CTIA Messaging Principles 5.1). A sentence that tells
    anything else besides is kept.
    """
    ending = _BETWEEN_SENTENCES.split(line.strip())
    if any(map(tells_how_to_stop, ending)):
        text = _without(text, tells_how_to_stop)
    said = "\n".join(["", *_BETWEEN_SENTENCES.split(text), ""]).replace("\n", "\n ")
    left = [sentence for sentence in ending if f" {sentence}\n" not in said]  # at the end of a sentence, or all of it
    return " ".join([text, *left]).strip()


def _without(text: str, is_dropped: Callable[[str], bool]) -> str:
    """Return the text without some of its sentences; what stands between the others stays as it is."""
    kept, begin = "", 0
    for gap in [*_BETWEEN_SENTENCES.finditer(text), None]:
        end, following = (gap.start(), gap.end()) if gap else (len(text), len(text))
        if not is_dropped(text[begin:end]):
            kept += text[begin:following]
        begin = following
    return kept.rstrip()
