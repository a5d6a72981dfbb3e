"""The way out that leads nowhere: it keeps what would have been sent.

It is what a fresh installation uses, what `simulate` and `demo` write to, and the fake in tests.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from reminders.channels.outcomes import CLOSED, PAST_SEND_BY, done, unforeseen
from reminders.core.sending.retrying import SendOutcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from reminders.core.model.contact import Channel
    from reminders.ports import Outgoing


class Outbox:
    """A `Sender` that sends nothing. Every submit is done when it returns.

    The provider id is `outbox-<attempt id>`: the same in every run, and never the same for two attempts, however many
    workers have an outbox of their own.
    """

    leaves = False

    def __init__(
        self,
        channel: Channel,
        *,
        keep: int | None = 1000,
        path: Path | None = None,
        outcomes: Callable[[Outgoing], SendOutcome] | None = None,
    ) -> None:
        """Keep the last `keep` messages in memory (None: all).

        `path` gets one JSON line per accepted message; it holds patient data, so it is readable by its owner only.
        `outcomes` scripts what happens, for tests; an accepted outcome without a provider id gets the usual one.
        """
        self.channel = channel
        self._kept: deque[tuple[Outgoing, SendOutcome]] = deque(maxlen=keep)
        self._path = path
        self._outcomes = outcomes
        self._lock = threading.Lock()
        self._closed = False

    @property
    def sent(self) -> list[Outgoing]:
        """What was accepted, oldest first."""
        with self._lock:
            return [outgoing for outgoing, outcome in self._kept if outcome.verdict is Verdict.ACCEPTED]

    @property
    def attempts(self) -> list[tuple[Outgoing, SendOutcome]]:
        """Everything that was tried, with what became of it, oldest first."""
        with self._lock:
            return list(self._kept)

    def submit(self, outgoing: Outgoing) -> Future[SendOutcome]:
        """Keep one message; the future is done and never raises."""
        try:
            return done(self._take(outgoing))
        except Exception as error:  # noqa: BLE001 - the contract: every error becomes an outcome
            return done(unforeseen(error))

    def close(self) -> None:
        """Take nothing more. What was kept stays readable."""
        self._closed = True

    def _take(self, outgoing: Outgoing) -> SendOutcome:
        if self._closed:
            return CLOSED
        if time.monotonic() >= outgoing.send_by:
            return PAST_SEND_BY
        acceptance = SendOutcome(Verdict.ACCEPTED, provider_id=f"outbox-{outgoing.attempt_id}")
        outcome = self._outcomes(outgoing) if self._outcomes else acceptance
        if outcome.verdict is Verdict.ACCEPTED and outcome.provider_id is None:
            outcome = acceptance
        with self._lock:
            if outcome.verdict is Verdict.ACCEPTED and self._path is not None:
                _append(self._path, outgoing, outcome)
            self._kept.append((outgoing, outcome))
        return outcome


def _append(path: Path, outgoing: Outgoing, outcome: SendOutcome) -> None:
    line = {
        "provider_id": outcome.provider_id,
        "attempt_id": outgoing.attempt_id,
        "message_id": outgoing.message_id,
        "channel": outgoing.channel.value,
        "address": outgoing.address,
        "subject": outgoing.content.subject,
        "body": outgoing.content.text,
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
