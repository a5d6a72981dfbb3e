"""Ends a text with a line that many texts carry, and says nothing twice."""

from __future__ import annotations

import re
from typing import Final

_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")


def add(text: str, line: str) -> str:
    """Return a text and the line after it, without those sentences of the line that the text has already.

    "Reply STOP to end." says "STOP to end.", too.
    """
    said = _BETWEEN_SENTENCES.split(text)
    left = [sentence for sentence in _BETWEEN_SENTENCES.split(line.strip()) if not _is_said(sentence, said)]
    return " ".join([text, *left])


def _is_said(sentence: str, said: list[str]) -> bool:
    return any(one == sentence or one.endswith(f" {sentence}") for one in said)
