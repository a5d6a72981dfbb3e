"""What a step asks: coded answers or a score on a scale, and which of them staff must follow up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import RemindersError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

DEFAULT_OPEN_FOR = timedelta(days=3)
SCALE_PARTS: Final = ("back", "leg", "neck", "arm")
"""What the two parts of a question may be; the words that patients say for each are in `scale.yaml`."""

_SCALE_ENDS = range(101)
_LIMIT = re.compile(r"(>=|<=|>|<)\s*(\d{1,3})")
_CHANGE = re.compile(r"(rises|falls) by ([1-9]\d?)")
_ONE_DAY = timedelta(days=1)


class PathwayError(RemindersError, ValueError):
    """A pathway breaks a rule; the message says which step, which key and what to write instead."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and the highest number. With `parts` two numbers are asked for, in this order."""

    lowest: int
    highest: int
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ends that are no scale, and parts whose words cannot be read.

        Raises:
            PathwayError: the ends are out of order or too far apart, or the parts are not two known ones.

        """
        if not (self.lowest in _SCALE_ENDS and self.highest in _SCALE_ENDS and self.lowest < self.highest):
            raise PathwayError("scale takes the lowest and the highest number between 0 and 100, for example [0, 10]")
        if not self.parts:
            return
        if unknown := [part for part in self.parts if part not in SCALE_PARTS]:
            raise PathwayError(f"part {unknown[0]!r} is not known; parts may be {', '.join(SCALE_PARTS)}")
        if len(set(self.parts)) != 2 or len(self.parts) != 2:  # noqa: PLR2004 one text holds two numbers that can be read
            raise PathwayError("parts takes two different parts, for example [back, leg]")

    def code_of(self, score: int | tuple[int, int] | None) -> str | None:
        """Return a score as the answer's code, "7" or "3 6"; None if it does not answer this question."""
        numbers = (score,) if isinstance(score, int) else score or ()
        fits = len(numbers) == (len(self.parts) or 1) and all(self.lowest <= one <= self.highest for one in numbers)
        return " ".join(map(str, numbers)) if fits else None


@dataclass(frozen=True, slots=True)
class Threshold:
    """When staff follow up a score: `>= 7`, or `rises by 3` compared with the answer before."""

    sign: str
    number: int

    def is_met(self, score: Sequence[int], before: Sequence[int] | None = None) -> bool:
        """Return True if a score, or one of its parts, is at or past the threshold."""
        if self.sign in {"rises", "falls"}:
            way = 1 if self.sign == "rises" else -1
            pairs = zip(score, before or (), strict=False)
            return any((now - then) * way >= self.number for now, then in pairs)
        if self.sign == ">=":
            return any(one >= self.number for one in score)
        if self.sign == "<=":
            return any(one <= self.number for one in score)
        return any(one > self.number if self.sign == ">" else one < self.number for one in score)

    def __str__(self) -> str:
        """Return it as a care plan says it."""
        return f"{self.sign} by {self.number}" if self.sign in {"rises", "falls"} else f"{self.sign} {self.number}"


def parse_threshold(text: str) -> Threshold:
    """Read `>= 7` or `rises by 3`.

    Raises:
        PathwayError: the text is neither.

    """
    match = _LIMIT.fullmatch(text.strip()) or _CHANGE.fullmatch(text.strip())
    if match is None:
        raise PathwayError(f'{text!r} is not a follow-up of a scale; write ">= 7" or "rises by 3"')
    return Threshold(match[1], int(match[2]))


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with coded answers, or with a scale.

    `answers` maps the digit a patient texts to its code; the codes in `follow_up` open an item for staff. On a scale
    the `thresholds` do. With `thanks` the first answer is confirmed by one short text. `again_after`: unanswered, the
    question is asked once more, that many days later.
    """

    answers: Mapping[int, str]
    open_for: timedelta = DEFAULT_OPEN_FOR
    follow_up: frozenset[str] = frozenset()
    thanks: bool = False
    scale: Scale | None = None
    thresholds: tuple[Threshold, ...] = ()
    again_after: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuse answers that a patient could not give.

        Raises:
            PathwayError: no answer, a digit outside 1-9, a code used twice, an unknown follow-up, a threshold that no
                score reaches, or a second question that is not whole days later.

        """
        if self.again_after is not None and (self.again_after % _ONE_DAY or self.again_after > DEFAULT_OPEN_FOR * 10):
            raise PathwayError("again_after takes whole days up to 30d, for example 1d: texts go out once a day")
        if self.scale is not None:
            _check_scale(self.scale, self.answers, self.thresholds)
            return
        if not self.answers:
            raise PathwayError("a question needs at least one answer, for example {1: yes_done, 2: not_yet}")
        if wrong := [digit for digit in self.answers if not 1 <= digit <= 9]:  # noqa: PLR2004 one digit on a phone
            raise PathwayError(f"answer {wrong[0]} is not a digit from 1 to 9")
        if len(set(self.answers.values())) != len(self.answers):
            raise PathwayError("two digits have the same answer code")
        if unknown := sorted(self.follow_up - set(self.answers.values())):
            raise PathwayError(f"follow_up names {unknown[0]!r}, which is none of the answers")

    def calls_for_follow_up(self, code: str, before: str | None = None) -> bool:
        """Return True if staff follow up this answer; `before` is the answer to the same question before it."""
        if self.scale is None:
            return code in self.follow_up
        score, earlier = score_of(code), score_of(before) if before else None
        return score is not None and any(threshold.is_met(score, earlier) for threshold in self.thresholds)

    def unknown_answers(self, codes: Collection[str]) -> list[str]:
        """Return the codes that no answer has."""
        if self.scale is None or self.scale.parts:
            return sorted(set(codes) - set(self.answers.values()))
        return sorted(set(codes) - set(map(str, range(self.scale.lowest, self.scale.highest + 1))))


def _check_scale(scale: Scale, answers: Mapping[int, str], thresholds: Sequence[Threshold]) -> None:
    if answers:
        raise PathwayError("a question has answers or a scale, not both")
    for threshold in thresholds:
        is_change = threshold.sign in {"rises", "falls"}
        if is_change and threshold.number > scale.highest - scale.lowest:
            raise PathwayError(f"follow_up {str(threshold)!r} can never happen on this scale")
        if not is_change and not scale.lowest <= threshold.number <= scale.highest:
            raise PathwayError(f"follow_up {str(threshold)!r} is not on the scale")


def score_of(code: str) -> tuple[int, ...] | None:
    """Return the numbers of a score's code: (7,) or (3, 6); None for the code of another answer."""
    parts = code.split()
    return tuple(map(int, parts)) if parts and all(part.isdecimal() for part in parts) else None


def value_of(code: str) -> int | list[int] | str:
    """Return an answer as it is handed on: 7, [3, 6], or the code."""
    score = score_of(code)
    if score is None:
        return code
    return score[0] if len(score) == 1 else list(score)
