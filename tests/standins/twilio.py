"""A stand-in for Twilio's Messages API (2010-04-01), for tests, for other processes and for benchmarks.

In a test: `with TwilioStandin() as twilio: client.api.base_url = twilio.url`. As a process:
`python -m tests.standins.twilio --port 9999 --out accepted.jsonl`; then `POST /_control`, `GET /_messages`,
`POST /_callback` and `POST /_inbound` do from outside what a test does by attribute.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
import secrets
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from tests.standins.http import Answer, Connection, Request
from tests.standins.twilio_faults import Fault, error_body, http_status
from tests.standins.twilio_messages import API, AcceptedMessage, Mailroom, page, refusal
from tests.standins.twilio_webhooks import AutoCallbacks, Webhooks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import TextIO

__all__ = ["ACCOUNT_SID", "AUTH_TOKEN", "AcceptedMessage", "AutoCallbacks", "Fault", "TwilioStandin"]

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "stand-in-token"
POOL_NUMBER = "+12025550100"
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
START_WORDS = frozenset({"start", "yes", "unstop"})
T = TypeVar("T")


class TwilioStandin:
    """Twilio, as far as this project needs it, in a thread of its own.

    Attributes:
        accepted: every message taken over, in order. `mailroom` holds the settings of the list resource.
        faults: used up in order, the first that fits; `rule` is asked when none does, with the number of the
            request (from 1) and its form.
        callbacks: set to have status callbacks sent by themselves.
        opted_out: receivers answered with 21610. A STOP or START through `inbound` changes it, as Twilio does.
        requests: how many requests came, control requests apart.
    """

    def __init__(
        self, account_sid: str = ACCOUNT_SID, auth_token: str = AUTH_TOKEN, port: int = 0, out: Path | None = None
    ) -> None:
        """Prepare; `start` opens the port (0: a free one). `out` gets one JSON line per accepted message."""
        self.account_sid, self.auth_token, self.port = account_sid, auth_token, port
        self.host = "127.0.0.1"
        self.mailroom = Mailroom()
        self.accepted = self.mailroom.accepted
        self.faults: list[Fault] = []
        self.rule: Callable[[int, dict[str, str]], Fault | None] | None = None
        self.callbacks: AutoCallbacks | None = None
        self.opted_out: set[str] = set()
        self.requests = 0
        self.webhooks = Webhooks(account_sid, auth_token)
        self._creates = 0
        self._out: TextIO | None = out.open("a", encoding="utf-8") if out else None
        self._authorization = "Basic " + base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="twilio-standin", daemon=True)
        self._server: asyncio.Server | None = None
        self._open: set[Connection] = set()
        self._background: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        """For `client.api.base_url` and `TWILIO_API_BASE_URL`."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Open the port and serve until `stop`."""
        self._thread.start()
        self._run(self._serve())
        return self

    def stop(self) -> None:
        """Close everything."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()
        if self._out is not None:
            self._out.close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def call_back(self, sid: str, status: str, error_code: int | None = None) -> int:
        """Post a signed status callback to the message's StatusCallback URL; returns the HTTP status, 0 if none."""
        message = self.mailroom.get(sid)
        if message is None:
            msg = f"no accepted message {sid}"
            raise KeyError(msg)
        return self._run(self.webhooks.receipt(message, status, error_code))

    def inbound(
        self, to_url: str, from_: str, body: str, to: str = POOL_NUMBER, sid: str | None = None, **more: str
    ) -> int:
        """Post a signed inbound text to a webhook. `more` are further form fields, e.g. OptOutType."""
        return self._run(self._inbound(to_url, from_, body, to, sid, more))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    async def _serve(self) -> None:
        self._server = await self._loop.create_server(
            lambda: Connection(self._answer, self._open), self.host, self.port, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in list(self._open):
            connection.close()
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.webhooks.close()
        await asyncio.sleep(0)

    async def _inbound(self, to_url: str, from_: str, body: str, to: str, sid: str | None, more: dict[str, str]) -> int:
        word = body.strip().lower()
        if word in STOP_WORDS:
            self.opted_out.add(from_)
        elif word in START_WORDS:
            self.opted_out.discard(from_)
        sid = sid or "SM" + secrets.token_hex(16)
        self._keep_received(sid, from_, to, body)
        form = {"AccountSid": self.account_sid, "ApiVersion": "2010-04-01", "Body": body, "From": from_, "To": to}
        form |= {"MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "SmsStatus": "received", "NumMedia": "0"}
        return await self.webhooks.post(to_url, form | {"NumSegments": "1"} | more)

    def _keep_received(self, sid: str, from_: str, to: str, body: str) -> None:
        now = datetime.now(UTC)
        text = AcceptedMessage(sid, to, from_, body, None, None, None, now, "received", now, direction="inbound")
        self.mailroom.received.append(text)

    # -- answering -----------------------------------------------------------------------------------------

    def _answer(self, request: Request) -> Answer | Awaitable[Answer]:
        if request.path.startswith("/_"):
            return self._control(request)
        self.requests += 1
        if request.headers.get("authorization") != self._authorization:
            return _error(20003)
        form = request.form if request.method == "POST" else request.query
        kind: Literal["create", "read"] = "create" if request.method == "POST" else "read"
        fault = self._fault(kind, form)
        if fault is None:
            return self._route(request, form)
        return self._misbehave(fault, request, form)

    def _fault(self, kind: Literal["create", "read"], form: dict[str, str]) -> Fault | None:
        self._creates += kind == "create"
        for fault in self.faults:
            if fault.fits(kind, form.get("To")):
                fault.times -= 1 if fault.times > 0 else 0
                if fault.times == 0:
                    self.faults.remove(fault)
                return fault
        return self.rule(self._creates, form) if self.rule and kind == "create" else None

    async def _misbehave(self, fault: Fault, request: Request, form: dict[str, str]) -> Answer:
        if fault.before:
            await asyncio.sleep(fault.before)
        answer = self._route(request, form) if fault.accept else Answer(201)
        if fault.after:
            await asyncio.sleep(fault.after)
        if fault.hang_up:
            return Answer(hang_up=True)
        if fault.status is not None:
            return _error(fault.code or 20500, fault.status)
        return Answer(answer.status, b'{"sid": "SM') if fault.malformed else answer

    def _route(self, request: Request, form: dict[str, str]) -> Answer:
        root = f"{API}/{self.account_sid}"
        if request.path == f"{root}/Messages.json":
            return self._create(form) if request.method == "POST" else self._list(request)
        if request.path == f"{root}.json":
            account = {"sid": self.account_sid, "friendly_name": "Stand-in", "status": "active", "type": "Full"}
            return _json(account | {"owner_account_sid": self.account_sid, "uri": f"{root}.json"})
        prefix = f"{root}/Messages/"
        if request.path.startswith(prefix):
            message = self.mailroom.get(request.path.removeprefix(prefix).removesuffix(".json"))
            if message is not None:
                return _json(message.resource(self.account_sid))
        return _error(20404)

    def _list(self, request: Request) -> Answer:
        found = self.mailroom.find(request.query, datetime.now(UTC))
        return _json(page(found, request.query, self.account_sid))

    def _create(self, form: dict[str, str]) -> Answer:
        code = refusal(form, self.opted_out)
        if code is not None:
            return _error(code)
        service = form.get("MessagingServiceSid")
        period = form.get("ValidityPeriod")
        message = AcceptedMessage(
            sid="SM" + secrets.token_hex(16),
            to=form["To"],
            from_=form.get("From") or POOL_NUMBER,
            body=form["Body"],
            status_callback=form.get("StatusCallback"),
            validity_period=int(period) if period else None,
            messaging_service_sid=service,
            at=datetime.now(UTC),
            status="accepted" if service else "queued",
        )
        self.mailroom.add(message)
        if self._out is not None:
            self._out.write(json.dumps(message.as_dict()) + "\n")
            self._out.flush()
        answer = _json(message.resource(self.account_sid, created=True), 201)
        if self.callbacks is not None and message.status_callback:
            task = self._loop.create_task(self.webhooks.automatic(message, self.callbacks))
            self._background.add(task)
            task.add_done_callback(self._background.discard)
        return answer

    def _control(self, request: Request) -> Answer | Awaitable[Answer]:
        if request.path == "/_messages":
            return _json([message.as_dict() for message in self.accepted])
        given: dict[str, Any] = json.loads(request.body or b"{}")
        if request.path == "/_control":
            return self._configure(given)
        if request.path == "/_callback":
            message = self.mailroom.get(given.get("sid", ""))
            return (
                _status(self.webhooks.receipt(message, given["status"], given.get("error_code")))
                if message
                else _error(20404)
            )
        if request.path == "/_inbound":
            call = self._inbound(given["url"], given["from"], given["body"], given.get("to", POOL_NUMBER), None, {})
            return _status(call)
        return _error(20404)

    def _configure(self, given: dict[str, Any]) -> Answer:
        if given.get("clear"):
            self.faults.clear()
        self.faults.extend(Fault(**fault) for fault in given.get("faults", []))
        if "callbacks" in given:
            self.callbacks = AutoCallbacks(**given["callbacks"]) if given["callbacks"] else None
        self.opted_out |= set(given.get("opted_out", []))
        self.webhooks.reroute |= given.get("reroute", {})
        self.mailroom.list_lag = given.get("list_lag", self.mailroom.list_lag)
        self.mailroom.sent_lag = given.get("sent_lag", self.mailroom.sent_lag)
        return _json({"faults": len(self.faults), "accepted": len(self.accepted), "requests": self.requests})


async def _status(call: Coroutine[Any, Any, int]) -> Answer:
    return _json({"status": await call})


def _json(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())


def _error(code: int, status: int | None = None) -> Answer:
    status = status or http_status(code)
    return _json(error_body(code, status), status)


def main() -> None:
    """Serve until interrupted; print the address first."""
    parser = argparse.ArgumentParser(description="A stand-in for Twilio's Messages API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--out", type=Path, help="file for one JSON line per accepted message")
    parser.add_argument("--account-sid", default=ACCOUNT_SID)
    parser.add_argument("--auth-token", default=AUTH_TOKEN)
    parser.add_argument("--latency", type=float, default=0, help="seconds before every message is accepted")
    chosen = parser.parse_args()
    standin = TwilioStandin(chosen.account_sid, chosen.auth_token, chosen.port, chosen.out)
    standin.host = chosen.host
    if chosen.latency:
        standin.faults.append(Fault.slow(chosen.latency, times=-1))
    with standin:
        print(standin.url, flush=True)  # noqa: T201 - for the one who started it
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
