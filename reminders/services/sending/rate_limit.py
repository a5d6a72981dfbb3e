"""Keeps each sender of texts within its rate: takes tokens before rows are claimed, refunds what was not needed.

Each in a short transaction of its own, so that lanes and workers never wait for each other's batches. A worker that
dies in between loses its tokens: that costs a moment, never a text too many.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from reminders.core.model.contact import Channel
from reminders.core.sending import rate_limit
from reminders.core.sending.lanes import Lane, channels_of
from reminders.services.clinics.senders import may_try, senders_held
from reminders.services.sending.select_due import due_groups
from reminders.store.clinics import clinics, switches
from reminders.store.sending.due import count_urgent_texts
from reminders.store.sending.due_clinics import due_clinics
from reminders.store.sending.rate_limits import lock_bucket, save_bucket

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.sending.rate_limit import Rate
    from reminders.services.context import Context
    from reminders.services.sending.start_attempt import Sending
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

MIN_WAIT = timedelta(seconds=0.1)
"""Looking more often would cost more transactions than it would save time."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many texts may leave now, by sender; `wait`: when it is worth asking again, if there were too few tokens."""

    tokens: dict[str, int] = field(default_factory=dict[str, int])
    wait: timedelta = timedelta()


def take_tokens(context: Context, lane: str, room: int) -> Allowance | None:
    """Take up to `room` tokens of every sender with something due in a lane; None: this lane has no limit.

    The lane of texts leaves to the urgent one as many as that one has due.
    """
    rate = context.delivery.rate_limit
    if rate is None or Channel.SMS not in channels_of(lane):
        return None
    now = context.clock.now()
    allowance = Allowance()
    waits: list[timedelta] = []
    with context.db.begin() as tx:
        senders = _senders_due(tx, lane, now)
        # A batch holds texts of no more senders than it has room for; which ones is left to chance, so all have a turn.
        asked = random.sample(sorted(senders), min(room, len(senders)))  # nosec B311 fairness, nothing secret
        waits += [MIN_WAIT] * (len(asked) < len(senders))
        for sender in sorted(asked):
            ids = senders[sender]
            reserve = 0 if lane == Lane.URGENT else count_urgent_texts(tx, ids, now, rate.burst)
            bucket, granted = rate_limit.take(lock_bucket(tx, sender, rate, now), room, rate, now, reserve=reserve)
            save_bucket(tx, sender, bucket)
            allowance.tokens[sender] = granted
            if granted < room:
                waits.append(max(MIN_WAIT, rate_limit.time_to_next(bucket, rate, now)))
    return Allowance(allowance.tokens, min(waits, default=timedelta()))


def refund(context: Context, allowance: Allowance | None, claimed: Sequence[Sending]) -> None:
    """Give back the tokens of an allowance that its batch did not need."""
    rate = context.delivery.rate_limit
    if rate is None or allowance is None:
        return
    spent = Counter(item.sender for item in claimed if item.outgoing.channel is Channel.SMS)
    unspent = {sender: count - spent[sender] for sender, count in allowance.tokens.items() if count > spent[sender]}
    if not unspent:
        return
    try:
        with context.db.begin() as tx:
            _return(tx, unspent, rate, context.clock.now())
    except OperationalError:  # the batch is claimed and must leave; the tokens grow back
        log.warning("tokens_lost", count=sum(unspent.values()))


def _return(tx: Tx, unspent: dict[str, int], rate: Rate, now: datetime) -> None:
    for sender, count in sorted(unspent.items()):
        save_bucket(tx, sender, rate_limit.refund(lock_bucket(tx, sender, rate, now), count, rate))


def _senders_due(tx: Tx, lane: str, now: datetime) -> dict[str, list[int]]:
    """Return the senders with texts due in a lane, each with all its clinics; none while everything is paused."""
    on = switches.switches_on(tx)
    due = {clinic for group, _ in due_groups(tx, lane, Channel.SMS, now, on) for clinic in group}
    always = set(due_clinics(tx, lane, Channel.SMS, now, paused=True)) if lane == Lane.URGENT else set[int]()
    for sender, ids in senders_held(tx, on).get(Channel.SMS, {}).items():
        if not may_try(tx, Channel.SMS, sender, now):
            due -= set(ids) - always
    if not due:
        return {}
    paused = switches.paused_clinics(on) if lane != Lane.URGENT else ()  # nothing is reserved for what may not leave
    known = clinics.senders_of_texts(tx)
    senders: dict[str, list[int]] = {known[clinic]: [] for clinic in sorted(due.intersection(known))}
    for clinic, sender in known.items():
        if sender in senders and clinic not in paused:
            senders[sender].append(clinic)
    return {sender: ids for sender, ids in senders.items() if not due.isdisjoint(ids)}
