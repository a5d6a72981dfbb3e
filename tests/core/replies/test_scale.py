"""The answer on a scale from 0 to 10: one number, two for back and leg, None when in doubt."""

from __future__ import annotations

from reminders.core.replies.replies import read
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
        ("", None),
    ],
)
def test_a_number_on_the_scale(text: str, score: int | tuple[int, int] | None) -> None:
    assert read(text, [], scale=(0, 10)).score == score
    assert read(text, []).score is None
