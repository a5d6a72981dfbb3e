"""Days on which a clinic is closed, and where a question goes whose answers need staff the same day.

Public holidays come from the `holidays` library, which computes them: its version is pinned, so that a plan is the
same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.model.quiet_hours import MINUTES_PER_DAY, at_local, slide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import ClinicRules, ClosedDays
    from reminders.core.plans.pathway import Step

EARLIER: Final = 3
"""So many days earlier than planned a question may be asked: before that, its answer is about another state."""

_OBSERVED: Final = " (observed)"
_SEVERAL: Final = "; "
_KNOWN_BY: Final = "en"
_AMERICAN: Final = "en_US"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the clinic's calendar. `own`: added by the clinic. `closed` False: a holiday on which it is open."""

    day: date
    name: str
    own: bool
    closed: bool = True


def is_closed(closed: ClosedDays, day: date) -> bool:
    """Return True on the clinic's own closed days, and on public holidays that it did not take off its calendar."""
    if day in closed.own:
        return True
    if not closed.region:
        return False
    return any(name not in closed.open_on for name in public_holidays(closed.region, day.year).get(day, ()))


def staffed_day(
    step: Step, surgery_date: date, rules: ClinicRules, zone: ZoneInfo, now: datetime | None, after: int | None
) -> date:
    """Return the local date on which a step is sent: its own, or for one that needs staff the nearest day they are in.

    Off a closed day it goes to the next open one on which its whole window lies within the step's validity; if there is
    none, to the previous open one, at most `EARLIER` days earlier, unless that time is over `now`. It never crosses the
    day of surgery, and never goes back to the day `after`, on which the question is asked that it depends on. If no day
    is left it stays where it is: a question on a closed day is better than none, and urgent answers reach the on-call
    list on any day. A Sunday without sending hours skips the step, holiday or not.
    """
    day = surgery_date + timedelta(days=step.day)
    stays = not step.needs_staff or step.day == 0 or rules.hours.on(day) is None
    if stays or not is_closed(rules.closed, day):
        return day
    for offset in (*_later(step, day, rules), *_earlier(step, after)):
        candidate = day + timedelta(days=offset)
        allowed = rules.hours.on(candidate)
        if allowed is None or is_closed(rules.closed, candidate):
            continue
        if offset > 0 or now is None or now < send_before(step, candidate, rules, zone):
            return candidate
    return day


def send_before(step: Step, day: date, rules: ClinicRules, zone: ZoneInfo) -> datetime:
    """Return until when a step may go out if `day` is its date: the end of its window and its validity."""
    return at_local(day, _ends(step, day, rules), zone)


def _ends(step: Step, day: date, rules: ClinicRules) -> int:
    allowed = rules.hours.on(day)
    window = slide(step.between, allowed) if allowed else step.between
    return window.end + int(step.valid_for.total_seconds()) // 60


def _later(step: Step, day: date, rules: ClinicRules) -> list[int]:
    """Return the days ahead on which the step's whole window lies within its validity."""
    over, offsets = _ends(step, day, rules), list[int]()
    for offset in range(1, over // MINUTES_PER_DAY + 1):
        allowed = rules.hours.on(day + timedelta(days=offset))
        fits = allowed is not None and offset * MINUTES_PER_DAY + slide(step.between, allowed).end <= over
        if fits and (step.day > 0 or step.day + offset < 0):
            offsets.append(offset)
    return offsets


def _earlier(step: Step, after: int | None) -> list[int]:
    floors = [step.day - EARLIER - 1, *([0] if step.day > 0 else []), *([] if after is None else [after])]
    return [day - step.day for day in range(step.day - 1, max(floors), -1)]


def calendar_of(closed: ClosedDays, names: Mapping[date, str], first: date, days: int = 366) -> list[CalendarDay]:
    """Return the closed days, and the public holidays that do not count, of so many days from `first`, in order.

    `names` are those of the clinic's own days. A day that is both stands once, as the clinic's own.
    """
    last = first + timedelta(days=days)
    entries = {day: CalendarDay(day, names.get(day, ""), own=True) for day in closed.own}
    for year in range(first.year, last.year + 1) if closed.region else ():
        for day, holidays in public_holidays(closed.region, year).items():
            is_off = any(name not in closed.open_on for name in holidays)
            entries.setdefault(day, CalendarDay(day, holidays[0], own=False, closed=is_off))
    return [entries[day] for day in sorted(entries) if first <= day < last]


@lru_cache(maxsize=512)
def public_holidays(region: str, year: int) -> Mapping[date, tuple[str, ...]]:
    """Return the public holidays of a country (`US`) or of a part of it (`US-NY`) in a year.

    They go by their English names, where the library has these, on every machine: left alone, it takes the language of
    the process. A holiday that is observed on another day stands on both, under one name.

    Raises:
        LookupError: no such country or part is known.

    """
    days = _holidays(region, year, _KNOWN_BY)
    return MappingProxyType({day: tuple(dict.fromkeys(_names_on(names))) for day, names in days.items()})


@lru_cache(maxsize=512)
def holiday_names(region: str, year: int, language: str) -> Mapping[str, str]:
    """Return what the public holidays of a region are called in a language, by the names they go by.

    Empty where the library does not know that country's holidays in that language.

    Raises:
        LookupError: no such country or part is known.

    """
    named = _holidays(region, year, language)
    pairs: dict[str, str] = {}
    for day, names in _holidays(region, year, _KNOWN_BY).items():
        if day in named:
            pairs |= zip(_names_on(names), _names_on(named[day]), strict=False)
    return MappingProxyType(pairs)


def _holidays(region: str, year: int, language: str) -> dict[date, str]:
    """Compute the holidays as the library writes them; without that language in the one that it has, or as none."""
    import holidays

    country, _, part = region.partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=part or None)
        spoken = [code for code in known.supported_languages or () if code.partition("_")[0] == language]
        if not spoken and language != _KNOWN_BY:
            return {}
        code = next((code for code in spoken if code == _AMERICAN), spoken[0] if spoken else known.default_language)
        days = holidays.country_holidays(country, subdiv=part or None, years=year, language=code)
    except NotImplementedError:
        raise LookupError(region) from None
    return {day: names for day, names in days.items() if day.year == year}


def _names_on(names: str) -> list[str]:
    return [name.removesuffix(_OBSERVED) for name in names.split(_SEVERAL)]


@lru_cache(maxsize=64)
def regions_of(country: str) -> Mapping[str, str]:
    """Return the parts of a country that have holidays of their own, as `US-NY`: `New York`; empty if it has none."""
    import holidays

    try:
        parts = holidays.country_holidays(country)
    except NotImplementedError:
        return MappingProxyType({})
    names = {code: code for code in parts.subdivisions}
    names |= {code: name for name, code in reversed(parts.subdivisions_aliases.items())}
    ordered = sorted(names.items(), key=lambda pair: pair[1])
    return MappingProxyType({f"{country}-{code}": name for code, name in ordered})
