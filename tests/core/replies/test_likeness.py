"""The classifier beside the rules hears what no table foresaw, adds few false alarms, and never costs much."""

from __future__ import annotations

import importlib.resources

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.red_flag_likeness import SURE, likeness
from reminders.core.reply_text import fold
from tests.core.replies.rows import HELD_OUT, LEARNED_ROWS

FEWEST_HEARD, MOST_FALSE_ALARMS = 0.35, 0.02


def is_flag(reading: str) -> bool:
    return bool({"A", "B"} & set(reading.split()))


def sure(text: str) -> bool:
    return likeness(fold(text)).flag >= SURE


def test_it_hears_red_flags_it_has_not_learned_from_and_few_that_are_none():
    assert not set(HELD_OUT) & set(LEARNED_ROWS)
    heard = [sure(text) for text, reading in HELD_OUT if is_flag(reading)]
    alarms = [text for text, reading in HELD_OUT if not is_flag(reading) and sure(text)]
    harmless = len(HELD_OUT) - len(heard)
    print(f"\nalone: {sum(heard)} of {len(heard)} heard, {len(alarms)} false alarms in {harmless}: {alarms}")  # noqa: T201 - the figures are the point
    assert sum(heard) / len(heard) >= FEWEST_HEARD
    assert len(alarms) / harmless <= MOST_FALSE_ALARMS


def test_one_cry_in_a_long_text_is_heard():
    chat = "thank you all so much we had a lovely lunch with the neighbors and talked about the garden and the weather "
    assert not sure(chat * 3)
    assert sure(f"{chat * 2} and urine runs down my leg {chat * 2}")


@given(st.text(max_size=400))
def test_no_text_fails(text: str):
    likeness(fold(text))


def test_the_weights_ship_with_the_package():
    assert importlib.resources.files("reminders.core").joinpath("red_flag_weights.py").is_file()
