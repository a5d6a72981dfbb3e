"""Keys that never change: what makes a doubled plan, tick or import harmless."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.plans.identity import message_id_header, message_key, reply_key, stable_minute
from tests.core.making import EMAIL, SMS
from tests.tables import each_row


def test_the_keys_are_written_down_because_rows_already_carry_them() -> None:
    assert message_key("0f8a", 2, "walk_1", SMS) == "0f8a:2:walk_1:sms"
    assert reply_key("9c1d", "stop") == "reply:9c1d:stop"
    assert message_id_header("0f8a", "example.org") == "<0f8a@example.org>"


ids = st.uuids().map(str)
steps = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
parts = st.tuples(ids, st.integers(0, 99), steps, st.sampled_from([SMS, EMAIL]))


@given(parts, parts)
def test_two_messages_share_a_key_only_if_they_are_the_same(one: tuple[str, int, str, str], other: tuple) -> None:  # type: ignore[type-arg]
    assert (message_key(*one) == message_key(*other)) == (one == other)  # type: ignore[arg-type]


def test_each_part_of_a_key_counts() -> None:
    keys = {
        message_key("a", 0, "walk_1", SMS),
        message_key("b", 0, "walk_1", SMS),
        message_key("a", 1, "walk_1", SMS),
        message_key("a", 0, "walk_2", SMS),
        message_key("a", 0, "walk_1", EMAIL),
        reply_key("a", "walk_1"),
    }
    assert len(keys) == 6


@each_row(
    ("patient", "step", "length", "minute"),
    [("A-1", "walk_1", 120, 14), ("", "", 120, 32), ("Ñandú-1", "wound_1", 60, 6), ("A-1", "walk_1", 1, 0)],
)
def test_a_patients_minute_is_the_same_for_ever(patient: str, step: str, length: int, minute: int) -> None:
    assert stable_minute(patient, step, length) == minute


@given(st.text(max_size=20), st.text(max_size=20), st.integers(1, 1440))
def test_the_minute_lies_in_the_window(patient: str, step: str, length: int) -> None:
    assert 0 <= stable_minute(patient, step, length) < length


def test_patient_and_step_do_not_run_into_each_other() -> None:
    assert len({stable_minute(*pair, 10**9) for pair in [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")]}) == 4


def test_the_patients_of_a_clinic_are_spread_over_the_window() -> None:
    minutes = Counter(stable_minute(f"P-{number:05}", "walk_1", 120) for number in range(12_000))
    assert len(minutes) == 120
    assert max(minutes.values()) < 150  # 100 on average: no minute is crowded
    assert min(minutes.values()) > 60
