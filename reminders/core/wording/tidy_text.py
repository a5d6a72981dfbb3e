"""How filled-in text is tidied: its spaces, and the period that a value and the sentence around it both bring."""

from __future__ import annotations

import re
from typing import Final

_TWO_PERIODS: Final = re.compile(r"(?<![./])\.\.(?![./])")


def one_line(text: str) -> str:
    """Return the text with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def paragraphs_of(text: str) -> str:
    """Return the text with each line trimmed and at most one empty line between paragraphs."""
    paragraphs: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (paragraphs and paragraphs[-1]):
            paragraphs.append(line)
    return "\n".join(paragraphs) + "\n"


def one_period(text: str) -> str:
    """Return the text with one period where a value that ends in one ends the sentence: "Place: 12 Main St.".

    Three are an ellipsis, and two in a path are left alone.
    """
    return _TWO_PERIODS.sub(".", text) if ".." in text else text
