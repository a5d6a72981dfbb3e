"""Decides whether the database is older than what has been sent: a restored backup, or an old file copied back.

Such a database would send everything again and has forgotten the latest stops, so it must not send. ADR 0017 says what
counts as evidence, and what cannot be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

LONG_SILENCE: Final = timedelta(hours=1)
"""Without a witness, a database whose last tick is longer ago than this may be a copy of a disk or a whole machine."""

REMEDY: Final = "run: reminders reconcile"


class OldBecause(StrEnum):
    """Why a database counts as old. The values are stored."""

    RESTORED = "restored"
    BEHIND = "behind"
    MOVED = "moved"
    SILENT = "silent"


SENTENCES: Final = MappingProxyType(
    {
        OldBecause.RESTORED: "it was restored from a backup",
        OldBecause.BEHIND: "messages were sent that this database does not know of",
        OldBecause.MOVED: "its tables or its file are not where they were at the last tick, as after a restore",
        OldBecause.SILENT: "its last tick is more than an hour ago and nothing shows that it is the latest copy",
    }
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the database knows of itself: ticks so far, where it was at the last one, and when that was."""

    ticks: int = 0
    place: str = ""
    last_tick: datetime | None = None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What is kept outside of the database: the ticks so far, and whether the latest attempt is in the database."""

    ticks: int
    knows_attempt: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a database is paused, and the latest moment that it knows of."""

    because: OldBecause
    known_until: datetime | None = None

    def __str__(self) -> str:
        """Write it as the switch's reason keeps it."""
        return f"{self.because} {self.known_until.isoformat()}" if self.known_until else self.because.value


def read_mark(text: str) -> Mark:
    """Read what `Mark` wrote."""
    because, _, moment = text.partition(" ")
    return Mark(OldBecause(because), datetime.fromisoformat(moment) if moment else None)


class PlaceChange(StrEnum):
    """How two notes of where a database is differ."""

    NONE = "none"
    PROMOTED = "promoted"
    MOVED = "moved"


def why_old(database: Remembered, witness: Witnessed | None, place: str, now: datetime) -> OldBecause | None:
    """Return why a database must not send, or None when it may.

    A witness that agrees vouches for a long silence and for an SQLite folder that was moved. It does not vouch for
    tables that were reloaded: what was sent between the dump and the next tick, it may not have seen.
    """
    if witness is not None and (witness.ticks > database.ticks or not witness.knows_attempt):
        return OldBecause.BEHIND
    change = place_change(database.place, place)
    if change is PlaceChange.MOVED and (witness is None or not is_file(place)):
        return OldBecause.MOVED
    if witness is not None:
        return None
    if change is PlaceChange.PROMOTED:
        return OldBecause.MOVED
    long_ago = database.last_tick is not None and now - database.last_tick > LONG_SILENCE
    # Without a single tick it has never sent, or was last run by a version that left no trace.
    return OldBecause.SILENT if database.ticks and long_ago else None


def place_change(before: str, after: str) -> PlaceChange:
    """Compare two places: `sqlite INODE PATH`, or `postgresql SYSTEM DATABASE TABLE TIMELINE`."""
    if not before or before == after:
        return PlaceChange.NONE
    then, now = before.split(" ", 2 if is_file(before) else -1), after.split(" ", 2 if is_file(after) else -1)
    if then[0] != now[0]:
        return PlaceChange.MOVED
    if is_file(after):  # a copy that took the old one's place, or a file that was renamed, is no copy elsewhere
        same = any(one == other for one, other in zip(then[1:], now[1:], strict=False))
        return PlaceChange.NONE if same else PlaceChange.MOVED
    return PlaceChange.PROMOTED if then[:-1] == now[:-1] else PlaceChange.MOVED


def is_file(place: str) -> bool:
    """Return True if a place is that of an SQLite file."""
    return place.startswith("sqlite ")
