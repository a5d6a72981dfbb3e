"""Sends what is due in one lane: claims batches, keeps many sends in flight, records outcomes as they come.

There is no barrier: finished sends are recorded and the batch is topped up in one short transaction when half of it has
landed, every tenth of a second at the latest, and one hung call delays no one. No transaction is open across a network
call.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.retry_database import retry_database
from reminders.services.sending.dispatch import ClaimedBatch, claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.old_data.old_database import ready_to_send
from reminders.services.sending.rate_limit import refund, take_tokens
from reminders.services.sending.record import record_all
from reminders.store.sending import claims
from reminders.telemetry import tracing
from reminders.telemetry.instruments import note_send

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from reminders.core.model.status import Event
    from reminders.services.context import Context
    from reminders.services.sending.start_attempt import Sending

log = structlog.get_logger(__name__)

TOP_UP_SECONDS = 0.1
WORTH_RECORDING = 5
"""Fewer sends than this are waited for, as long as others are in flight: a transaction costs more than they do."""

MAX_NAP = 0.5
"""Seconds between two looks at whether the process is stopping, while a send waits for a sender's rate limit."""

DATABASE_WAITS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)


class Completions:
    """Sends that have completed and are waiting to be recorded. Senders complete them on their own threads."""

    def __init__(self) -> None:
        """Start with no completed sends."""
        self._lock = threading.Lock()
        self._enough_are_down = threading.Event()
        self._down: list[Future[SendOutcome]] = []
        self._enough = 1

    def expect(self, future: Future[SendOutcome]) -> None:
        """Collect a send when it completes; a canceled one was never sent and is not collected."""
        future.add_done_callback(self._land)

    def take(self, enough: int, patience: float) -> list[Future[SendOutcome]]:
        """Return the completed sends, once there are `enough` or after `patience` seconds."""
        with self._lock:
            self._enough = enough
            if len(self._down) < enough:
                self._enough_are_down.clear()
            else:
                self._enough_are_down.set()
        self._enough_are_down.wait(patience)
        with self._lock:
            landed, self._down = self._down, []
        return landed

    def _land(self, future: Future[SendOutcome]) -> None:
        if future.cancelled():
            return
        with self._lock:
            self._down.append(future)
            if len(self._down) >= self._enough:
                self._enough_are_down.set()


@dataclass(slots=True)
class Run:
    """One delivery of a lane: what is in flight, which clinic is next, and how long the rate limit makes it wait.

    `wait_until` is a moment on the monotonic clock, in seconds. `installation` is the key under which the
    latest attempt is noted outside of the database, before it leaves.
    """

    lane: str
    in_flight: dict[Future[SendOutcome], Sending] = field(default_factory=dict["Future[SendOutcome]", "Sending"])
    completions: Completions = field(default_factory=Completions)
    finished: list[tuple[Sending, SendOutcome]] = field(default_factory=list["tuple[Sending, SendOutcome]"])
    round_robin: RoundRobin = field(default_factory=RoundRobin)
    wait_until: float = 0.0
    installation: str | None = None


def deliver(context: Context, lane: str, *, stopping: Callable[[], bool] = lambda: False) -> Counter[Event]:
    """Send until nothing more is due, the time budget is spent, or the process is stopping; count the outcomes.

    Where the rate limit allows no more texts at the moment, it waits for the next one within its time budget.
    """
    ready = ready_to_send(context)
    if not ready.may_send:
        return Counter()
    size = context.delivery.batch[lane]
    until = context.clock.monotonic() + context.delivery.task_budget.total_seconds()
    run = Run(lane, installation=ready.installation)
    counts: Counter[Event] = Counter()
    more = True
    while more or run.in_flight or run.finished:
        if stopping():
            more = False
            _release_unstarted(context, run.in_flight)
        now = context.clock.monotonic()
        if now >= until:
            more = False
        room = size - len(run.in_flight) if more and now >= run.wait_until else 0
        if room or run.finished:
            batch, events = _record_and_claim(context, run, room)
            counts.update(events)
            more = more and (batch.more or not room)
            _submit(context, run, batch.leaving)
        elif more and not run.in_flight:
            time.sleep(max(0.0, min(run.wait_until, until, now + MAX_NAP) - now))
        run.finished = _completed(run)
    return counts


