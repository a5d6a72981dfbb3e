"""Every class of Twilio code, as a table."""

from __future__ import annotations

from reminders.channels.outcomes import SENDER_RETRY
from reminders.channels.twilio.errors import at_create, in_receipt
from reminders.core.model.faults import DAILY_LIMIT_RETRY, SLOW_DOWN, Blame
from reminders.core.sending.faults.fault_tables import TEXT_FAULTS
from reminders.core.sending.retrying import Effect, Verdict
from tests.heldout_delivery.receipts import CODES as HELD_OUT
from tests.tables import each_row

OPTED_OUT, BAD, DOWN, MANY = Effect.OPTED_OUT, Effect.BAD_ADDRESS, Effect.SENDER_DOWN, Effect.SENDER_SUSPECT


@each_row(
    ("codes", "status", "verdict", "effect"),
    [
        ((21610,), 400, Verdict.REJECTED, OPTED_OUT),
        ((21211, 21614, 21635, 21265, 21217, 21612), 400, Verdict.REJECTED, BAD),
        ((21408,), 400, Verdict.REJECTED, BAD),
        ((20003,), 401, Verdict.NOT_SENT, DOWN),
        ((21606, 21659, 21608, 30034, 30032, 30002), 400, Verdict.NOT_SENT, DOWN),
        ((21617, 21602), 400, Verdict.REJECTED, None),
        ((20429, 63017, 63018), 429, Verdict.NOT_SENT, None),
        ((21611, 30001, 63038), 400, Verdict.NOT_SENT, None),
        ((20500,), 500, Verdict.UNKNOWN, None),
    ],
)
def test_codes_at_create(codes: tuple[int, ...], status: int, verdict: Verdict, effect: Effect | None) -> None:
    for code in codes:
        result = at_create(code, status)
        assert (result.verdict, result.effect, result.code) == (verdict, effect, str(code))


@each_row(
    ("status", "verdict", "effect"),
    [
        (302, Verdict.UNKNOWN, None),
        (400, Verdict.REJECTED, None),
        (401, Verdict.NOT_SENT, DOWN),
        (403, Verdict.NOT_SENT, DOWN),
        (404, Verdict.NOT_SENT, DOWN),
        (408, Verdict.UNKNOWN, None),
        (422, Verdict.REJECTED, None),
        (429, Verdict.NOT_SENT, None),
        (500, Verdict.UNKNOWN, None),
        (503, Verdict.UNKNOWN, None),
    ],
)
@each_row("code", [None, 99_999])
def test_an_unknown_code_is_judged_by_its_http_status(
    code: int | None, status: int, verdict: Verdict, effect: Effect | None
) -> None:
    result = at_create(code, status)
    assert (result.verdict, result.effect) == (verdict, effect)
    assert result.code == ("99999" if code else f"http_{status}")


def test_a_server_error_is_unknown_whatever_its_code_says() -> None:
    assert at_create(21211, 500).verdict is Verdict.UNKNOWN


def test_the_status_that_the_sdk_gives_for_a_code_is_no_code() -> None:
    assert at_create(502, 502).code == "http_502"


@each_row(
    ("code", "wait"),
    [(63038, DAILY_LIMIT_RETRY), (21611, SLOW_DOWN), (30001, SLOW_DOWN), (20003, SENDER_RETRY), (20429, None)],
)
def test_how_long_to_wait(code: int, wait: object) -> None:
    assert at_create(code, 400).retry_after == wait


def test_whatever_stops_the_sender_was_provably_not_taken() -> None:
    for code, fault in TEXT_FAULTS.items():
        outcome = at_create(code, 400)
        assert (outcome.effect is DOWN) == (fault.blame is Blame.SENDER), code
        assert outcome.effect is not DOWN or outcome.verdict is Verdict.NOT_SENT, code
        assert fault.source.endswith(str(code))


def test_codes_that_were_written_before_the_table() -> None:
    """The first score was 32 of 32."""
    found: list[str] = []
    for code, wanted in HELD_OUT:
        fault = TEXT_FAULTS.get(code)
        said = "message" if fault is None else "many" if fault.many else fault.blame.value
        if said != wanted:
            found.append(f"{code}: {said}, not {wanted}")
    assert found == []


@each_row(
    ("code", "effect", "transient"),
    [
        (30005, BAD, False),
        (30006, BAD, False),
        (21610, OPTED_OUT, False),
        (30003, None, True),
        (30008, None, True),
        (30036, None, True),
        (30001, None, True),
        (30004, MANY, False),
        (30007, MANY, False),
        (30034, DOWN, False),
        (99_999, None, False),
        (None, None, False),
    ],
)
def test_codes_in_a_receipt(code: int | None, effect: Effect | None, transient: bool) -> None:  # noqa: FBT001
    failure = in_receipt(code)
    assert (failure.effect, failure.transient) == (effect, transient)
    assert failure.code == (None if code is None else str(code))
    assert failure.detail
