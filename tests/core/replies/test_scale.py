"""The answer on a scale from 0 to 10: one number, two for back and leg, None when in doubt.

`scale.jsonl` holds texts in both languages. Those of batch 1 (194) were written before the reader: its first version
read 186 right, handed 8 to staff that a person would have read, and read none wrong; the reader before it read 136
right and 45 wrong. Batch 2 (222) was written after: 216 right at first sight, 5 handed over, 1 wrong. Batch 3 begins
with 74 by a third writer, blind: 65 right at first sight, 9 handed over, none wrong, all 13 red flags found, and 4
flagged that only told how many pills or since when; then come rows for the kinds that were mended ("an ate", "too out
of ten", "took 2 pills"). Batch 4 begins with texts by a fourth writer, blind: of 148, 19 of which were known, 118 were
read right at first sight, 25 handed over, 5 read wrong (three of someone else's pain, one of praise, and "10 me duele
el pecho", a 10 and a red flag), and 4 flagged that tell of parts, days or pills only; then come rows for what was
mended.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.replies.replies import read
from reminders.core.replies.scale.answers import scale_answer
from tests.tables import each_row


@each_row(
    ("text", "score"),
    [
        ("7", 7),
        ("7/10", 7),
        ("10/10", 10),
        ("10 out of 10", 10),
        ("about a 6", 6),
        ("siete", 7),
        ("un 8 de 10", 8),
        ("0", 0),
        ("my pain is 4 today", 4),
        ("back 6 leg 3", (6, 3)),
        ("leg 3, back 6", (6, 3)),
        ("6 and 3", (6, 3)),
        ("6,3", (6, 3)),
        ("espalda 5 y pierna 2", (5, 2)),
        ("6 or 7", None),
        ("6-7", None),
        ("between 4 and 5", None),
        ("11", None),
        ("7.5", None),
        ("not a 10", None),
        ("took 2 pills", None),
        ("3 days ago", None),
        ("at 8:30", None),
        ("no pain", None),
        ("1 2 3", None),
        ("10-4", None),
        ("ten-four, all good", None),
        ("", None),
    ],
)
def test_a_number_on_the_scale(text: str, score: int | tuple[int, int] | None) -> None:
    assert read(text, [], scale=(0, 10)).score == score
    assert read(text, []).score is None


def test_two_numbers_are_two_scores_whichever_they_are() -> None:
    for form in ("{} {}", "{}, {}", "{} and {}.", "back {} leg {}", "espalda {} y pierna {}"):
        pairs = [(first, second) for first in range(11) for second in range(11)]
        assert [pair for pair in pairs if scale_answer(form.format(*pair), 0, 10) != pair] == [], form


TEXTS = [json.loads(line) for line in Path(__file__).with_name("scale.jsonl").read_text(encoding="utf-8").splitlines()]


@each_row("row", TEXTS, ids=[row["text"] for row in TEXTS])
def test_a_score_is_read_or_handed_to_staff_and_never_guessed(row: dict[str, Any]) -> None:
    reading = read(row["text"], [], scale=(0, 10))
    assert (list(reading.score) if isinstance(reading.score, tuple) else reading.score) == row["score"]
    assert reading.stop is row.get("stop", False)
    if "red_flag" in row:
        assert reading.red_flag == row["red_flag"]


@each_row(
    "text",
    ["seven", "4 I think", "seven and a half", "between 6 and 7", "es un ocho", "siete y medio", "entre cinco y seis"],
)
def test_a_text_of_nothing_but_numbers_is_no_red_flag_where_a_number_was_asked_for(text: str) -> None:
    reading = read(text, [], scale=(0, 10))
    assert reading.red_flag is None
    assert not reading.unsure


@each_row(
    ("text", "tier"),
    [("911", "A"), ("my pain is 10 out of 10", "B"), ("seven, chest pain", "A"), ("8 and numb down there", "A")],
)
def test_what_a_rule_finds_stays_a_red_flag(text: str, tier: str) -> None:
    assert read(text, [], scale=(0, 10)).red_flag == tier


def test_there_are_300_texts_and_half_are_older_than_the_reader() -> None:
    assert len(TEXTS) >= 300
    assert sum(row["batch"] == 1 for row in TEXTS) >= 150


@each_row(("text", "score"), [("4", 4), ("4 out of 5", 4), ("4/5", 4), ("on a scale of 1 to 5, a 3", 3), ("6", None)])
def test_another_scale_has_its_own_ends(text: str, score: int | None) -> None:
    assert scale_answer(text, 1, 5) == score


@given(st.text(alphabet=" .,-/!?01789abdehiklnoprstuy\n", max_size=60))
def test_whatever_is_read_lies_on_the_scale(text: str) -> None:
    score = scale_answer(text, 0, 10)
    assert score is None or all(0 <= value <= 10 for value in ((score,) if isinstance(score, int) else score))
