"""Finds in a message's own words how it put each answer, so that a page offers what the patient has read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = re.compile(r"^[ \t]*([1-9])[ \t]*=[ \t]*(\S[^\n]*?)[ \t.,;]*$", re.MULTILINE)


def shown_answers(text: str | None, answers: Mapping[int, str]) -> dict[int, str]:
    """Return the words of each answer by digit, from lines such as `2 = I am worried`; else the code, spelt out."""
    labels = {int(digit): words for digit, words in _SHOWN.findall(text or "")}
    return {digit: labels.get(digit) or code.replace("_", " ") for digit, code in answers.items()}
