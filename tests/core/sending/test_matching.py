"""Which message a text in the provider's log is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reminders.core.sending.matching import Candidate, match_text
from tests.tables import each_row

AT = datetime(2026, 3, 11, 15, tzinfo=UTC)
WALK = "Oak Clinic: Walk a little every hour today. Your plan: https://r.example/r/AAAA"
WOUND = "Oak Clinic: Is the wound dry? Reply 1 for yes, 2 for no. Your plan: https://r.example/r/AAAA"
OPT_IN = " You get up to 3 texts a week. Reply STOP to end, HELP for help. Msg & data rates may apply."


def candidate(name: str, body: str, days: float) -> Candidate:
    return Candidate(name, body, AT + timedelta(days=days))


ALL = [candidate("walk", WALK, 0), candidate("walk again", WALK, 1), candidate("wound", WOUND, 0.1)]


@each_row(
    ("what", "body", "expected"),
    [
        ("the same words", WALK, "walk"),
        ("with another link", WALK.replace("AAAA", "BBBBBBBB"), "walk"),
        ("a first text", WALK + OPT_IN, "walk"),
        ("wording edited since", WALK.replace("a little", "for five minutes"), "walk"),
        ("another step", WOUND, "wound"),
        ("a confirmation of a stop", "Oak Clinic: You are unsubscribed and will receive no more texts.", None),
        ("what staff wrote", "Hi Ana, please call us about your appointment on Friday", None),
        ("nothing", "", None),
    ],
)
def test_a_text_is_the_message_with_its_words(what: str, body: str, expected: str | None):
    match = match_text(body, AT, ALL)
    assert (match and match.message_id) == expected, what


def test_of_the_same_words_the_nearest_in_time_and_none_far_away():
    assert match_text(WALK, AT + timedelta(hours=20), ALL) == ALL[1]
    assert match_text(WALK, AT + timedelta(days=9), ALL) is None
    assert match_text(WALK, AT, []) is None
