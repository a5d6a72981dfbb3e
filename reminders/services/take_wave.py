"""Takes the due messages of a wave: from lines that are up, the clinics of a lane in turn, each in its due order."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.services.lines import held_back
from reminders.store import switches
from reminders.store.due import URGENT, channels_of, due_clinics, take_due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.contact import Channel
    from reminders.store.due import DueMessage
    from reminders.store.session import Tx


@dataclass(slots=True)
class Turns:
    """Whose turn it is: remembers the clinic that was served last, one for each channel of a lane.

    A new one starts anywhere, so that no clinic is always the first when only a few messages go at a time.
    """

    _last: dict[Channel, int] = field(default_factory=dict["Channel", int])

    def in_turn(self, channel: Channel, clinics: Sequence[int]) -> list[int]:
        """Order some clinics, the next one first. There must be one."""
        last = self._last.get(channel, random.choice(clinics))  # noqa: S311 fairness, nothing secret
        ordered = sorted(clinics)
        return [item for item in ordered if item > last] + [item for item in ordered if item <= last]

    def served(self, channel: Channel, clinic: int) -> None:
        """Note who was served."""
        self._last[channel] = clinic


@dataclass(frozen=True, slots=True)
class Taken:
    """The locked messages of a wave; `more`: others may be due that did not fit."""

    messages: Sequence[DueMessage] = ()
    more: bool = False


def take_wave(tx: Tx, lane: str, room: int, now: datetime, turns: Turns) -> Taken:
    """Lock up to `room` due messages of a lane. While everything is paused only safety answers are taken."""
    on = switches.switches_on(tx)
    paused = switches.PAUSE_ALL in on
    if paused and lane != URGENT:
        return Taken()
    down = held_back(tx, on)
    found: list[DueMessage] = []
    more = False
    for channel in channels_of(lane):
        due = due_clinics(tx, lane, channel, now, paused=paused)
        clinics = [clinic for clinic in due if clinic not in down.get(channel, ())]
        if not clinics:
            continue
        left = room - len(found)
        if not left:
            return Taken(found, more=True)
        quota = -(-left // len(clinics))
        taken = take_due(tx, lane, channel, turns.in_turn(channel, clinics), now, most=left, quota=quota, paused=paused)
        found += taken
        # A clinic that used up its share may have more due, and one that came too late for the room certainly has.
        more = more or len(taken) == left or quota in Counter(item.row.clinic_id for item in taken).values()
        if taken:
            turns.served(channel, taken[-1].row.clinic_id)
    return Taken(found, more)
