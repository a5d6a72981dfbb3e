"""Selects the due messages of a batch: from senders that are up, the clinics of a lane in turn, each in due order."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.sending.lanes import Lane, channels_of
from reminders.services.clinics.senders import end_waiting, senders_held, start_trial
from reminders.store.clinics import clinics, switches
from reminders.store.sending import senders_down
from reminders.store.sending.due import take_due
from reminders.store.sending.due_clinics import due_clinics

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx
    from reminders.store.sending.due import DueMessage

EVERYBODY = ""


@dataclass(slots=True)
class RoundRobin:
    """Round robin between clinics: remembers the last clinic served, per channel or sender.

    A new one starts anywhere, so that no clinic is always the first when only a few messages go at a time.
    """

    _last: dict[tuple[Channel, str], int] = field(default_factory=dict["tuple[Channel, str]", int])

    def in_turn(self, queue: tuple[Channel, str], clinics: Sequence[int]) -> list[int]:
        """Order clinics so that the next one to serve is first. Must not be empty."""
        last = self._last.get(queue, random.choice(clinics))  # noqa: S311 fairness, nothing secret # nosec B311
        ordered = sorted(clinics)
        return [item for item in ordered if item > last] + [item for item in ordered if item <= last]

    def served(self, queue: tuple[Channel, str], clinic: int) -> None:
        """Remember the clinic that was served."""
        self._last[queue] = clinic


@dataclass(frozen=True, slots=True)
class Taken:
    """The locked messages of a wave; `more`: others may be due that did not fit.

    `trials` are the ids of those whose sender is down: always sent, or the one message that tries it.
    """

    messages: Sequence[DueMessage] = ()
    more: bool = False
    trials: frozenset[str] = frozenset()


def select_due(
    tx: Tx,
    lane: str,
    room: int,
    now: datetime,
    round_robin: RoundRobin,
    tokens: Mapping[str, int] | None = None,
) -> Taken:
    """Lock up to `room` due messages of a lane, and of texts no more than their sender has `tokens` (None: no limit).

    While everything is paused only safety answers are taken; of a clinic that is paused, only its own. Of a sender that
    is down: those, and when its time has come one message for a trial.
    """
    on = switches.switches_on(tx)
    if switches.all_paused(on) and lane != Lane.URGENT:
        return Taken()
    down = _still_down(tx, senders_held(tx, on), now)
    due_messages: list[DueMessage] = []
    tried: list[DueMessage] = []
    spent: Counter[str] = Counter()
    more = False

    def room_for(channel: Channel, sender: str) -> int:
        places = room - len(due_messages) - len(tried)
        if tokens is None or channel is not Channel.SMS or sender == EVERYBODY:
            return places
        return min(places, tokens.get(sender, 0) - spent[sender])

    for channel in channels_of(lane):
        held = {clinic for ids in down.get(channel, {}).values() for clinic in ids}
        for due, only_safety in due_groups(tx, lane, channel, now, on):
            for sender, ids in down.get(channel, {}).items():
                places, waiting = room_for(channel, sender), [clinic for clinic in ids if clinic in due]
                if waiting and places > 0:
                    some = _of_down(
                        tx, lane, (channel, sender), waiting, now, places, round_robin, only_safety=only_safety
                    )
                    spent[sender] += len(some)
                    tried += some
            up = [clinic for clinic in due if clinic not in held]
            for sender, waiting in _queues(tx, channel, up, tokens).items():
                places = room_for(channel, sender)
                if places <= 0:
                    more = True
                    continue
                share = _share(tx, lane, (channel, sender), waiting, now, places, round_robin, paused=only_safety)
                spent[sender] += len(share.messages)
                due_messages += share.messages
                more = more or share.more
    return Taken([*tried, *due_messages], more, frozenset(message.id for message in tried))


def due_groups(
    tx: Tx, lane: str, channel: Channel, now: datetime, on: Collection[str]
) -> Iterator[tuple[Sequence[int], bool]]:
    """Return the clinics with something due, in groups, each with whether only safety answers may leave now."""
    if switches.all_paused(on):
        if lane == Lane.URGENT:
            yield due_clinics(tx, lane, channel, now, paused=True), True
        return
    paused = switches.paused_clinics(on)
    yield [clinic for clinic in due_clinics(tx, lane, channel, now, paused=False) if clinic not in paused], False
    if paused and lane == Lane.URGENT:
        yield [clinic for clinic in due_clinics(tx, lane, channel, now, paused=True) if clinic in paused], True


def _still_down(
    tx: Tx, held: dict[Channel, dict[str, list[int]]], now: datetime
) -> dict[Channel, dict[str, list[int]]]:
    """Leave out the senders that proved themselves by a trial."""
    return {
        channel: {sender: ids for sender, ids in senders.items() if not end_waiting(tx, channel, sender, now)}
        for channel, senders in held.items()
    }


def _of_down(  # noqa: PLR0913, PLR0917 as below
    tx: Tx,
    lane: str,
    queue: tuple[Channel, str],
    waiting: Sequence[int],
    now: datetime,
    places: int,
    round_robin: RoundRobin,
    *,
    only_safety: bool,
) -> list[DueMessage]:
    """Take what a sender that is down may send: what is always sent, and when its time has come one for a trial."""
    trial_messages: list[DueMessage] = []
    if lane == Lane.URGENT:
        trial_messages += _share(tx, lane, queue, waiting, now, places, round_robin, paused=True).messages
    if len(trial_messages) < places and start_trial(tx, *queue, now):
        trial = trial_messages[:1] or _share(tx, lane, queue, waiting, now, 1, round_robin, paused=only_safety).messages
        if trial:
            senders_down.change_down(tx, *queue, trial_message_id=trial[0].id)
            trial_messages += [] if trial_messages else trial
    return trial_messages


def _queues(tx: Tx, channel: Channel, due: Sequence[int], tokens: Mapping[str, int] | None) -> dict[str, list[int]]:
    """Put clinics into one queue, or where each sender has a rate limit of its own, into one for each sender."""
    if not due:
        return {}
    if tokens is None or channel is not Channel.SMS:
        return {EVERYBODY: list(due)}
    queues: dict[str, list[int]] = {}
    senders = clinics.senders_of_texts(tx)
    for clinic in due:
        queues.setdefault(senders[clinic], []).append(clinic)
    return queues


def _share(  # noqa: PLR0913, PLR0917 as above
    tx: Tx,
    lane: str,
    queue: tuple[Channel, str],
    waiting: Sequence[int],
    now: datetime,
    most: int,
    round_robin: RoundRobin,
    *,
    paused: bool,
) -> Taken:
    """Share the room among the clinics of a queue."""
    quota = -(-most // len(waiting))
    order = round_robin.in_turn(queue, waiting)
    messages = take_due(tx, lane, queue[0], order, now, most=most, quota=quota, paused=paused)
    if messages:
        round_robin.served(queue, messages[-1].row.clinic_id)
    # A clinic that used up its share may have more due, and one that came too late for the room certainly has.
    used_up = quota in Counter(item.row.clinic_id for item in messages).values()
    return Taken(messages, more=used_up or len(messages) == most)
