"""Finds in a message's own words what it asked and how it put each answer: a page asks what the patient has read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = re.compile(r"^[ \t]*([1-9])[ \t]*=[ \t]*(\S[^\n]*?)[ \t.,;]*$", re.MULTILINE)


def shown_question(text: str | None) -> tuple[str, str]:
    """Return a question's title, which is the first line, and the paragraph that leads to its answers.

    Both are empty where the words are gone, or offer no answer.
    """
    found = _SHOWN.search(text or "")
    words = found.string[: found.start()] if found else ""
    above = [part.strip() for part in re.split(r"\n\s*\n", words) if part.strip()]
    if not above:
        return "", ""
    return above[0], " ".join(above[-1].split()) if len(above) > 1 else ""


def shown_answers(text: str | None, answers: Mapping[int, str]) -> dict[int, str]:
    """Return the words of each answer by digit, from lines such as `2 = I am worried`; else the code, spelt out."""
    labels = {int(digit): words for digit, words in _SHOWN.findall(text or "")}
    return {digit: labels.get(digit) or code.replace("_", " ") for digit, code in answers.items()}
