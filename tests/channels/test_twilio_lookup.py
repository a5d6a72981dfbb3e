"""Asking Twilio whether a text of unknown outcome exists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.channels.twilio.lookup import TwilioLookup
from reminders.core.model.status import Event
from reminders.core.sending.retrying import Verdict
from reminders.ports import LookUpError, Receipt
from tests.channels.making import BODY, IMPATIENCE, PATIENCE, PHONE, outcome, outgoing, twilio_sms
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, Fault, TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def twilio() -> Iterator[TwilioStandin]:
    with TwilioStandin() as standin:
        yield standin


@pytest.fixture
def lookup(twilio: TwilioStandin, request: pytest.FixtureRequest) -> Iterator[TwilioLookup]:
    """Patient, but for the test that names another timeout."""
    timeout = getattr(request, "param", PATIENCE)
    made = TwilioLookup(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, api_base_url=twilio.url, timeout=timeout)
    yield made
    made.close()


def now() -> datetime:
    return datetime.now(UTC)


def send(twilio: TwilioStandin, fault: Fault | None = None, *, times: int = 1) -> None:
    sender = twilio_sms(twilio.url)
    twilio.faults.extend([fault] if fault else [])
    for number in range(times):
        outcome(sender.submit(outgoing(number=number)))
    sender.close()


@pytest.mark.parametrize("sent_lag", [0, 3600])
def test_finds_a_text_whose_answer_was_lost_sent_or_still_queued(
    twilio: TwilioStandin, lookup: TwilioLookup, sent_lag: float
) -> None:
    twilio.mailroom.sent_lag = sent_lag
    since = now()
    send(twilio, Fault.accept_and_drop())
    (found,) = lookup.look_up(PHONE, BODY, since)
    assert found == Receipt(twilio.accepted[0].sid, Event.RECEIPT_ACCEPTED, address=PHONE)


def test_finds_nothing_when_nothing_was_taken(twilio: TwilioStandin, lookup: TwilioLookup) -> None:
    since = now()
    send(twilio, Fault.drop())
    assert lookup.look_up(PHONE, BODY, since) == []


@pytest.mark.parametrize(
    ("to", "body", "after"),
    [("+12025550199", BODY, 0), (PHONE, BODY + " ", 0), (PHONE, BODY, 3600)],
    ids=["other phone", "other body", "older than the attempt"],
)
def test_finds_only_that_text(twilio: TwilioStandin, lookup: TwilioLookup, to: str, body: str, after: int) -> None:
    send(twilio)
    assert lookup.look_up(to, body, now() + timedelta(seconds=after)) == []


def test_reads_every_page_and_names_each_text_once(
    twilio: TwilioStandin, lookup: TwilioLookup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reminders.channels.twilio.lookup._PAGE", 2)
    since = now()
    send(twilio, times=5)
    found = lookup.look_up(PHONE, BODY, since)
    assert sorted(one.provider_id for one in found) == sorted(message.sid for message in twilio.accepted)


@pytest.mark.parametrize(
    ("fault", "lookup"),
    [
        (Fault.drop(on="read", times=-1), PATIENCE),
        (Fault.hang(300, on="read"), IMPATIENCE),
        (Fault.server_error(on="read"), PATIENCE),
        (Fault.garbled(on="read"), PATIENCE),
        (Fault.refused(20003, on="read"), PATIENCE),
    ],
    indirect=["lookup"],
    ids=["drop", "hang", "500", "garbled", "401"],
)
def test_no_answer_is_an_error_that_names_no_patient(twilio: TwilioStandin, lookup: TwilioLookup, fault: Fault) -> None:
    twilio.faults.append(fault)
    with pytest.raises(LookUpError) as caught:
        lookup.look_up(PHONE, BODY, now())
    assert PHONE[1:] not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_after_close_it_says_so(twilio: TwilioStandin, lookup: TwilioLookup) -> None:
    lookup.close()
    with pytest.raises(LookUpError, match="shut down"):
        lookup.look_up(PHONE, BODY, now())
    assert twilio.requests == 0


def test_the_found_text_settles_what_the_sender_could_not_know(twilio: TwilioStandin, lookup: TwilioLookup) -> None:
    since = now()
    sender = twilio_sms(twilio.url)
    twilio.faults.append(Fault.accept_and_drop())
    assert outcome(sender.submit(outgoing())).verdict is Verdict.UNKNOWN
    sender.close()
    assert len(lookup.look_up(PHONE, BODY, since)) == 1
