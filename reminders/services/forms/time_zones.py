"""Which time zones a patient or a clinic may have: places, as in America/New_York, and UTC.

`EST`, `GMT+5` or `US/Eastern` are in the zone folder too. EST never changes its clock, GMT+5 lies west of Greenwich,
and the person who wrote them meant something else; old names of places go away. Source: tz database, "Theory", "Names".
"""

from __future__ import annotations

from functools import cache
from typing import Final
from zoneinfo import available_timezones

from reminders.data import book

_AREAS: Final = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
_OTHERS: Final = frozenset({"UTC", "Etc/UTC"})


@cache
def known_zones() -> frozenset[str]:
    """Return the names that are accepted; looked up once, because it reads a folder of hundreds of files."""
    return (
        frozenset(name for name in available_timezones() if name.partition("/")[0] in _AREAS and "/" in name) | _OTHERS
    )


@cache
def _meant() -> dict[str, str]:
    zones = book("time_zones").entries.values()
    return {word: zone.name for zone in zones for word in zone.values}


def zone_meant(text: str) -> str | None:
    """Return the name to write instead of another one for the same place, if it is a common one."""
    return _meant().get(text.casefold().replace(" time", "")) or next(
        (name for name in known_zones() if name.casefold() == text.casefold().replace(" ", "_")), None
    )
