"""Selects the due messages of a batch: from senders that are up, the clinics of a lane in turn, each in due order."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.sending.lanes import Lane, channels_of
from reminders.services.clinics.senders import bring_up_proven, senders_held, start_trial, trials_due
from reminders.services.sending.due_groups import DueGroup, RoundRobin, Search, due_groups
from reminders.store.clinics import switches
from reminders.store.sending import senders_down
from reminders.store.sending.due import Share, take_due

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from reminders.core.sending.rate_limit import Allowance
    from reminders.store.database.session import Tx
    from reminders.store.sending.due import DueMessage

EVERYBODY = ""


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
    allowance: Allowance | None = None,
) -> Taken:
    """Lock up to `room` due messages of a lane, and of texts no more than each sender's `allowance` (None: no limit).

    While everything is paused only safety answers are taken; of a clinic that is paused, only its own. Of a sender that
    is down: those, and when its time has come one message for a trial.
    """
    on = switches.switches_on(tx)
    if switches.all_paused(on) and lane != Lane.URGENT:
        return Taken()
    down = bring_up_proven(tx, senders_held(tx, on), now) if on else {}
    selection = _Selection(tx, lane, room, now, round_robin, trials_due(tx, now) if down else frozenset())
    for channel in channels_of(lane):
        held = down.get(channel, {})
        limit = allowance if channel is Channel.SMS else None
        if limit is None:
            skip = {clinic for ids in held.values() for clinic in ids}
            groups = due_groups(tx, Search(lane, channel, now, room, round_robin, skip), on)
        else:
            groups = _groups_of(limit, lane, on)
            selection.more = selection.more or limit.more
        for group in groups:
            selection.take(channel, group, held, limit)
    if len(selection.found) < room:
        round_robin.forget()
        selection.more = selection.more or selection.has_not_looked
    return selection.taken()


def _groups_of(allowance: Allowance, lane: str, on: Collection[str]) -> list[DueGroup]:
    """Put the clinics that tokens were taken for into groups: they were found due a moment ago."""
    known = [clinic for ids in allowance.clinics.values() for clinic in ids]
    if switches.all_paused(on):
        return [DueGroup(known, only_safety=True)]
    paused = switches.paused_clinics(on)
    groups = [DueGroup([clinic for clinic in known if clinic not in paused])]
    if lane == Lane.URGENT:
        groups.append(DueGroup([clinic for clinic in known if clinic in paused], only_safety=True))
    return groups


@dataclass(slots=True)
class _Selection:
    """What one claim has taken so far."""

    tx: Tx
    lane: str
    room: int
    now: datetime
    round_robin: RoundRobin
    trials_due: Collection[str]
    found: list[DueMessage] = field(default_factory=list["DueMessage"])
    tried: list[DueMessage] = field(default_factory=list["DueMessage"])
    spent: Counter[str] = field(default_factory=Counter[str])
    more: bool = False
    has_not_seen_all: bool = False
    has_not_looked: bool = False

    def taken(self) -> Taken:
        """Return it. Where nothing could be taken of what was seen, to look on at once would be to turn in circles."""
        messages = [*self.tried, *self.found]
        more = self.more or (self.has_not_seen_all and bool(messages))
        return Taken(messages, more, frozenset(message.id for message in self.tried))

    def take(
        self, channel: Channel, group: DueGroup, held: Mapping[str, Sequence[int]], limit: Allowance | None
    ) -> None:
        """Take what is due of a group of clinics on a channel; `held` are the senders that are down."""
        self.has_not_seen_all = self.has_not_seen_all or group.more
        self.has_not_looked = self.has_not_looked or group.known
        due = set(group.clinics)
        for sender, ids in held.items():
            waiting, places = [clinic for clinic in ids if clinic in due], self._places(sender, limit)
            due.difference_update(waiting)
            if waiting and places > 0:
                some = self._of_down((channel, sender), waiting, places, only_safety=group.only_safety)
                self.spent[sender] += len(some)
                self.tried += some
        queues = self._queues(due, limit)
        if queues:
            self._of_up(channel, queues, only_safety=group.only_safety)

    def _places(self, sender: str, limit: Allowance | None) -> int:
        places = self.room - len(self.found) - len(self.tried)
        return places if limit is None else min(places, limit.tokens.get(sender, 0) - self.spent[sender])

    def _queues(self, due: Collection[int], limit: Allowance | None) -> dict[str, tuple[list[int], int]]:
        """Put clinics into one queue, or where each sender has a rate limit, into one for each; with their places."""
        wanted = {EVERYBODY: sorted(due)}
        if limit is not None:
            wanted = {sender: [clinic for clinic in ids if clinic in due] for sender, ids in limit.clinics.items()}
        queues: dict[str, tuple[list[int], int]] = {}
        for sender, waiting in wanted.items():
            places = self._places(sender, limit)
            if waiting and places > 0:
                queues[sender] = (waiting, places)
            self.more = self.more or bool(waiting and places <= 0)
        return queues

    def _of_up(self, channel: Channel, queues: Mapping[str, tuple[list[int], int]], *, only_safety: bool) -> None:
        """Share the room among queues, and the places of each queue among its clinics."""
        order = random.sample(sorted(queues), len(queues))  # nosec B311 so that no sender is always the first
        shares = [self._share((channel, sender), *queues[sender]) for sender in order]
        room = self.room - len(self.found) - len(self.tried)
        messages = take_due(self.tx, self.lane, channel, shares, self.now, most=room, paused=only_safety)
        self.found += messages
        count = Counter(item.row.clinic_id for item in messages)
        for sender, share in zip(order, shares, strict=True):
            served = [clinic for clinic in share.clinics if clinic in count]
            if served:
                self.round_robin.served((channel, sender), served[-1])
                self.spent[sender] += sum(count[clinic] for clinic in served)
            # A clinic that used up its share may have more due, and one that came too late for the room certainly has.
            used_up = any(count[clinic] == share.quota for clinic in served)
            self.more = self.more or used_up or len(messages) == room

    def _of_down(
        self, queue: tuple[Channel, str], waiting: Sequence[int], places: int, *, only_safety: bool
    ) -> list[DueMessage]:
        """Take what a sender that is down may send: what is always sent, and when its time has come one for a trial."""
        tried = self._take_of_down(queue, waiting, places, only_safety=True) if self.lane == Lane.URGENT else []
        if len(tried) < places and switches.sender_switch(*queue) in self.trials_due:
            if not start_trial(self.tx, *queue, self.now):
                return tried
            trial = tried[:1] or self._take_of_down(queue, waiting, 1, only_safety=only_safety)
            if trial:
                senders_down.change_down(self.tx, *queue, trial_message_id=trial[0].id)
                tried += [] if tried else trial
        return tried

    def _take_of_down(
        self, queue: tuple[Channel, str], waiting: Sequence[int], places: int, *, only_safety: bool
    ) -> list[DueMessage]:
        shares = [self._share(queue, waiting, places)]
        messages = take_due(self.tx, self.lane, queue[0], shares, self.now, most=places, paused=only_safety)
        if messages:
            self.round_robin.served(queue, messages[-1].row.clinic_id)
        return messages

    def _share(self, queue: tuple[Channel, str], waiting: Sequence[int], places: int) -> Share:
        return Share(self.round_robin.in_turn(queue, waiting), places, -(-places // len(waiting)))
