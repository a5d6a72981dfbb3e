"""The stand-in is driven by the real Twilio SDK: what the SDK believes is what counts."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.standins import wait_until
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, AutoCallbacks, Fault, TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The SDK's async client still calls aiohttp in a way that version 3.14 warns of.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PHONE = "+12025550123"
SENDER = "+12025550199"
SERVICE = "MG" + "1" * 32
PUBLIC = "https://reminders.example"


@pytest.fixture
def twilio() -> Iterator[TwilioStandin]:
    with TwilioStandin() as standin:
        yield standin


@pytest.fixture
def client(twilio: TwilioStandin) -> Client:
    return make_client(twilio)


def make_client(twilio: TwilioStandin, timeout: float = 30, token: str = AUTH_TOKEN) -> Client:
    client = Client(ACCOUNT_SID, token, http_client=TwilioHttpClient(timeout=timeout))
    client.api.base_url = twilio.url
    return client


def send(client: Client, body: str = "Time for a short walk.", to: str = PHONE, **more: Any) -> Any:
    return client.messages.create(to=to, body=body, **({"from_": SENDER} | more))


def test_a_text_is_accepted_and_recorded(twilio: TwilioStandin, client: Client) -> None:
    message = send(client, status_callback=f"{PUBLIC}/status?a=1", validity_period=600)
    assert message.status == "queued"
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    accepted = twilio.accepted[0]
    assert (accepted.to, accepted.from_, accepted.validity_period) == (PHONE, SENDER, 600)
    assert accepted.status_callback == f"{PUBLIC}/status?a=1"


def test_a_messaging_service_answers_accepted_without_segments(client: Client) -> None:
    message = client.messages.create(to=PHONE, body="Hello", messaging_service_sid=SERVICE)
    assert (message.status, message.num_segments, message.from_) == ("accepted", "0", None)


def test_a_wrong_token_is_20003(twilio: TwilioStandin) -> None:
    with pytest.raises(TwilioRestException) as caught:
        send(make_client(twilio, token="wrong"))
    assert (caught.value.status, caught.value.code) == (401, 20003)


def test_the_account_can_be_read(client: Client) -> None:
    assert client.api.accounts(ACCOUNT_SID).fetch().status == "active"


def test_a_message_is_fetched_by_sid_and_an_unknown_one_is_20404(client: Client) -> None:
    assert client.messages(send(client).sid).fetch().body == "Time for a short walk."
    with pytest.raises(TwilioRestException) as caught:
        client.messages("SM" + "0" * 32).fetch()
    assert caught.value.code == 20404


def test_lists_filter_by_receiver_sender_and_day(client: Client) -> None:
    sid = send(client).sid
    send(client, to="+12025550124")
    today = datetime.now(UTC).date()
    assert [found.sid for found in client.messages.list(to=PHONE, from_=SENDER)] == [sid]
    assert client.messages.list(to=PHONE, from_="+12025550111") == []
    assert len(client.messages.list(date_sent=today)) == 2
    assert len(client.messages.list(date_sent_after=datetime.now(UTC) - timedelta(minutes=10))) == 2
    assert client.messages.list(date_sent_before=today - timedelta(days=2)) == []


def test_paging_follows_next_page_uri_newest_first(client: Client) -> None:
    for number in range(7):
        send(client, body=f"Text {number}")
    bodies = [found.body for found in client.messages.list(to=PHONE, page_size=3)]
    assert bodies == [f"Text {number}" for number in reversed(range(7))]


def test_a_queued_message_without_a_date_sent_escapes_the_date_filter(twilio: TwilioStandin, client: Client) -> None:
    twilio.mailroom.sent_lag = 3600
    send(client)
    assert client.messages.list(to=PHONE, date_sent_after=datetime(2020, 1, 1, tzinfo=UTC)) == []
    assert len(client.messages.list(to=PHONE)) == 1


@pytest.mark.parametrize("code", [21610, 21211, 21614, 21635, 30034, 20429, 20500])
def test_every_error_code_arrives_as_twilio_sends_it(twilio: TwilioStandin, client: Client, code: int) -> None:
    twilio.faults.append(Fault.refused(code))
    with pytest.raises(TwilioRestException) as caught:
        send(client)
    assert caught.value.code == code
    assert twilio.accepted == []
    assert send(client).sid == twilio.accepted[0].sid


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        (Fault.accept_and_drop(), 1),
        (Fault.drop(), 0),
        (Fault.hang(300, accepted=True), 1),
        (Fault.hang(300), 0),
        (Fault.garbled(), 1),
        (Fault.server_error(accepted=True, status=503), 1),
        (Fault.server_error(), 0),
    ],
    ids=["accept-drop", "drop", "hang-accepted", "hang", "garbled", "503-accepted", "500"],
)
def test_an_unknown_outcome_is_unknown_to_the_caller_only(twilio: TwilioStandin, fault: Fault, accepted: int) -> None:
    twilio.faults.append(fault)
    with pytest.raises((requests.RequestException, TwilioRestException, ValueError)):
        send(make_client(twilio, timeout=1.5 if fault.after else 30))
    assert len(twilio.accepted) == accepted
    assert len(make_client(twilio).messages.list(to=PHONE)) == accepted


def test_a_rule_is_asked_per_request(twilio: TwilioStandin, client: Client) -> None:
    twilio.rule = lambda number, _form: Fault.rate_limited() if number % 2 else None
    with pytest.raises(TwilioRestException):
        send(client)
    assert send(client).sid


def test_the_async_client_sends_many_at_once(twilio: TwilioStandin) -> None:
    async def burst() -> list[str]:
        http = AsyncTwilioHttpClient(timeout=30)
        client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=http)
        client.api.base_url = twilio.url
        calls = [client.messages.create_async(to=PHONE, from_=SENDER, body=f"Text {n}") for n in range(50)]
        sent = await asyncio.gather(*calls)
        await http.close()
        return [str(message.sid) for message in sent]

    with ThreadPoolExecutor(1) as apart:  # a browser of an earlier test keeps a loop running in this thread
        sids = apart.submit(lambda: asyncio.run(burst())).result()
    assert sorted(sids) == sorted(message.sid for message in twilio.accepted)


class _Webhook(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, dict[str, str], str]] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert isinstance(self.server, _Webhook)
        form = dict(parse_qsl(body, keep_blank_values=True))
        self.server.got.append((self.path, form, self.headers["X-Twilio-Signature"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Quiet."""


