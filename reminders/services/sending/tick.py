"""One tick: sweeps, shows that beat is alive, and says how many deliveries each lane needs woken.

Safe to run twice, by two beats, or late: it only reads what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.sending.lanes import Lane, channels_of
from reminders.services.clinics.senders import senders_held, trials_due
from reminders.services.replies.unclear_stop import end_unanswered
from reminders.services.sending.old_data.old_database import count_tick, note_tick, pause_if_old
from reminders.services.sending.sweep import sweep
from reminders.store.clinics import switches
from reminders.store.replies import holds
from reminders.store.sending.due import count_due
from reminders.store.sending.due_clinics import due_among

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.contact import Channel
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_WAKE_UPS = 8
WAVES_PER_WAKE_UP = 4


def tick(context: Context) -> dict[str, int]:
    """Return how many `deliver` tasks to wake per lane: they follow the backlog, bounded."""
    most = MAX_WAKE_UPS * WAVES_PER_WAKE_UP * max(context.delivery.batch.values())
    with context.db.read() as tx:
        unanswered = bool(holds.ended_unclear(tx, context.clock.now(), 1))
    if unanswered:
        end_unanswered(context)
    pause_if_old(context)
    with context.db.begin() as tx:
        on = switches.switches_on(tx)
        sweep(context, tx, only_leases=switches.OLD_DATABASE in on)
        now = context.clock.now()
        switches.beat_heart(tx, switches.BEAT, now)
        counted = count_tick(context, tx)
        held = senders_held(tx, on) if on else {}
        clinics = {channel: [clinic for ids in senders.values() for clinic in ids] for channel, senders in held.items()}
        due = count_due(tx, now, most, clinics)
        for lane in _lanes_to_try(tx, held, now, paused=switches.all_paused(on)):
            due.setdefault(lane, 1)
    note_tick(context, counted)
    return {lane: _wake_ups(count, context.delivery.batch[lane]) for lane, count in due.items()}


def _lanes_to_try(tx: Tx, held: dict[Channel, dict[str, list[int]]], now: datetime, *, paused: bool) -> set[str]:
    """Return the lanes in which a sender that is down has something that is always sent, or a trial to make."""
    due_now = trials_due(tx, now) if held and not paused else frozenset[str]()
    lanes: set[str] = set()
    for channel, senders in held.items():
        everyone = [clinic for ids in senders.values() for clinic in ids]
        on_trial = [
            clinic
            for sender, ids in senders.items()
            if switches.sender_switch(channel, sender) in due_now
            for clinic in ids
        ]
        if due_among(tx, Lane.URGENT, channel, now, everyone, paused=True):
            lanes.add(Lane.URGENT)
        for lane in (item for item in Lane if channel in channels_of(item) and item not in lanes):
            if due_among(tx, lane, channel, now, on_trial, paused=False):
                lanes.add(lane)
    return lanes


def _wake_ups(count: int, batch: int) -> int:
    return min(MAX_WAKE_UPS, -(-count // (batch * WAVES_PER_WAKE_UP)))
