"""Which numbers of a text may be the score: those that count nothing, with words around them that go with a score."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reminders.core.language.digits import number_of
from reminders.core.language.lists import words_of
from reminders.core.replies.scale.times import DoubtfulError, tells_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS: Final = words_of("scale")
_TOKEN: Final = re.compile(
    r"\d+(?:[-/.:,\u2010-\u2015]\d+)+(?:[a-z%]+)?|\d+[a-z%+]+|[a-z]+\d\w*|\d+|[a-z]+|[^\sa-z\d]|\n"
)
_COMMA_PAIR: Final = re.compile(r"(\d+),(\d+)")
_PLAIN: Final = re.compile(r"\d+")
_SUFFIX: Final = re.compile(r"\d[\d.,:/-]*([a-z%+]+)")
_TRANSPARENT: Final = frozenset(":=#\"'*“”")
_OPEN_SIGNS: Final = frozenset(".,;!?()\n")
_ODD_SIGNS: Final = frozenset("<>+~≈$€£@^/\\-&_\u2013\u2014")
_SET_OFF: Final = frozenset("-+&/")
_JOINT_SIGNS: Final = frozenset(",;&+/\n")
_ENDS: Final = frozenset(".!?\n")
_BIG: Final = 100
_TIME_WORDS: Final = (1, 2, 3)
_DECIMALS: Final = frozenset("05")


def tokens_of(text: str) -> list[str]:
    """The words, numbers and signs of a text. "6,3" is a pair and comes apart; "6,5" may be six and a half."""
    return [part for token in _TOKEN.findall(text) for part in _parted(token)]


def is_joint(token: str) -> bool:
    """Whether a sign or word may stand between two numbers that are both answers."""
    return token in _JOINT_SIGNS or token in _WORDS.joints


def _parted(token: str) -> tuple[str, ...]:
    pair = _COMMA_PAIR.fullmatch(token)
    return (pair[1], ",", pair[2]) if pair and pair[2] not in _DECIMALS else (token,)


def possible_scores(tokens: Sequence[str], lowest: int, highest: int) -> Iterator[int]:
    """The places of the numbers that may be the score; those that count something are left out.

    Raises:
        DoubtfulError: One could be either.
    """
    for at, token in enumerate(tokens):
        if not token[0].isdigit() or _counts_something(tokens, at, highest):
            continue
        if not _PLAIN.fullmatch(token) or not lowest <= number_of(token) <= highest:
            raise DoubtfulError
        if not (_is_led_in(tokens, at) and _is_followed(tokens, at)) or _is_asked(tokens, at):
            raise DoubtfulError
        yield at


def _counts_something(tokens: Sequence[str], at: int, highest: int) -> bool:
    token = tokens[at]
    if not _PLAIN.fullmatch(token):
        suffix = _SUFFIX.fullmatch(token)
        numbers = [number_of(part) for part in re.findall(r"\d+", token)]
        is_clock = ":" in token
        return is_clock or max(numbers) > highest or (suffix is not None and suffix[1] in _WORDS.glued_units)
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    before = _before(tokens, at)
    return number_of(token) >= _BIG or following in _WORDS.units or (before in _WORDS.counting)


def _before(tokens: Sequence[str], at: int) -> str:
    """The token right before, past signs that only set off."""
    while at > 0 and tokens[at - 1] in _TRANSPARENT:
        at -= 1
    return tokens[at - 1] if at else ""


def _is_led_in(tokens: Sequence[str], at: int) -> bool:
    before = _before(tokens, at)
    if before in _WORDS.leads_after_word:
        place = next(place for place in range(at - 1, -1, -1) if tokens[place] == before)
        return not _is_pause(_before(tokens, place)) and _is_led_in(tokens, place)
    if before in _SET_OFF:
        return at > 1 and tokens[at - 2].isalnum()
    leads_in = before in _WORDS.leads or is_joint(before) or before.isdigit()
    return _is_pause(before) or leads_in or _ends_in_time(tokens, at)


def _is_followed(tokens: Sequence[str], at: int) -> bool:
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if after in _WORDS.open_followers:
        return at + 2 < len(tokens) and tokens[at + 2] in _WORDS.open_follower_next
    if after == "-" and at + 2 == len(tokens):
        return False
    follows = after in _WORDS.followers or is_joint(after) or after in _WORDS.situations or _begins_in_time(tokens, at)
    return _is_pause(after) or after in _TRANSPARENT or follows or after == "-" or after.isdigit() or _is_number(after)


def _begins_in_time(tokens: Sequence[str], at: int) -> bool:
    return any(tells_time(tokens, at + 1, at + 1 + length) for length in _TIME_WORDS)


def _is_number(token: str) -> bool:
    return bool(token) and token[0].isdigit()


def _ends_in_time(tokens: Sequence[str], at: int) -> bool:
    return any(tells_time(tokens, max(0, at - length), at) for length in _TIME_WORDS)


def _is_pause(token: str) -> bool:
    return not token or token in _OPEN_SIGNS or not (token.isalnum() or token in _ODD_SIGNS or token[0].isalnum())


def _is_asked(tokens: Sequence[str], at: int) -> bool:
    ending = next((token for token in tokens[at:] if token in _ENDS), "")
    return ending == "?"
