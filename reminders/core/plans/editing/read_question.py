"""Reads the question of a step from its form: coded answers or a scale, and when staff follow up."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.plans.editing.step_form import DIGITS, FOLLOW_UP
from reminders.core.plans.questions import SCALE_PARTS, Ask, PathwayError, Scale, parse_threshold

if TYPE_CHECKING:
    from reminders.core.plans.editing.form_reader import FormReader
    from reminders.core.plans.questions import Threshold


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST_WAIT: Final = 30
_PARTS: Final = 2


def read_question(reader: FormReader) -> Ask | None:
    """Return what the step asks, or None; what is wrong is noted in the reader."""
    kind = reader.form.text("question")
    if not kind:
        return None
    if kind not in {"answers", "scale"}:
        reader.refuse("question", _("choose one from the list"))
        return None
    scale = _scale(reader) if kind == "scale" else None
    answers = {} if scale else _answers(reader)
    thresholds = _thresholds(reader, scale) if scale else ()
    open_for, again = reader.duration("open_for"), _again(reader)
    if reader.errors:
        return None
    follow_up = frozenset(answers[int(digit)] for digit in reader.form.chosen(FOLLOW_UP) if int(digit) in answers)
    try:
        return Ask(
            answers=answers,
            open_for=open_for,
            follow_up=follow_up,
            thanks=reader.form.text("thanks") == "yes",
            scale=scale,
            thresholds=thresholds,
            again_after=again,
        )
    except PathwayError as error:
        reader.refuse("question", "{what}", what=error)
        return None


def _answers(reader: FormReader) -> dict[int, str]:
    answers = {int(digit): code for digit in DIGITS if (code := reader.form.text(f"answer_{digit}"))}
    if not answers:
        reader.refuse("answer_1", _("write at least one answer"))
    seen: set[str] = set()
    for digit, code in answers.items():
        if not _CODE.fullmatch(code):
            reader.refuse(f"answer_{digit}", _("write the answer in small letters, digits and _, for example not_yet"))
        elif code in seen:
            reader.refuse(f"answer_{digit}", _("this answer is there already"))
        seen.add(code)
    for digit in reader.form.chosen(FOLLOW_UP):
        if digit not in DIGITS or int(digit) not in answers:
            reader.refuse(f"answer_{digit if digit in DIGITS else 1}", _("write the answer that staff follow up"))
    return answers


def _scale(reader: FormReader) -> Scale | None:
    lowest, highest = reader.number("lowest", 0, 99), reader.number("highest", 1, 100)
    parts = tuple(reader.form.text("parts").split())
    if parts and (len(set(parts)) != _PARTS or len(parts) != _PARTS or not set(parts) <= set(SCALE_PARTS)):
        reader.refuse("parts", _("choose two different parts of the body"))
    if lowest >= highest:
        reader.refuse("highest", _("choose a number above the lowest one"))
    return None if {"lowest", "highest", "parts"} & reader.errors.keys() else Scale(lowest, highest, parts)


def _thresholds(reader: FormReader, scale: Scale) -> tuple[Threshold, ...]:
    thresholds: list[Threshold] = []
    for text in filter(None, (part.strip() for part in re.split(r"[,\n]", reader.form.text("thresholds")))):
        try:
            threshold = parse_threshold(text)
        except PathwayError:
            reader.refuse("thresholds", _("write it like >= 7 or rises by 3, with commas between"))
            continue
        rises = threshold.sign in {"rises", "falls"}
        if (rises and threshold.number > scale.highest - scale.lowest) or not (
            rises or scale.lowest <= threshold.number <= scale.highest
        ):
            reader.refuse("thresholds", _("{number} is not on this scale"), number=threshold.number)
        thresholds.append(threshold)
    return tuple(thresholds)


def _again(reader: FormReader) -> timedelta | None:
    if not reader.form.text("again_after"):
        return None
    return timedelta(days=reader.number("again_after", 1, _LONGEST_WAIT))
