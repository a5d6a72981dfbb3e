"""TwilioSMS through the official SDK against a Twilio that misbehaves."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminders.channels.twilio.sender import validity_period
from reminders.core.sending.retrying import Effect, Verdict
from reminders.ports import Rendered
from tests.channels.making import IMPATIENCE, PATIENCE, outcome, outgoing, receipt_url, twilio_sms
from tests.standins import wait_until
from tests.standins.twilio import Fault, TwilioStandin
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.channels.twilio.sender import TwilioSMS

SERVICE = "MG" + "0" * 32


@pytest.fixture
def twilio() -> Iterator[TwilioStandin]:
    with TwilioStandin() as standin:
        yield standin


@pytest.fixture
def sender(twilio: TwilioStandin, request: pytest.FixtureRequest) -> Iterator[TwilioSMS]:
    """Patient, but for the tests that name another timeout."""
    made = twilio_sms(twilio.url, timeout=getattr(request, "param", PATIENCE))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("fault", "verdict", "code", "effect", "taken", "sender"),
    [
        (Fault.accept_and_drop(), Verdict.UNKNOWN, "connection_lost", None, 1, PATIENCE),
        (Fault.drop(), Verdict.UNKNOWN, "connection_lost", None, 0, PATIENCE),
        (Fault.hang(300, accepted=True), Verdict.UNKNOWN, "timeout", None, 1, IMPATIENCE),
        (Fault.hang(300), Verdict.UNKNOWN, "timeout", None, 0, IMPATIENCE),
        (Fault.rate_limited(), Verdict.NOT_SENT, "20429", None, 0, PATIENCE),
        (Fault.server_error(), Verdict.UNKNOWN, "20500", None, 0, PATIENCE),
        (Fault.server_error(accepted=True), Verdict.UNKNOWN, "20500", None, 1, PATIENCE),
        (Fault.server_error(status=503), Verdict.UNKNOWN, "20500", None, 0, PATIENCE),
        (Fault.garbled(), Verdict.UNKNOWN, "unreadable_answer", None, 1, PATIENCE),
        (Fault.refused(21610), Verdict.REJECTED, "21610", Effect.OPTED_OUT, 0, PATIENCE),
        (Fault.refused(21211), Verdict.REJECTED, "21211", Effect.BAD_ADDRESS, 0, PATIENCE),
        (Fault.refused(20003), Verdict.NOT_SENT, "20003", Effect.SENDER_DOWN, 0, PATIENCE),
        (Fault.refused(30034), Verdict.NOT_SENT, "30034", Effect.SENDER_DOWN, 0, PATIENCE),
    ],
    ids=lambda value: value.code if isinstance(value, Fault) else None,
    indirect=["sender"],
)
def test_faults(  # noqa: PLR0917
    twilio: TwilioStandin,
    sender: TwilioSMS,
    fault: Fault,
    verdict: Verdict,
    code: str,
    effect: Effect | None,
    taken: int,
) -> None:
    fault.times = 1
    twilio.faults.append(fault)
    result = outcome(sender.submit(outgoing()))
    assert (result.verdict, result.code, result.effect, result.provider_id) == (verdict, code, effect, None)
    assert len(twilio.accepted) == taken
    assert twilio.requests == 1  # nothing below us repeats a POST
    assert outcome(sender.submit(outgoing(number=2))).verdict is Verdict.ACCEPTED


def test_a_refused_port_is_provably_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    sender = twilio_sms(f"http://127.0.0.1:{port}")
    result = outcome(sender.submit(outgoing()))
    sender.close()
    assert (result.verdict, result.code) == (Verdict.NOT_SENT, "not_connected")


def test_a_tls_failure_is_provably_not_sent(twilio: TwilioStandin) -> None:
    sender = twilio_sms(twilio.url.replace("http:", "https:"), timeout=IMPATIENCE)
    result = outcome(sender.submit(outgoing()))
    sender.close()
    assert (result.verdict, result.code) == (Verdict.NOT_SENT, "not_connected")


def test_a_kept_connection_that_the_server_closed_is_not_repeated_blindly(
    twilio: TwilioStandin, sender: TwilioSMS
) -> None:
    outcome(sender.submit(outgoing()))
    for connection in list(twilio._open):
        twilio._loop.call_soon_threadsafe(connection.close)
    wait_until(lambda: not twilio._open)
    # Whether our side has noticed yet is a race; both ends of it are right, and a second text is not.
    result = outcome(sender.submit(outgoing(number=2)))
    assert result.verdict in {Verdict.ACCEPTED, Verdict.UNKNOWN}
    assert len(twilio.accepted) == 1 + (result.verdict is Verdict.ACCEPTED)


@pytest.mark.parametrize(
    "setting", [{}, {"messaging_service_sid": SERVICE}, {"messaging_service_sid": SERVICE, "from_number": None}]
)
def test_sends_from_a_messaging_service_or_a_number(twilio: TwilioStandin, setting: dict[str, Any]) -> None:
    sender = twilio_sms(twilio.url, **setting)
    outcome(sender.submit(outgoing()))
    sender.close()
    (message,) = twilio.accepted
    assert message.messaging_service_sid == setting.get("messaging_service_sid")
    assert message.from_ == "+12025550100"


@pytest.mark.parametrize("own", ["+12025550177", "MG" + "1" * 32])
def test_a_clinics_own_sender_goes_before_the_configured_one(
    twilio: TwilioStandin, sender: TwilioSMS, own: str
) -> None:
    outcome(sender.submit(outgoing(sender=own)))
    (message,) = twilio.accepted
    assert own in {message.from_, message.messaging_service_sid}


def test_the_callback_carries_the_attempt_and_the_validity_is_told(twilio: TwilioStandin, sender: TwilioSMS) -> None:
    outcome(sender.submit(outgoing(number=9, valid_for=timedelta(minutes=90, seconds=1.9))))
    (message,) = twilio.accepted
    assert message.status_callback == receipt_url("attempt-9")
    assert message.validity_period == 5401


@each_row(
    ("valid_for", "seconds"),
    [
        (timedelta(days=1), 36_000),
        (timedelta(hours=10), 36_000),
        (timedelta(seconds=59.9), 59),
        (timedelta(0), 1),
        (timedelta(seconds=-5), 1),
    ],
)
def test_validity_period(valid_for: timedelta, seconds: int) -> None:
    assert validity_period(valid_for) == seconds


def test_many_run_at_once(twilio: TwilioStandin) -> None:
    sender = twilio_sms(twilio.url)
    together = threading.Event()
    twilio.rule = lambda count, _form: together.set() if count == 10 else Fault.slow(0.2)
    futures = [sender.submit(outgoing(number=number)) for number in range(10)]
    # The tenth request arrives although not one of the others has been answered.
    assert together.wait(60)
    assert {outcome(future).verdict for future in futures} == {Verdict.ACCEPTED}
    sender.close()


def test_the_lease_is_checked_after_waiting_for_a_turn(twilio: TwilioStandin) -> None:
    sender = twilio_sms(twilio.url, max_in_flight=1)
    twilio.faults.append(Fault.slow(0.3))
    first = sender.submit(outgoing())
    second = sender.submit(outgoing(number=2, lease=0.1))
    assert outcome(second).code == "past_send_by"
    assert outcome(first).verdict is Verdict.ACCEPTED
    assert len(twilio.accepted) == 1
    sender.close()


def test_nothing_starts_before_the_first_submit() -> None:
    before = threading.active_count()
    sender = twilio_sms("http://127.0.0.1:9")
    assert threading.active_count() == before
    sender.close()


def test_a_sender_is_needed() -> None:
    with pytest.raises(ValueError, match="Messaging Service SID or a number"):
        twilio_sms("http://127.0.0.1:9", from_number=None)


def test_a_broken_receipt_url_is_an_outcome(twilio: TwilioStandin) -> None:
    def broken(_attempt_id: str) -> str:
        raise RuntimeError

    sender = twilio_sms(twilio.url, receipt_url=broken)
    assert outcome(sender.submit(outgoing())).verdict is not Verdict.ACCEPTED
    assert twilio.requests == 0
    sender.close()


@given(body=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_every_character_of_a_text_arrives(twilio: TwilioStandin, sender: TwilioSMS, body: str) -> None:
    assert outcome(sender.submit(outgoing(content=Rendered(body)))).verdict is Verdict.ACCEPTED
    assert twilio.accepted[-1].body == body
