"""Many copy the question's words after the digit: both say the same, or nobody knows what was meant."""

from __future__ import annotations

from reminders.core.replies.replies import read
from tests.tables import each_row

WOUND = {1: "fine", 2: "worried"}
WORK = {1: "back", 2: "partly_back", 3: "not_yet"}
PHYSIO = {1: "started", 2: "booked", 3: "not_for_me"}
RECOVERY = {1: "as_hoped", 2: "better", 3: "same_or_worse"}


@each_row(
    ("text", "answers", "expected"),
    [
        ("2 worried", WOUND, 2),
        ("2 - worried", WOUND, 2),
        ("2 worried about the redness", WOUND, 2),
        ("2 preocupada", WOUND, 2),
        ("1 fine thanks", WOUND, 1),
        ("1 bien", WOUND, 1),
        ("1 back", WORK, 1),
        ("1 back at work", WORK, 1),
        ("2 part", WORK, 2),
        ("3 not yet", WORK, 3),
        ("3 todavía no", WORK, 3),
        ("1 started", PHYSIO, 1),
        ("2 booked", PHYSIO, 2),
        ("2 better", RECOVERY, 2),
        ("3 worse", RECOVERY, 3),
        # The digit says one thing and the word another: a person has to look.
        ("1 worried", WOUND, None),
        ("2 fine", WOUND, None),
        # What it counts is no answer, whatever the question was.
        ("2 miles", WORK, None),
        ("2 weeks", WORK, None),
        ("1 or 2 worried", WOUND, None),
        # Where the names are not known, only what ends there: "2 back surgeries" counts something.
        ("2 worried", None, 2),
        ("1 fine", None, 1),
        ("2 back surgeries", None, None),
        ("2 better than yesterday", None, None),
    ],
)
def test_a_digit_with_words(text: str, answers: dict[int, str] | None, expected: int | None) -> None:
    assert read(text, answers).answer == expected
