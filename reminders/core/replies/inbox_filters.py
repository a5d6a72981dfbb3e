"""Which conversations the inbox shows, and what no filter hides."""

from __future__ import annotations

from enum import StrEnum


class Show(StrEnum):
    """What staff choose to see of what waits."""

    ALL = "all"
    WROTE_LAST = "wrote-last"  # no reply from staff since
    MINE = "mine"
    UNASSIGNED = "unassigned"


def stands_above(show: Show, owner: str | None, me: str) -> bool:
    """Return True if a patient to call stands above the list under a filter.

    An unassigned one always does; a colleague's is hidden only by a filter that leaves it out.
    """
    if owner is None or show in (Show.ALL, Show.WROTE_LAST):
        return True
    return show is Show.MINE and owner == me