def _record_and_claim(context: Context, run: Run, room: int) -> tuple[ClaimedBatch, list[Event]]:
    """Record and claim in one transaction; try again when the database aborts it.

    A deadlock with a change that staff make, or a server that restarts, must not cost us the outcomes: they are known
    nowhere else yet. All writes are guarded, so a second try is safe.
    """
    return retry_database(lambda: _in_one_transaction(context, run, room), DATABASE_WAITS)


def _in_one_transaction(context: Context, run: Run, room: int) -> tuple[ClaimedBatch, list[Event]]:
    limited = room and context.delivery.rate_limit is not None
    allowance = take_tokens(context, run.lane, room, run.round_robin) if limited else None
    began = context.clock.now()
    with context.db.begin() as tx:
        events = record_all(context, tx, run.finished, context.clock.now()) if run.finished else []
        batch = claim_batch(context, tx, run.lane, room, run.round_robin, allowance) if room else ClaimedBatch()
    if allowance:
        refund(context, allowance, batch.leaving)
        run.wait_until = context.clock.monotonic() + allowance.wait.total_seconds()
    if tracing.spans is not None:
        ended = context.clock.now()
        for (sending, _), event in zip(run.finished, events, strict=True):
            tracing.note("outcome", _about(run, sending, event.value), began, ended)
        for sending in batch.leaving:
            tracing.note("claim", _about(run, sending), began, ended, woken=True)
    return batch, events


def _submit(context: Context, run: Run, leaving: Sequence[Sending]) -> None:
    """Hand claimed messages to their senders."""
    if leaving and run.installation and context.witness is not None:
        context.witness.note(run.installation, attempt=leaving[-1].outgoing.attempt_id)
    for item in leaving:
        future = context.senders[item.outgoing.channel].submit(item.outgoing)
        if tracing.spans is not None:
            future.add_done_callback(_traced(context, run, item))
        run.in_flight[future] = item
        run.completions.expect(future)


def _traced(context: Context, run: Run, sending: Sending) -> Callable[[Future[SendOutcome]], None]:
    """Return what notes a send in the trace of its message; one that was never started leaves none."""
    began = context.clock.now()

    def note(future: Future[SendOutcome]) -> None:
        if not future.cancelled():
            tracing.note("send", _about(run, sending, _outcome(future).verdict.value), began, context.clock.now())

    return note


def _about(run: Run, sending: Sending, outcome: str | None = None) -> tracing.About:
    out = sending.outgoing
    return tracing.About(
        out.message_id,
        attempt_id=out.attempt_id,
        step=sending.step,
        channel=out.channel.value,
        lane=run.lane,
        outcome=outcome,
    )


def _completed(run: Run) -> list[tuple[Sending, SendOutcome]]:
    """Wait briefly for sends to complete and remove those that did from `in_flight`.

    Half of them are enough: the others keep the sender busy during the next transaction.
    """
    if not run.in_flight:
        return []
    enough = min(len(run.in_flight), max(WORTH_RECORDING, len(run.in_flight) // 2))
    landed = run.completions.take(enough, TOP_UP_SECONDS)
    completed = [(run.in_flight.pop(future), _outcome(future)) for future in landed]
    for sending, outcome in completed:
        is_accepted = outcome.verdict is Verdict.ACCEPTED
        note_send(run.lane, outcome.verdict.value, sending.late if is_accepted else None)
    return completed


def _outcome(future: Future[SendOutcome]) -> SendOutcome:
    """Read a future; an adapter that breaks its contract and raises leaves an unknown outcome, never a resend."""
    error = future.exception()
    if error is not None:
        log.error("sender_raised", problem=type(error).__name__)
        return SendOutcome(Verdict.UNKNOWN, code=type(error).__name__)
    return future.result()


def _release_unstarted(context: Context, in_flight: dict[Future[SendOutcome], Sending]) -> None:
    """Return sends that have not been started to `planned`: another worker takes them at once."""
    unstarted = [future for future in in_flight if future.cancel()]
    if unstarted:
        pairs = [(in_flight[future].outgoing.message_id, in_flight[future].outgoing.attempt_id) for future in unstarted]
        with context.db.begin() as tx:
            claims.release(tx, pairs, context.clock.now())
    for future in unstarted:
        del in_flight[future]