@pytest.fixture
def webhook(twilio: TwilioStandin) -> Iterator[_Webhook]:
    server = _Webhook()
    Thread(target=server.serve_forever, daemon=True).start()
    twilio.webhooks.reroute[PUBLIC] = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def test_receipts_and_inbound_texts_carry_a_true_signature(
    twilio: TwilioStandin, client: Client, webhook: _Webhook
) -> None:
    message = send(client, status_callback=f"{PUBLIC}/status?d=abc")
    assert twilio.call_back(message.sid, "undelivered", 30005) == 204
    assert twilio.inbound(f"{PUBLIC}/inbound", PHONE, "¿Puedo caminar?") == 204
    validator = RequestValidator(AUTH_TOKEN)
    (path, form, signature), (path_in, form_in, signature_in) = webhook.got
    assert validator.validate(PUBLIC + path, form, signature)
    assert (form["MessageStatus"], form["ErrorCode"]) == ("undelivered", "30005")
    assert validator.validate(PUBLIC + path_in, form_in, signature_in)
    assert (form_in["From"], form_in["Body"]) == (PHONE, "¿Puedo caminar?")


def test_automatic_receipts_can_repeat_and_come_in_any_order(
    twilio: TwilioStandin, client: Client, webhook: _Webhook
) -> None:
    twilio.callbacks = AutoCallbacks(("sent", "delivered"), shuffle=True, duplicates=1, seed=3)
    send(client, status_callback=f"{PUBLIC}/status")
    wait_until(lambda: len(webhook.got) == 4)
    assert sorted(form["MessageStatus"] for _, form, _ in webhook.got) == ["delivered", "delivered", "sent", "sent"]


def test_a_stop_is_enforced_by_the_provider_too(twilio: TwilioStandin, client: Client, webhook: _Webhook) -> None:
    twilio.inbound(f"{PUBLIC}/inbound", PHONE, "STOP")
    assert parse_qs(urlencode(webhook.got[0][1]))["Body"] == ["STOP"]
    with pytest.raises(TwilioRestException) as caught:
        send(client)
    assert caught.value.code == 21610


def test_as_a_process_it_is_steered_over_http(tmp_path: Path) -> None:
    out = tmp_path / "accepted.jsonl"
    command = [sys.executable, "-m", "tests.standins.twilio", "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            client = Client(ACCOUNT_SID, AUTH_TOKEN)
            client.api.base_url = url
            faults = {"faults": [{"status": 500, "code": 20500, "accept": False}]}
            requests.post(f"{url}/_control", json=faults, timeout=30)
            with pytest.raises(TwilioRestException):
                send(client)
            sid = send(client).sid
            listed = requests.get(f"{url}/_messages", timeout=30).json()
            assert [message["sid"] for message in listed] == [sid]
            assert json.loads(out.read_text())["to"] == PHONE
        finally:
            process.terminate()
