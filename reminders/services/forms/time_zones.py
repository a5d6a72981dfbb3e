"""Which time zones a patient or a clinic may have: places, as in America/New_York, and UTC.

`EST`, `GMT+5` or `US/Eastern` are in the zone folder too. EST never changes its clock, GMT+5 lies west of Greenwich,
and whoever wrote them meant something else; old names of places go away. Source: tz database, "Theory", "Names".
"""

from __future__ import annotations

from functools import cache
from typing import Final
from zoneinfo import available_timezones

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
_US: Final = {
    "America/New_York": "est edt et est5edt eastern us/eastern",
    "America/Detroit": "us/michigan",
    "America/Indiana/Indianapolis": "us/east-indiana",
    "America/Chicago": "cst cdt ct cst6cdt central us/central",
    "America/Denver": "mst mdt mt mst7mdt mountain us/mountain navajo",
    "America/Phoenix": "us/arizona arizona",
    "America/Los_Angeles": "pst pdt pt pst8pdt pacific us/pacific",
    "America/Anchorage": "akst akdt us/alaska alaska",
    "Pacific/Honolulu": "hst us/hawaii hawaii",
    "America/Puerto_Rico": "ast prt",
    "UTC": "gmt z zulu uct utc+0 utc0 universal greenwich etc/gmt",
}
_MEANT: Final = {word: zone for zone, words in _US.items() for word in words.split()}


@cache
def known_zones() -> frozenset[str]:
    """Return the names that are accepted; looked up once, because it reads a folder of hundreds of files."""
    return (
        frozenset(name for name in available_timezones() if name.partition("/")[0] in _AREAS and "/" in name) | _OTHERS
    )


def zone_meant(text: str) -> str | None:
    """Return the name to write instead of another one for the same place, if it is a common one."""
    return _MEANT.get(text.casefold().replace(" time", "")) or next(
        (name for name in known_zones() if name.casefold() == text.casefold().replace(" ", "_")), None
    )
