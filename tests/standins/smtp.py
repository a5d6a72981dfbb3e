"""A real SMTP server that records what it takes and can be told to refuse, to be slow or to hang up.

In a test: `with SmtpStandin(security="starttls", auth=True) as smtp: Settings(smtp_url=smtp.url)`. As a process:
`python -m tests.standins.smtp --port 2525 --out accepted.jsonl`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import shutil
import socket
import ssl
import tempfile
import threading
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.standins import certificate

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from email.message import EmailMessage
    from typing import TextIO

__all__ = ["PASSWORD", "USER", "AcceptedEmail", "SmtpFault", "SmtpStandin"]

USER, PASSWORD = "clinic", "stand-in-password"


@dataclass(frozen=True, slots=True)
class AcceptedEmail:
    """One envelope the server took over, whether or not the client heard so."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    message: EmailMessage
    raw: bytes
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        """For JSON lines."""
        headers = {"message_id": str(self.message["Message-ID"]), "subject": str(self.message["Subject"])}
        return headers | {"from": self.mail_from, "to": list(self.rcpt_tos), "at": self.at.isoformat()}


@dataclass(slots=True)
class SmtpFault:
    """One way to misbehave, used `times` times (-1: until cleared), only for a receiver `to` if that is given.

    Attributes:
        at: `rcpt` and `before_data` answer those commands; `data` speaks after the whole message was read.
        reply: what to answer, such as `451 4.3.0 try later`; None is the usual answer.
        hang_up: close the connection without an answer.
        accept: at `data` only: whether the message counts as taken although the answer is a fault.
        delay: seconds to wait first.
    """

    at: Literal["rcpt", "before_data", "data"] = "data"
    reply: str | None = None
    hang_up: bool = False
    accept: bool = False
    delay: float = 0
    times: int = 1
    to: str | None = None

    @classmethod
    def accept_and_drop(cls, **more: Any) -> Self:
        """The message is taken, then the connection closes before the 250."""
        return cls(hang_up=True, accept=True, **more)

    @classmethod
    def drop_before_data(cls, **more: Any) -> Self:
        """The connection closes at DATA, before a byte of the message was read."""
        return cls(at="before_data", hang_up=True, **more)

    @classmethod
    def slow(cls, seconds: float, **more: Any) -> Self:
        """A right answer after DATA, late."""
        return cls(delay=seconds, accept=True, **more)


