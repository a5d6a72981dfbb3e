"""What every way out promises, whatever is behind it."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from reminders.channels.outbox import Outbox
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import SendOutcome, Verdict
from tests.channels import making
from tests.channels.making import BODY, outcome, outgoing
from tests.standins.smtp import SmtpFault, SmtpStandin
from tests.standins.twilio import Fault, TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from reminders.ports import Outgoing, Sender


@dataclass
class Rig:
    """A way out, what arrived at its other end, and a way to make the next send fail there."""

    sender: Sender
    arrived: Callable[[], list[tuple[str, str]]]
    break_next: Callable[[], object]

    def make(self, number: int = 1, **more: Any) -> Outgoing:
        return outgoing(self.sender.channel, number, **more)

    def send(self, number: int = 1, **more: Any) -> SendOutcome:
        return outcome(self.sender.submit(self.make(number, **more)))


def _twilio() -> Generator[Rig]:
    with TwilioStandin() as twilio:
        yield Rig(
            making.twilio_sms(twilio.url),
            lambda: [(message.to, message.body) for message in twilio.accepted],
            lambda: twilio.faults.append(Fault.accept_and_drop()),
        )


def _smtp() -> Generator[Rig]:
    with SmtpStandin() as smtp:

        def arrived() -> list[tuple[str, str]]:
            bodies = [mail.message.get_body(["plain"]) for mail in smtp.accepted]
            texts = [body.get_content().replace("\r\n", "\n").removesuffix("\n") for body in bodies if body]
            return [(mail.rcpt_tos[0], text) for mail, text in zip(smtp.accepted, texts, strict=True)]

        fault = SmtpFault.accept_and_drop
        yield Rig(making.smtp_email(smtp.url, connections=4), arrived, lambda: smtp.faults.append(fault()))


def _outbox() -> Generator[Rig]:
    broken: list[None] = []

    def script(_outgoing: Outgoing) -> SendOutcome:
        if broken:
            broken.pop()
            raise ConnectionResetError(making.PHONE)
        return SendOutcome(Verdict.ACCEPTED)

    box = Outbox(Channel.SMS, outcomes=script)
    yield Rig(box, lambda: [(out.address, out.content.text) for out in box.sent], lambda: broken.append(None))


RIGS = {"twilio": _twilio, "smtp": _smtp, "outbox": _outbox}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> Generator[Rig]:
    with contextlib.contextmanager(RIGS[request.param])() as made:
        yield made
        made.sender.close()


def test_accepts_and_names_a_provider_id(rig: Rig) -> None:
    result = rig.send()
    assert result.verdict is Verdict.ACCEPTED
    assert result.provider_id
    assert result.effect is None


def test_delivers_address_and_body_exactly(rig: Rig) -> None:
    made = rig.make()
    outcome(rig.sender.submit(made))
    assert rig.arrived() == [(made.address, BODY)]


def test_never_starts_past_send_by(rig: Rig) -> None:
    result = rig.send(lease=-0.001)
    assert (result.verdict, result.code) == (Verdict.NOT_SENT, "past_send_by")
    assert rig.arrived() == []


def test_a_failure_is_an_outcome_and_no_exception(rig: Rig) -> None:
    rig.break_next()
    future = rig.sender.submit(rig.make())
    assert outcome(future).verdict is Verdict.UNKNOWN
    assert future.exception() is None
    assert rig.send(2).verdict is Verdict.ACCEPTED


def test_twenty_at_once_arrive_once_each(rig: Rig) -> None:
    futures = [rig.sender.submit(rig.make(number)) for number in range(20)]
    results = [outcome(future) for future in futures]
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}
    assert len({result.provider_id for result in results}) == 20
    assert len(rig.arrived()) == 20


def test_close_finishes_what_was_submitted(rig: Rig) -> None:
    futures = [rig.sender.submit(rig.make(number)) for number in range(5)]
    rig.sender.close()
    assert [future.result(timeout=0).verdict for future in futures] == [Verdict.ACCEPTED] * 5


def test_close_twice_is_fine_and_nothing_leaves_after_it(rig: Rig) -> None:
    rig.sender.close()
    rig.sender.close()
    assert rig.send().code == "closed"
    assert rig.arrived() == []


def test_no_patient_data_in_logs_or_outcomes(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rig.break_next()
    results = [rig.send(number) for number in range(3)]
    # "mail.log" is the stand-in server's own log.
    told = repr([record.getMessage() for record in caplog.records if record.name != "mail.log"]) + repr(results)
    for secret in (making.PHONE, making.PHONE[1:], making.EMAIL, "caminata", "Ana"):
        assert secret not in told
