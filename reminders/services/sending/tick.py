"""One tick: sweeps, shows that beat is alive, and says how many deliveries each lane needs woken.

Safe to run twice, by two beats, or late: it only reads what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.clinic import EMAIL_SENDER
from reminders.core.model.contact import Channel
from reminders.core.sending.lanes import Lane, channels_of
from reminders.services.clinics.senders import trials_due
from reminders.services.replies.unclear_stop import end_unanswered
from reminders.services.sending.old_data.old_database import count_tick, note_tick, pause_if_old
from reminders.services.sending.sweep import sweep
from reminders.store.clinics import switches
from reminders.store.replies import holds
from reminders.store.sending.due_counts import HeldBack, any_due, count_due

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

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
        now = context.clock.now()
        last = switches.last_heartbeat(tx, switches.BEAT)
        sweep(context, tx, only_leases=switches.OLD_DATABASE in on, whole=last is None or _minute(last) != _minute(now))
        switches.beat_heart(tx, switches.BEAT, now)
        counted = count_tick(context, tx)
        down = switches.senders_down(on)
        held = HeldBack(
            everything=switches.all_paused(on),
            emails=EMAIL_SENDER in down.get(Channel.EMAIL, ()),
            text_senders=down.get(Channel.SMS, ()),
            clinics=switches.paused_clinics(on),
        )
        due = count_due(tx, now, most, held)
        if down and not held.everything:
            for lane in _lanes_to_try(tx, now, held.clinics):
                due.setdefault(lane, 1)
    note_tick(context, counted)
    return {lane: _wake_ups(count, context.delivery.batch[lane]) for lane, count in due.items()}


def _lanes_to_try(tx: Tx, now: datetime, paused: Collection[int]) -> set[str]:
    """Return the lanes in which a sender that is down has something for the trial whose time has come."""
    return {
        lane.value
        for channel, senders in switches.senders_down(trials_due(tx, now)).items()
        for lane in Lane
        if channel in channels_of(lane) and any_due(tx, lane, channel, now, senders, paused)
    }


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def _wake_ups(count: int, batch: int) -> int:
    return min(MAX_WAKE_UPS, -(-count // (batch * WAVES_PER_WAKE_UP)))
