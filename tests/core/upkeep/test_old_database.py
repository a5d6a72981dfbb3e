"""Which database counts as old: one row for each way a copy comes back, and for each ordinary way of living."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reminders.core.upkeep.old_database import OldBecause, PlaceChange, Remembered, Witnessed, place_change, why_old
from tests.tables import each_row

NOW = datetime(2026, 3, 9, 19, tzinfo=UTC)
FILE, COPY = "sqlite 11 /data/my reminders.db", "sqlite 12 /home/ada/old.db"
REPLACED, RENAMED = "sqlite 13 /data/my reminders.db", "sqlite 11 /data/new.db"
TABLES, LOADED = "postgresql 7000 16384 16400 00000001", "postgresql 7000 16384 24800 00000001"
PROMOTED, ELSEWHERE = "postgresql 7000 16384 16400 00000002", "postgresql 7001 16384 16400 00000001"
OTHER_DATABASE = "postgresql 7000 20000 16400 00000001"
AGREES = Witnessed(40, knows_attempt=True)


@each_row(
    ("what", "ticks", "before", "after", "quiet", "witness", "expected"),
    [
        ("running", 40, FILE, FILE, 5, AGREES, None),
        ("a practice that is switched off over the weekend", 40, FILE, FILE, 63 * 3600, AGREES, None),
        ("one whose witness was deleted over the weekend", 40, FILE, FILE, 63 * 3600, None, OldBecause.SILENT),
        ("one whose witness was deleted while it ran", 40, FILE, FILE, 5, None, None),
        ("an old file copied back", 30, FILE, REPLACED, 5, AGREES, OldBecause.BEHIND),
        ("an old file written over the new one", 30, FILE, FILE, 5, AGREES, OldBecause.BEHIND),
        ("a file copied back between two ticks", 40, FILE, FILE, 5, Witnessed(40, knows_attempt=False), "behind"),
        ("a file of before the first tick copied back", 0, FILE, FILE, 5, AGREES, OldBecause.BEHIND),
        ("a copy started in another folder", 40, FILE, COPY, 5, None, OldBecause.MOVED),
        ("a folder that was moved with its witness", 40, FILE, COPY, 5, AGREES, None),
        ("a file that was renamed", 40, FILE, RENAMED, 5, None, None),
        ("a file that an editor or rsync wrote anew", 40, FILE, REPLACED, 5, None, None),
        ("a server", 40, TABLES, TABLES, 5, AGREES, None),
        ("a server whose Redis was flushed", 40, TABLES, TABLES, 5, None, None),
        ("a server and its Redis, off for a night", 40, TABLES, TABLES, 9 * 3600, None, OldBecause.SILENT),
        ("a dump loaded over the tables", 40, TABLES, LOADED, 5, AGREES, OldBecause.MOVED),
        ("a dump loaded before the first tick", 0, TABLES, LOADED, 5, None, OldBecause.MOVED),
        ("a dump loaded into another database", 40, TABLES, OTHER_DATABASE, 5, AGREES, OldBecause.MOVED),
        ("a dump loaded on another server", 40, TABLES, ELSEWHERE, 5, AGREES, OldBecause.MOVED),
        ("a standby that took over and lost nothing", 40, TABLES, PROMOTED, 5, AGREES, None),
        ("a standby that took over and lost a tick", 39, TABLES, PROMOTED, 5, AGREES, OldBecause.BEHIND),
        ("recovered to a point in time, with no witness", 40, TABLES, PROMOTED, 5, None, OldBecause.MOVED),
        ("moved from a file to a server", 40, FILE, TABLES, 5, None, OldBecause.MOVED),
        ("new", 0, "", FILE, None, None, None),
        ("of an earlier version, off for a week", 0, "", FILE, 7 * 86400, None, None),
    ],
)
def test_a_database_is_old_or_not(  # noqa: PLR0917 one per column
    what: str,
    ticks: int,
    before: str,
    after: str,
    quiet: int | None,
    witness: Witnessed | None,
    expected: str | None,
):
    last_tick = None if quiet is None else NOW - timedelta(seconds=quiet)
    assert why_old(Remembered(ticks, before, last_tick), witness, after, NOW) == expected, what


def test_a_path_with_spaces_is_one_place():
    assert place_change(FILE, "sqlite 12 /data/my other.db") is PlaceChange.MOVED
    assert place_change(FILE, FILE) is PlaceChange.NONE
