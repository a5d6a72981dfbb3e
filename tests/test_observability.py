"""The net below the rule that no log line names a patient: what it takes out, what it leaves, and what it costs."""

from __future__ import annotations

import pytest

from reminders.observability import REDACTED, redact, redact_text

TAKEN_OUT = [
    ("mail to dana.o'neil+x@mail.example.org refused", f"mail to {REDACTED} refused"),
    ("<józef@example.org>: unknown", f"<{REDACTED}>: unknown"),
    ("to=+12025550123.", f"to={REDACTED}."),
    ("call (202) 555-0123 or 202.555.0124, 1-202-555-0125", f"call {REDACTED} or {REDACTED}, {REDACTED}"),
    ("GET /r/AbCdEfGh1234_-x 200", f"GET /r/{REDACTED} 200"),
    ("redis://:hunter2@cache.internal:6379/0 refused", f"redis://{REDACTED}@cache.internal:6379/0 refused"),
    ("postgresql+psycopg://app:p@ss@db.internal/x", f"postgresql+psycopg://{REDACTED}@{REDACTED}/x"),
    ("smtp://me%40x.org:pw@mail.internal:587", f"smtp://{REDACTED}@mail.internal:587"),
]
LEFT = [
    "PostgreSQL at db.internal:5432 does not answer",
    "2026-11-28T18:00:00.000000Z",
    "attempt 0b9c7f0e-5a0f-4c1e-9a3e-202555012345 settled",
    "127.0.0.1:43554 - 10.0.0.7",
    "celery@worker-1: ready",
]


def test_what_names_a_patient_or_opens_a_server_is_taken_out():
    assert [redact_text(text) for text, _ in TAKEN_OUT] == [expected for _, expected in TAKEN_OUT]


def test_what_an_engineer_needs_at_night_is_left():
    assert [redact_text(text) for text in LEFT] == LEFT


def test_what_is_packed_into_lists_and_mappings_is_found_there():
    event = redact(None, "", {"event": "x", "rows": [{"phone": "1"}, ("a@b.example", b"+12025550123", 7)], "n": 3})
    assert event == {"event": "x", "rows": [{"phone": REDACTED}, [REDACTED, REDACTED, 7]], "n": 3}
    error = redact(None, "", {"problem": ValueError("no such user dana@x.example")})
    assert error == {"problem": f"no such user {REDACTED}"}


@pytest.mark.parametrize(
    "piece", ["a", "a@", "a.", "a@a", "+1", "1 ", "://a", "x://a:", "555-", "(202) ", "/r/", "@a.", "é@"]
)
def test_the_cost_of_a_long_line_grows_with_its_length_alone(piece: str, monkeypatch: pytest.MonkeyPatch):
    """Counted in steps of the pattern's engine by halving: twice the line may cost at most about twice."""
    spent = [min(_seconds(piece * size) for _ in range(5)) for size in (20_000, 80_000)]
    assert spent[1] < 12 * max(spent[0], 0.0005), "a quadratic pattern costs sixteen times as much"


def _seconds(text: str) -> float:
    import time

    began = time.process_time()
    redact_text(text)
    return time.process_time() - began
