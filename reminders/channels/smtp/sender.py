"""Emails over SMTP, on kept-open connections.

SMTP has no key against doubles either: a message whose reply was lost is never sent again by itself, and the Message-ID
stays the same for all attempts.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from reminders.channels.outcomes import CLOSED, PAST_SEND_BY, done, unforeseen
from reminders.channels.smtp.connection import (
    LOST_AFTER_CONTENT,
    LOST_BEFORE_CONTENT,
    OpenError,
    open_connection,
    send_quit,
    transact,
)
from reminders.channels.smtp.message import EmailAddressError, compose, parse_sender
from reminders.channels.smtp.url import parse_smtp_url
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict

if TYPE_CHECKING:
    from concurrent.futures import Future

    from reminders.channels.smtp.message import Envelope
    from reminders.ports import Clock, Outgoing

# Servers hang up on idle clients (RFC 5321 section 4.5.3.2.7 allows it after minutes, many do within seconds).
IDLE_LIMIT: Final = timedelta(seconds=15)
_OK: Final = 250


class SMTPEmail:
    """A `Sender` for emails. At most `connections` sends run at once; the rest wait their turn."""

    channel = Channel.EMAIL
    leaves = True

    def __init__(  # noqa: PLR0913 - plain values, named by the caller
        self,
        *,
        url: str,
        from_address: str,
        timeout: timedelta,
        clock: Clock | None = None,
        connections: int = 1,
        idle_limit: timedelta = IDLE_LIMIT,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        """Nothing connects before the first `submit`.

        `url` is SMTP_URL, `from_address` EMAIL_FROM. `timeout` bounds one whole send, connecting included. `clock`
        gives the Date header; without one it is the machine's, for a real mail leaves at a real time.

        Raises:
            ValueError: SMTP_URL or EMAIL_FROM cannot be read; the password is not quoted.

        """
        self._server = parse_smtp_url(url)
        parse_sender(from_address)
        self._from_address = from_address
        self._timeout, self._clock = timeout.total_seconds(), clock
        self._idle_limit = idle_limit.total_seconds()
        self._context = tls_context
        self._idle: deque[tuple[smtplib.SMTP, float]] = deque()
        self._workers = ThreadPoolExecutor(max_workers=connections, thread_name_prefix="smtp")

    def submit(self, outgoing: Outgoing) -> Future[SendOutcome]:
        """Start one send and return at once; the future never raises."""
        try:
            return self._workers.submit(self._send, outgoing)
        except RuntimeError:  # what an executor says after its shutdown
            return done(CLOSED)

    def close(self) -> None:
        """Finish what was submitted, then take leave of the server."""
        self._workers.shutdown(wait=True)
        while self._idle:
            send_quit(self._idle.pop()[0])

    def _send(self, outgoing: Outgoing) -> SendOutcome:
        if time.monotonic() >= outgoing.send_by:
            return PAST_SEND_BY
        deadline = time.monotonic() + self._timeout
        try:
            envelope = self._envelope(outgoing)
        except EmailAddressError as error:
            return SendOutcome(Verdict.REJECTED, code="bad_address", detail=str(error), effect=Effect.BAD_ADDRESS)
        except Exception:  # noqa: BLE001 - a line break in a header, or what else the composer does not take
            return SendOutcome(Verdict.REJECTED, code="bad_message", detail="the email cannot be composed")
        try:
            return self._deliver(envelope, deadline)
        except OpenError as error:
            return error.outcome
        except Exception as error:  # noqa: BLE001 - the contract: every error becomes an outcome
            return unforeseen(error)

    def _envelope(self, outgoing: Outgoing) -> Envelope:
        now = self._clock.now() if self._clock else datetime.now(UTC)
        return compose(outgoing, email_from=self._from_address, date=now)

    def _deliver(self, envelope: Envelope, deadline: float) -> SendOutcome:
        connection = self._kept_connection()
        if connection is not None:
            outcome = self._transact(connection, envelope, deadline)
            # A kept connection may have died unnoticed. Nothing of the message was sent, so a new one may try.
            if outcome is not LOST_BEFORE_CONTENT:
                return outcome
        if self._context is None:
            self._context = ssl.create_default_context()
        return self._transact(open_connection(self._server, self._context, deadline), envelope, deadline)

    def _transact(self, smtp: smtplib.SMTP, envelope: Envelope, deadline: float) -> SendOutcome:
        outcome = transact(smtp, envelope, deadline)
        lost = outcome is LOST_BEFORE_CONTENT or outcome is LOST_AFTER_CONTENT
        if not lost and (outcome.verdict is Verdict.ACCEPTED or _reset(smtp)):
            self._idle.append((smtp, time.monotonic()))
        else:
            smtp.close()
        return outcome

    def _kept_connection(self) -> smtplib.SMTP | None:
        """Take the connection that was used last; those idle for too long are closed."""
        fresh: smtplib.SMTP | None = None
        while self._idle and fresh is None:
            try:
                smtp, used = self._idle.pop()
            except IndexError:  # another worker took it
                break
            if time.monotonic() - used < self._idle_limit:
                fresh = smtp
            else:
                send_quit(smtp)
        return fresh


def _reset(smtp: smtplib.SMTP) -> bool:
    """Clear a transaction that was refused; return whether the connection can go on."""
    try:
        return smtp.rset()[0] == _OK
    except (smtplib.SMTPException, OSError):
        return False
