"""Keeps each sender of texts within its rate: takes tokens before rows are claimed, refunds what was not needed.

Each in a short transaction of its own, so that lanes and workers never wait for each other's batches. A worker that
dies in between loses its tokens: that costs a moment, never a text too many.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from reminders.core.model.contact import Channel
from reminders.core.sending import rate_limit
from reminders.core.sending.lanes import Lane, channels_of
from reminders.core.sending.rate_limit import Allowance
from reminders.services.clinics.senders import senders_held, trials_due
from reminders.services.sending.due_groups import Search, due_groups
from reminders.store.clinics import clinics, switches
from reminders.store.sending.due_clinics import due_among, front
from reminders.store.sending.rate_limits import lock_buckets, save_buckets

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.core.sending.rate_limit import Rate
    from reminders.services.context import Context
    from reminders.services.sending.due_groups import RoundRobin
    from reminders.services.sending.start_attempt import Sending
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

MIN_WAIT = timedelta(seconds=0.1)
"""Looking more often would cost more transactions than it would save time."""


def take_tokens(context: Context, lane: str, room: int, round_robin: RoundRobin) -> Allowance | None:
    """Take up to `room` tokens of every sender with something due in a lane; None: this lane has no limit.

    The lane of texts leaves to the urgent one as many as that one has due.
    """
    rate = context.delivery.rate_limit
    if rate is None or Channel.SMS not in channels_of(lane):
        return None
    now = context.clock.now()
    with context.db.begin() as tx:
        due, more = _senders_due(tx, Search(lane, Channel.SMS, now, room, round_robin))
        # A batch holds texts of no more senders than it has room for; which ones is left to chance, so all have a turn.
        asked = random.sample(sorted(due), min(room, len(due)))  # nosec B311 fairness, nothing secret
        if not asked:
            return Allowance()
        reserve = Counter[str]() if lane == Lane.URGENT else _urgent_due(tx, now)
        buckets = lock_buckets(tx, asked, rate, now)
        taken = {
            sender: rate_limit.take(bucket, room, rate, now, reserve=min(reserve[sender], rate.burst))
            for sender, bucket in buckets.items()
        }
        save_buckets(tx, {sender: bucket for sender, (bucket, _) in taken.items()})
    tokens = {sender: granted for sender, (_, granted) in taken.items()}
    may_send = {sender: due[sender] for sender, granted in tokens.items() if granted}
    waits = [MIN_WAIT] if more or len(asked) < len(due) else []
    waits += [
        max(MIN_WAIT, rate_limit.time_to_next(bucket, rate, now))
        for bucket, granted in taken.values()
        if granted < room
    ]
    return Allowance(
        tokens,
        may_send,
        more=more or len(may_send) < len(due),
        wait=min(waits, default=timedelta()),
    )


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
    buckets = lock_buckets(tx, unspent, rate, now)
    save_buckets(tx, {sender: rate_limit.refund(bucket, unspent[sender], rate) for sender, bucket in buckets.items()})


def _senders_due(tx: Tx, search: Search) -> tuple[dict[str, list[int]], bool]:
    """Return senders with texts due in a lane, each with its clinics that have some, and whether others may have.

    None while everything is paused.
    """
    on = switches.switches_on(tx)
    wait = _waiting_for_their_trial(tx, on, search.now)
    groups = due_groups(tx, replace(search, skip=wait), on)
    due = {clinic for group in groups for clinic in group.clinics}
    held = due & wait
    if held and search.lane == Lane.URGENT:
        held -= set(due_among(tx, search.lane, search.channel, search.now, held, paused=True))
    due -= held
    senders: dict[str, list[int]] = {}
    for clinic, sender in sorted(clinics.senders_of_texts(tx, due).items()) if due else ():
        senders.setdefault(sender, []).append(clinic)
    return senders, any(group.more for group in groups)


def _waiting_for_their_trial(tx: Tx, on: Collection[str], now: datetime) -> set[int]:
    """Return the clinics whose sender is down and is not to be tried yet."""
    down = senders_held(tx, on).get(Channel.SMS, {})
    due_now = trials_due(tx, now) if down else ()
    return {
        clinic
        for sender, ids in down.items()
        if switches.sender_switch(Channel.SMS, sender) not in due_now
        for clinic in ids
    }


def _urgent_due(tx: Tx, now: datetime) -> Counter[str]:
    """Count the longest due texts of the urgent lane by sender; nothing is reserved for what may not leave."""
    longest_due = front(tx, Lane.URGENT, Channel.SMS, now, paused=False).clinics
    if not longest_due:
        return Counter()
    paused = switches.paused_clinics(switches.switches_on(tx))
    senders = clinics.senders_of_texts(tx, set(longest_due) - paused)
    count = Counter[str]()
    for clinic, sender in senders.items():
        count[sender] += longest_due[clinic]
    return count
