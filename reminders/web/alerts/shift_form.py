"""Hours of duty on a form: per line the days of the week, a start and an end; and how they read on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Final

from reminders.core.alerts.on_call import DAYS, WEEK, Shift, day_runs, parse_shifts
from reminders.core.language.local_dates import locale_of
from reminders.services.forms.fields import FieldError
from reminders.web.pages.dates import plain_spaces
from reminders.web.requests.forms import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import FormData

MIN_LINES: Final = 2
MAX_LINES: Final = 8
_TO: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One line of the form as it stands there. `days` as in `DAYS`; times as `<input type="time">` has them."""

    days: frozenset[str] = frozenset()
    start: str = ""
    end: str = ""

    @property
    def is_empty(self) -> bool:
        """Return True where nothing was entered."""
        return not (self.days or self.start or self.end)


def lines_of(shifts: Sequence[Shift]) -> list[ShiftLine]:
    """Return hours of duty as lines, with an empty one at the end."""
    return _with_space([_line(item) for item in shifts])


def read_lines(form: FormData) -> list[ShiftLine]:
    """Return the lines that were posted, with an empty one at the end."""
    lines = [
        ShiftLine(
            frozenset(day for day in DAYS if text_of(form, f"{day}-{number}") == "yes"),
            text_of(form, f"start-{number}").strip()[:5],
            text_of(form, f"end-{number}").strip()[:5],
        )
        for number in range(MAX_LINES)
    ]
    return _with_space([line for line in lines if not line.is_empty])


def shifts_of(lines: Sequence[ShiftLine]) -> tuple[Shift, ...]:
    """Return the hours of duty that lines say; none is always.

    Raises:
        FieldError: a line has no days, or not both times; `field` is where its error stands.

    """
    found: list[Shift] = []
    for number, line in enumerate(lines):
        if line.is_empty:
            continue
        if not line.days:
            raise FieldError(f"mon-{number}", "choose the days for these hours")
        days = ",".join(day for day in DAYS if day in line.days)
        for name, text in (("start", line.start), ("end", line.end)):
            if not text:
                raise FieldError(f"{name}-{number}", "enter a start and an end time")
        try:
            found += parse_shifts(f"{days} {line.start}-{line.end}")
        except ValueError:
            raise FieldError(f"start-{number}", "enter times such as 08:00 and 17:30") from None
    return tuple(found)


def in_words(shifts: Sequence[Shift], language: str, country: str) -> list[str]:
    """Write each of the hours as people of a language and country do: `Mon-Fri 8:00 AM-6:00 PM`."""
    from babel.dates import format_time, get_day_names

    locale = locale_of(language, country)
    names = get_day_names("abbreviated", locale=locale)

    def clock(minute: int) -> str:
        minute %= 24 * 60
        return plain_spaces(format_time(time(minute // 60, minute % 60), "short", locale=locale))

    def days(chosen: frozenset[int]) -> str:
        return ", ".join(_TO.join(names[day] for day in dict.fromkeys((run[0], run[-1]))) for run in day_runs(chosen))

    return [f"{days(item.days)} {clock(item.start)}{_TO}{clock(item.end)}" for item in shifts]


def day_names(language: str, country: str) -> list[tuple[str, str, str]]:
    """Return each day of the week as forms name it, short and in full."""
    from babel.dates import get_day_names

    locale = locale_of(language, country)
    short, full = (get_day_names(width, locale=locale) for width in ("abbreviated", "wide"))
    return [(DAYS[day], short[day], full[day]) for day in range(WEEK)]


def _with_space(lines: list[ShiftLine]) -> list[ShiftLine]:
    space = max(MIN_LINES - len(lines), 1 if len(lines) < MAX_LINES else 0)
    return [*lines, *[ShiftLine()] * space]


def _line(shift: Shift) -> ShiftLine:
    return ShiftLine(frozenset(DAYS[day] for day in shift.days), _input(shift.start), _input(shift.end))


def _input(minute: int) -> str:
    minute %= 24 * 60
    return f"{minute // 60:02d}:{minute % 60:02d}"