class _Server(SMTP):
    """aiosmtpd's server, with a chance to misbehave at DATA before the 354."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        handler: _Handler = self.event_handler
        receivers = self.envelope.rcpt_tos if self.envelope else []
        reply = await handler.misbehave("before_data", self, receivers)
        if reply is not None:
            await self.push(reply)
            return
        await super().smtp_DATA(arg)


class _Handler:
    """Hooks called by aiosmtpd."""

    def __init__(self, standin: SmtpStandin) -> None:
        self._standin = standin

    async def misbehave(self, at: str, server: SMTP, receivers: list[str]) -> str | None:
        """Apply the first fault that fits; returns the reply to give instead of the usual one."""
        fault = self._standin.take_fault(at, receivers)
        if fault is None:
            return None
        await asyncio.sleep(fault.delay)
        return self._end(fault, server)

    def _end(self, fault: SmtpFault, server: SMTP) -> str | None:
        if fault.hang_up:
            # aiosmtpd ends the session at a reset; closing the transport alone would have it write on.
            if isinstance(server.transport, asyncio.WriteTransport):
                server.transport.abort()
            raise ConnectionResetError
        return fault.reply

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        offers = ["250-PIPELINING"] if self._standin.pipelining else []
        return [*responses[:-1], *offers, responses[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.misbehave("rcpt", server, [address])
        if reply is None or reply.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return reply or "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        fault = self._standin.take_fault("data", envelope.rcpt_tos)
        await asyncio.sleep(fault.delay if fault else 0)
        if fault is None or fault.accept:
            self._standin.record(envelope)
        return (self._end(fault, server) if fault else None) or "250 2.0.0 taken"


class _Controller(Controller):
    """A controller that binds its own free port, and can hold a port given."""

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            # AUTH over an open line is what some clinics' relays have; aiosmtpd warns of it.
            warnings.simplefilter("ignore", UserWarning)
            return _Server(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
        self.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener, ssl=self.ssl_context)


class SmtpStandin:
    """An SMTP server on 127.0.0.1 in a thread of its own.

    Attributes:
        accepted: every envelope taken over, in order.
        faults: used up in order, the first that fits.
        certificate: the self-signed certificate to trust (PEM), when `security` is not `plain`.
    """

    def __init__(
        self,
        security: Literal["plain", "starttls", "tls"] = "plain",
        *,
        auth: bool = False,
        pipelining: bool = True,
        port: int = 0,
        out: Path | None = None,
    ) -> None:
        """Prepare; `start` opens the port. STARTTLS, once chosen, is required, and so is AUTH.

        `pipelining`: whether it says that it takes several commands at once (RFC 2920), as nearly every server does.
        """
        self.security, self.auth, self.pipelining = security, auth, pipelining
        self.accepted: list[AcceptedEmail] = []
        self.faults: list[SmtpFault] = []
        self._folder = Path(tempfile.mkdtemp(prefix="smtp-standin-"))
        self._out: TextIO | None = out.open("a", encoding="utf-8") if out else None
        self.certificate: Path | None = None
        options: dict[str, Any] = {"auth_required": auth, "auth_require_tls": security == "starttls"}
        options |= {"authenticator": _authenticate} if auth else {}
        if security != "plain":
            self.certificate, key = certificate.write(self._folder)
            context = certificate.server_context(self.certificate, key)
            options |= {"ssl_context": context} if security == "tls" else {"tls_context": context}
            options["require_starttls"] = security == "starttls"
        self._controller = _Controller(_Handler(self), hostname="127.0.0.1", port=port, **options)

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._controller.port

    @property
    def url(self) -> str:
        """For `SMTP_URL`."""
        scheme = "smtps" if self.security == "tls" else "smtp"
        login = f"{USER}:{PASSWORD}@" if self.auth else ""
        query = "?starttls=required" if self.security == "starttls" else ""
        return f"{scheme}://{login}127.0.0.1:{self.port}{query}"

    def client_context(self) -> ssl.SSLContext:
        """A client's TLS context that trusts this server."""
        return ssl.create_default_context(cafile=self.certificate)

    def take_fault(self, at: str, receivers: list[str]) -> SmtpFault | None:
        """Use up and return the first fault meant for this moment and one of these receivers."""
        for fault in self.faults:
            if fault.at == at and fault.times and (fault.to is None or fault.to in receivers):
                fault.times -= 1 if fault.times > 0 else 0
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    def record(self, envelope: Envelope) -> None:
        """Take a message over."""
        raw = bytes(envelope.content or b"") if not isinstance(envelope.content, str) else envelope.content.encode()
        parsed = message_from_bytes(raw, policy=policy.default)
        email = AcceptedEmail(envelope.mail_from or "", tuple(envelope.rcpt_tos), parsed, raw, datetime.now(UTC))
        self.accepted.append(email)
        if self._out is not None:
            self._out.write(json.dumps(email.as_dict()) + "\n")
            self._out.flush()

    def start(self) -> Self:
        """Open the port and serve until `stop`."""
        self._controller.start()
        return self

    def stop(self) -> None:
        """Close everything and remove the certificate."""
        self._controller.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._out is not None:
            self._out.close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: Any) -> AuthResult:
    known = isinstance(login, LoginPassword) and login == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)


def main() -> None:
    """Serve until interrupted; print the address first."""
    parser = argparse.ArgumentParser(description="A real SMTP server for tests.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--security", choices=["plain", "starttls", "tls"], default="plain")
    parser.add_argument("--auth", action="store_true")
    parser.add_argument("--out", type=Path, help="file for one JSON line per accepted message")
    chosen = parser.parse_args()
    with SmtpStandin(chosen.security, auth=chosen.auth, port=chosen.port, out=chosen.out) as standin:
        print(standin.url, flush=True)  # noqa: T201 - for the one who started it
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
