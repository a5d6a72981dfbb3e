"""Reads the answer to a question on a scale: one number, or two for a question in two parts; nothing when in doubt.

"7", "7/10", "about a seven" are answers; "6 or 7", "not a 10", "2 pills at 8" are none. Two numbers are the back's and
the leg's, in this order whatever order they are said in.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from reminders.core.language.lists import numbers_of, words_of

_VALUES: Final = numbers_of("answers")
_TOP: Final = re.compile(r"\s*(?:/|out of|of|de|sobre|over)\s*(?:an? |los )?(?:10|ten|diez)\b")
_TOKEN: Final = re.compile(r"[a-z]+|\d+(?:[.,:/-]\d+)*[a-z%]*|[-,.;:\n+&<>=]")
_SHORT_PAIR: Final = re.compile(r"^\W*(\d{1,2})\s*[,/&]\s*(\d{1,2})\W*$")
_WORDS: Final = words_of("answers")
_MAX_TOKENS: Final = 40


def scale_answer(folded: str, lowest: int, highest: int) -> int | tuple[int, int] | None:
    """The number given on the scale, or two, or None when it is not plain which is meant."""
    text = _TOP.sub(" ", folded) if highest == 10 else folded  # noqa: PLR2004 - "7 out of 10" names the top
    pair = _SHORT_PAIR.match(text)
    tokens = [pair[1], pair[2]] if pair else _TOKEN.findall(text)
    if len(tokens) > _MAX_TOKENS:
        return None
    places = [at for at, token in enumerate(tokens) if _is_number(tokens, token)]
    values = [_value(tokens[at]) for at in places]
    in_range = [value for value in values if value is not None and lowest <= value <= highest]
    if not 1 <= len(in_range) == len(values) <= 2 or _is_doubtful(tokens, places):  # noqa: PLR2004 - two parts
        return None
    return in_range[0] if len(in_range) == 1 else _in_order(tokens, in_range)


@cache
def _numbers() -> dict[str, int]:
    return {**_VALUES.number_words, **_VALUES.ten}


def _is_number(tokens: list[str], token: str) -> bool:
    return token[0].isdigit() or (token in _numbers() and (token not in _WORDS.scale_ambiguous or len(tokens) == 1))


def _value(token: str) -> int | None:
    return int(token) if token.isdigit() else _numbers().get(token)


def _is_doubtful(tokens: list[str], places: list[int]) -> bool:
    """A number that counts something, or one among several that are weighed, or is denied."""
    counts_things = any(at + 1 < len(tokens) and tokens[at + 1] in _WORDS.scale_counted for at in places)
    weighed = any(token in _WORDS.scale_unsure or token == "-" for token in tokens[: places[-1]])  # noqa: S105 - a dash
    return counts_things or weighed


def _in_order(tokens: list[str], numbers: list[int]) -> tuple[int, int]:
    body_parts = [
        part
        for token in tokens
        if (part := "back" if token in _WORDS.scale_back else "leg" if token in _WORDS.scale_leg else "")
    ]
    swapped = body_parts[:1] == ["leg"] and "back" in body_parts
    return (numbers[1], numbers[0]) if swapped else (numbers[0], numbers[1])
