"""Sends what is due in one lane: claims waves, keeps many sends in flight, records outcomes as they come.

There is no barrier: finished sends are recorded and the wave is topped up in one short transaction every tenth of a
second or so, and one hung call delays nobody. No transaction is open across a network call.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from reminders.core.retrying import SendOutcome, Verdict
from reminders.services.dispatch import Wave, claim_wave
from reminders.services.record import record_all
from reminders.services.take_wave import Turns
from reminders.store import claims

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.status import Event
    from reminders.services.context import Context
    from reminders.services.start_attempt import Sending

log = structlog.get_logger(__name__)

TOP_UP_SECONDS = 0.1
DATABASE_WAITS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)


def deliver(context: Context, lane: str, *, stopping: Callable[[], bool] = lambda: False) -> Counter[Event]:
    """Send until nothing more is due, the time budget is spent, or the process is stopping; count the outcomes."""
    size = context.delivery.wave[lane]
    until = context.clock.monotonic() + context.delivery.task_budget.total_seconds()
    flying: dict[Future[SendOutcome], Sending] = {}
    finished: list[tuple[Sending, SendOutcome]] = []
    counts: Counter[Event] = Counter()
    turns = Turns()
    more = True
    while more or flying or finished:
        if stopping():
            more = False
            _give_back(context, flying)
        if context.clock.monotonic() >= until:
            more = False
        room = size - len(flying) if more else 0
        if room or finished:
            wave, events = _record_and_claim(context, lane, finished, room, turns)
            counts.update(events)
            more = more and (wave.more or not room)
            flying |= {context.senders[item.outgoing.channel].submit(item.outgoing): item for item in wave.leaving}
        finished = _landed(flying)
    return counts


def _record_and_claim(
    context: Context,
    lane: str,
    finished: list[tuple[Sending, SendOutcome]],
    room: int,
    turns: Turns,
) -> tuple[Wave, list[Event]]:
    """Record and claim in one transaction; try again when the database aborts it.

    A deadlock with a change that staff make, or a server that restarts, must not cost us the outcomes: they are known
    nowhere else yet. All writes are guarded, so a second try is safe.
    """
    for seconds in DATABASE_WAITS:
        try:
            return _in_one_transaction(context, lane, finished, room, turns)
        except OperationalError as error:
            log.warning("database_aborted", problem=type(error.orig).__name__, again_in_seconds=seconds)
            time.sleep(seconds)
    return _in_one_transaction(context, lane, finished, room, turns)


def _in_one_transaction(
    context: Context,
    lane: str,
    finished: list[tuple[Sending, SendOutcome]],
    room: int,
    turns: Turns,
) -> tuple[Wave, list[Event]]:
    with context.db.begin() as tx:
        events = record_all(context, tx, finished, context.clock.now()) if finished else []
        wave = claim_wave(context, tx, lane, room, turns) if room else Wave()
    return wave, events


def _landed(flying: dict[Future[SendOutcome], Sending]) -> list[tuple[Sending, SendOutcome]]:
    """Wait a moment for sends to end and take them out of the air."""
    if not flying:
        return []
    done, _ = wait(flying, timeout=TOP_UP_SECONDS, return_when=FIRST_COMPLETED)
    return [(flying.pop(future), _outcome(future)) for future in done]


def _outcome(future: Future[SendOutcome]) -> SendOutcome:
    """Read a future; an adapter that breaks its contract and raises leaves an unknown outcome, never a resend."""
    error = future.exception()
    if error is not None:
        log.error("sender_raised", problem=type(error).__name__)
        return SendOutcome(Verdict.UNKNOWN, code=type(error).__name__)
    return future.result()


def _give_back(context: Context, flying: dict[Future[SendOutcome], Sending]) -> None:
    """Return sends that have not been started to `planned`: another worker takes them at once."""
    unstarted = [future for future in flying if future.cancel()]
    if unstarted:
        pairs = [(flying[future].outgoing.message_id, flying[future].outgoing.attempt_id) for future in unstarted]
        with context.db.begin() as tx:
            claims.release(tx, pairs, context.clock.now())
    for future in unstarted:
        del flying[future]
