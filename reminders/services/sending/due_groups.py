"""Which clinics a claim serves: those with something due that may leave, a bounded look at each claim, all in turn."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.sending.lanes import Lane
from reminders.store.clinics import switches
from reminders.store.sending.due_clinics import front, last_clinic, next_due

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from reminders.core.model.contact import Channel
    from reminders.store.database.session import Tx

_LOOK: Final = 200
"""Clinics in one statement at least: where a sender is down, those of thousands are looked at and left."""

_FEW: Final = 50
"""Where there are no more clinics than this, to ask each of them is cheaper than to read the front of a long queue."""

_KNOWN_FOR: Final = timedelta(seconds=0.5)
"""How long a claim that was filled need not be followed by a look: behind a long queue, a clinic whose first message
becomes due waits so much longer at most."""


@dataclass(slots=True)
class RoundRobin:
    """Round robin between clinics: remembers the last clinic served, per channel or sender, and how far it looked.

    A new one starts anywhere, so that no clinic is always the first when only a few messages go at a time. `few`: its
    last look has seen that there are few clinics.
    """

    few: bool = False

    _known: dict[tuple[str, Channel, bool], tuple[list[int], datetime]] = field(
        default_factory=dict["tuple[str, Channel, bool]", "tuple[list[int], datetime]"]
    )
    _last: dict[tuple[Channel, str], int] = field(default_factory=dict["tuple[Channel, str]", int])
    _looked: dict[tuple[str, Channel, bool], int] = field(default_factory=dict["tuple[str, Channel, bool]", int])

    def in_turn(self, queue: tuple[Channel, str], clinics: Sequence[int]) -> list[int]:
        """Order clinics so that the next one to serve is first. Must not be empty."""
        last = self._last.get(queue, random.choice(clinics))  # noqa: S311 fairness, nothing secret # nosec B311
        ordered = sorted(clinics)
        return [item for item in ordered if item > last] + [item for item in ordered if item <= last]

    def served(self, queue: tuple[Channel, str], clinic: int) -> None:
        """Remember the clinic that was served."""
        self._last[queue] = clinic

    def know(self, where: tuple[str, Channel, bool], clinics: list[int], until: datetime) -> None:
        """Remember which of few clinics have something due, as long as a claim takes all there is room for."""
        self._known[where] = clinics, until

    def known(self, where: tuple[str, Channel, bool], now: datetime) -> list[int] | None:
        """Return the clinics that had something due a moment ago, None if that has to be looked at."""
        clinics, until = self._known.get(where, ([], now))
        return clinics if now < until else None

    def forget(self) -> None:
        """Forget what is known, as a claim had room for more."""
        self._known.clear()

    def start(self, tx: Tx, where: tuple[str, Channel, bool]) -> int:
        """Return after which clinic to look on."""
        if where not in self._looked:
            return random.randint(0, last_clinic(tx))  # noqa: S311 as above # nosec B311
        return self._looked[where]

    def looked(self, where: tuple[str, Channel, bool], clinic: int) -> None:
        """Remember how far it was looked."""
        self._looked[where] = clinic


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Clinics with something due, in order of id; `only_safety`: of these only safety answers may leave now.

    `more`: there may be others. `known`: an earlier claim found them.
    """

    clinics: list[int]
    only_safety: bool = False
    more: bool = False
    known: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: clinics with something due in a lane on a channel, some `room` of them at a time.

    `skip`: clinics of which nothing can leave in the usual way, so that they are not what the look is for.
    """

    lane: str
    channel: Channel
    now: datetime
    room: int
    round_robin: RoundRobin
    skip: AbstractSet[int] = frozenset()


def due_groups(tx: Tx, search: Search, on: Collection[str]) -> list[DueGroup]:
    """Return the clinics with something due, given the switches that are on, in groups that may send the same."""
    if switches.all_paused(on):
        return [_find(tx, search, frozenset(), only_safety=True)] if search.lane == Lane.URGENT else []
    paused = switches.paused_clinics(on)
    usual = _find(tx, search, paused, only_safety=False)
    groups = [replace(usual, clinics=[clinic for clinic in usual.clinics if clinic not in paused])]
    if paused and search.lane == Lane.URGENT:
        safety = _find(tx, search, frozenset(), only_safety=True)
        groups.append(replace(safety, clinics=[clinic for clinic in safety.clinics if clinic in paused]))
    return groups


def _find(tx: Tx, search: Search, paused: AbstractSet[int], *, only_safety: bool) -> DueGroup:
    """Return whose turn it may be. Of few clinics, each is asked; else it looks at the front of the queue.

    Where the front does not tell all, it looks at the next clinics until some can be served, or none is left.
    """
    queue, where = (search.lane, search.channel, search.now), (search.lane, search.channel, only_safety)
    if search.round_robin.few:
        known = search.round_robin.known(where, search.now)
        if known is not None:
            return DueGroup(known, only_safety, known=True)
        look = next_due(tx, *queue, paused=only_safety, after=0, most=_FEW)
        if look.place == 0:
            search.round_robin.know(where, look.clinics, search.now + _KNOWN_FOR)
            return DueGroup(look.clinics, only_safety)
    longest_due = front(tx, *queue, paused=only_safety)
    found = set(longest_due.clinics)
    if longest_due.whole:
        return DueGroup(sorted(found), only_safety)
    first = place = search.round_robin.start(tx, where)
    useless, wrapped = {*search.skip, *paused}, False
    while True:
        look = next_due(tx, *queue, paused=only_safety, after=place, most=max(search.room, _LOOK))
        search.round_robin.few = place == look.place == 0 and look.asked < _FEW
        place = look.place
        found.update(look.clinics)
        all_seen = place >= first if wrapped and place else place == 0 and (wrapped or first == 0)
        if all_seen or (place and not found <= useless):  # after the last clinic it goes on with the first
            search.round_robin.looked(where, place)
            return DueGroup(sorted(found), only_safety, more=not all_seen)
        wrapped = wrapped or place == 0
