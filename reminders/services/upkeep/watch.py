"""Watches that the service itself works: beat ticks, and what is due leaves. A person is told when it does not.

Run by beat, for the silence, and by the web process, because a beat that is dead starts nothing that could miss it. The
alerts open once, in every clinic concerned, and close by themselves when it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import structlog

from reminders.core.model.contact import Channel
from reminders.core.sending.lanes import Lane, channels_of
from reminders.services.clinics.senders import held_back
from reminders.services.upkeep.watch_beat import beat_problem
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.clinics import clinics, switches
from reminders.store.replies.replies import wait_for_turn
from reminders.store.sending.due_clinics import due_clinics
from reminders.store.sending.progress import in_retries, sent_since

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

BEAT = "beat"
Alarm: TypeAlias = tuple[AlertKind, str, int]
"""Kind, what it is about, clinic."""


def watch(context: Context) -> dict[str, set[int]]:
    """Open and close the alarms; return what is wrong now, `beat`, `sms` or `email`, with the clinics concerned."""
    now = context.clock.now()
    with context.db.read() as tx:
        waits = {channel: _look(tx, channel, now) for channel in Channel}
        problems = {
            channel.value: wait.clinics
            for channel, wait in waits.items()
            if wait.since and now - wait.since >= context.delivery.silence_after
        }
        if beat_problem(tx, now, context.delivery.tick):
            problems[BEAT] = {clinic.id for clinic in clinics.list_clinics(tx)}
        standing = alerts.open_of_kinds(tx, (AlertKind.NO_TICK, AlertKind.SILENCE))
    expected = {
        (AlertKind.NO_TICK if what == BEAT else AlertKind.SILENCE, what, clinic)
        for what, concerned in problems.items()
        for clinic in concerned
    }
    if expected != standing or any(wait.since != wait.noted for wait in waits.values()):
        with context.db.begin() as tx:
            wait_for_turn(tx, "watch")  # the web process and a worker may look at the same moment
            _note(tx, waits)
            _change(tx, expected - standing, standing - expected, now)
    return {what: concerned for what, concerned in problems.items() if concerned}


@dataclass(frozen=True, slots=True)
class Wait:
    """Who has something due on a channel, since when nothing has left, and what was noted of that when last looked."""

    clinics: set[int]
    since: datetime | None
    noted: datetime | None


def _look(tx: Tx, channel: Channel, now: datetime) -> Wait:
    """Look at one channel. What is paused, or waits for a line that is down, is not silence: someone knows."""
    on = switches.switches_on(tx)
    noted = switches.last_heartbeat(tx, _mark(channel))
    concerned: set[int] = set()
    if not switches.all_paused(on):
        lanes = [lane for lane in Lane if channel in channels_of(lane)]
        concerned = {clinic for lane in lanes for clinic in due_clinics(tx, lane, channel, now, paused=False)}
        concerned |= {clinic for lane in lanes for clinic in in_retries(tx, lane, channel, now)}
        concerned.difference_update(held_back(tx, on).get(channel, ()), switches.paused_clinics(on))
    if not concerned:
        return Wait(concerned, None, noted)
    if noted is None or sent_since(tx, channel, noted):
        return Wait(concerned, now, noted)
    return Wait(concerned, noted, noted)


def _note(tx: Tx, waits: Mapping[Channel, Wait]) -> None:
    for channel, wait in waits.items():
        if wait.since is None:
            switches.forget_heart(tx, _mark(channel))
        else:
            switches.beat_heart(tx, _mark(channel), wait.since)


def _change(tx: Tx, new: Collection[Alarm], over: Collection[Alarm], now: datetime) -> None:
    for kind, detail, clinic in sorted(new):
        if alerts.open_alert_once(tx, kind, now, clinic_id=clinic, detail=detail):
            log.error("alarm", kind=kind.value, what=detail, clinic_id=clinic)
    for kind, detail, clinic in sorted(over):
        alerts.close_alerts(tx, kind, now, clinic_ids=[clinic], detail=detail)


def _mark(channel: Channel) -> str:
    return f"waiting:{channel.value}"
