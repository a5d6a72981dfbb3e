"""Checks what is written about one visit, wherever it comes from. An error never echoes the value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from reminders.core.model.enrollment import VisitState
from reminders.core.model.quiet_hours import at_local
from reminders.services.forms.fields import FieldError, check_cell, check_date, check_number, check_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.clinic import Clinic

COLUMNS: Final = ("external_id", "visit_id", "kind", "at", "place")
OPTIONAL: Final = ("status",)
MAX_PLACE: Final = 60

_STATES: Final = {
    "": VisitState.BOOKED,
    "booked": VisitState.BOOKED,
    "cancelled": VisitState.CANCELLED,
    "canceled": VisitState.CANCELLED,
    "missed": VisitState.MISSED,
}
_LOCAL = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::\d{2})?", re.ASCII)
_OFFSET = re.compile(r"\d{2}:?\d{2}.*(Z|[+-]\d{2}:?\d{2})$", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VisitForm:
    """One checked visit; `at` is UTC."""

    visit_id: str
    at: datetime
    kind: str = ""
    place: str = ""
    state: VisitState = VisitState.BOOKED

    @property
    def given(self) -> dict[str, str]:
        """What it says, as a later file is compared with it."""
        return {"at": self.at.isoformat(), "kind": self.kind, "place": self.place, "status": self.state.value}


def check_visit(values: Mapping[str, str], clinic: Clinic) -> VisitForm:
    """Check the fields of a visit. Its time is the clinic's: that is where it takes place.

    Raises:
        FieldError: the first field that is wrong.

    """
    cells = {name: check_cell(name, value) for name, value in values.items()}
    state = _STATES.get(cells.get("status", "").lower())
    visit_id = check_number("visit_id", cells.get("visit_id", ""), required=True)
    at = check_local("at", cells.get("at", ""), clinic)
    place = check_plain("place", cells.get("place", ""), required=False)
    if len(place) > MAX_PLACE:
        raise FieldError("place", "longer than {longest} characters", longest=MAX_PLACE)
    kind = check_plain("kind", cells.get("kind", ""), required=False)
    if state is None:
        raise FieldError("status", "write one of: {known}", known="booked, cancelled, missed")
    return VisitForm(visit_id, at, kind, place, state)


def check_local(name: str, text: str, clinic: Clinic) -> datetime:
    """Read a date and time on the clinic's clock, and return the moment.

    A time that a clock change skips moves forward by the change; one that happens twice is the first.

    Raises:
        FieldError: it is no such time.

    """
    if _OFFSET.search(text):
        raise FieldError(name, "write the clinic's local time without an offset, for example 2026-03-05T14:30")
    match = _LOCAL.fullmatch(text)
    if match is None:
        raise FieldError(name, "write date and time as in 2026-03-05T14:30")
    day = check_date(name, match[1])
    try:
        clock = time(int(match[2]), int(match[3]))
    except ValueError:
        raise FieldError(name, "there is no such time of day; write it as in 2026-03-05T14:30") from None
    return moment_of(day, clock, clinic)


def moment_of(day: date, clock: time, clinic: Clinic) -> datetime:
    """Return the moment of a time on the clinic's clock."""
    return at_local(day, clock.hour * 60 + clock.minute, clinic.zone)
