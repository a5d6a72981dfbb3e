"""Reads the answer to a question on a scale: one number, or two for a question in two parts; nothing when in doubt.

A score steers what staff see, so this reader would rather miss. A number is the score only where the words right before
and after it may stand beside a score ("pain is a 7 today"); any other word, and it may count something. A second number
must be of another day ("8 but it was 3 yesterday"), count something ("took 2 pills"), or be the second part ("3 6",
"back 3 leg 6"). Two numbers are the back's and the leg's, in this order whatever order they are said in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.language.lists import pattern_of, words_of
from reminders.core.replies.scale.numbers import is_joint, possible_scores, tokens_of
from reminders.core.replies.scale.text import plain_scale_text
from reminders.core.replies.scale.times import DoubtfulError, placed_in_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.replies.scale.times import PlacedNumber

_PATTERN: Final = pattern_of("scale")
_WORDS: Final = words_of("scale")
_BOTH: Final = "both"
_MAX_TOKENS: Final = 120
_HIGH_FROM, _LOW_TO = 0.6, 0.2
DEFAULT_PARTS: Final = ("back", "leg")


def scale_answer(
    folded: str, lowest: int, highest: int, parts: Sequence[str] = DEFAULT_PARTS
) -> int | tuple[int, int] | None:
    """The number given on the scale, or two, or None when it is not plain which is meant.

    `parts` are the two things that two numbers are about, in the order in which they are returned.
    """
    text = plain_scale_text(folded, lowest, highest)
    if text is None or _PATTERN.others.search(folded):
        return None
    tokens = tokens_of(text)
    if len(tokens) > _MAX_TOKENS:
        return None
    try:
        places = list(possible_scores(tokens, lowest, highest))
        score = _one_or_two(tokens, places, parts)
    except DoubtfulError:
        return None
    return None if score is None or _is_odd(folded, score, lowest, highest) else score


def _one_or_two(tokens: Sequence[str], places: Sequence[int], parts: Sequence[str]) -> int | tuple[int, int] | None:
    numbers = placed_in_time(tokens, places)
    live = [number for number in numbers if not number.is_past]
    present = [number for number in live if number.is_present]
    if len(live) > 1 and len(present) == 1 and all(number.is_this_day for number in live if number not in present):
        live = present
    named = {part for token in tokens if (part := _part(token, parts)) is not None}
    if len(named) > 1 and _BOTH not in tokens and (len(live) == 1 or len(live) < len(numbers)):
        return None
    if len(live) == 1:
        value = live[0].value
        return (value, value) if _BOTH in tokens else value
    return _pair(tokens, live, parts) if len(live) == 2 else None  # noqa: PLR2004 - two parts


def _pair(tokens: Sequence[str], live: Sequence[PlacedNumber], asked: Sequence[str]) -> tuple[int, int] | None:
    """Two numbers that are the two parts, in the parts' order."""
    first, second = live
    parts = [(at, part) for at, token in enumerate(tokens) if (part := _part(token, asked)) is not None]
    merged = [item for place, item in enumerate(parts) if not place or parts[place - 1][1] != item[1]]
    if not merged:
        between = tokens[first.at + 1 : second.at]
        joints = [token for token in between if token not in _WORDS.articles]
        is_bare = len(joints) <= 2 and len(between) <= 3 and all(map(is_joint, joints))  # noqa: PLR2004 - ", and a"
        return (first.value, second.value) if is_bare else None
    order = [part for _, part in merged]
    if sorted(order) != sorted(asked) or (first.at < merged[0][0] < merged[1][0] and second.at < merged[0][0]):
        return None
    return (first.value, second.value) if order == list(asked) else (second.value, first.value)


def _part(token: str, asked: Sequence[str]) -> str | None:
    return next((part for part in asked if token in getattr(_WORDS, f"part_{part}")), None)


def _is_odd(folded: str, score: int | tuple[int, int], lowest: int, highest: int) -> bool:
    """Whether the words go against the number: "10/10 doing great" may be praise, or the wrong end of the scale."""
    values = (score,) if isinstance(score, int) else score
    shares = [(value - lowest) / (highest - lowest) for value in values]
    text = _PATTERN.greetings.sub(" , ", folded)
    happy = _PATTERN.happy.search(_PATTERN.not_happy.sub(" ", text)) or _PATTERN.happy_signs.search(text)
    if happy and max(shares) >= _HIGH_FROM:
        return True
    return bool(_PATTERN.severe.search(text)) and min(shares) <= _LOW_TO and len(values) == 1
