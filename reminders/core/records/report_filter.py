"""What a report is narrowed to, and which of its numbers is asked about: both stand in an address.

Nothing that names a patient can stand in it; what is not understood is left out.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from reminders.core.model.contact import Channel
from reminders.core.records.patient_filter import NO_SURGEON
from reminders.core.records.waits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping

SPANS: Final = (30, 90, 365)
"""Days that a report may cover."""

FEW: Final = 10
"""Below this a share says more about chance than about the patients: counts are shown and no percentage."""

ASKED, ANSWERED, SILENT = "all-asked", "any-answer", "no-answer"
"""Numbers of a question beside its answers; a code of an answer holds no hyphen."""
ALL_WAITS, OPEN_WAITS = "all", "open"

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_DAY = re.compile(r"-?\d{1,4}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_WAITS: Final = (ALL_WAITS, OPEN_WAITS, *(str(place) for place in range(len(LIMITS) + 1)))


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """How many days a report covers, today included, and whose patients; an empty field narrows nothing.

    `surgeon` is an id or `none`.
    """

    days: int = SPANS[0]
    procedure: str = ""
    surgeon: str = ""

    @property
    def narrows(self) -> bool:
        """Whether patients are chosen by procedure or surgeon."""
        return bool(self.procedure or self.surgeon)

    def address(self, **more: str) -> str:
        """Return it as the query of an address; `more` replaces or adds, and what is empty is left out."""
        words = {"days": str(self.days), "procedure": self.procedure, "surgeon": self.surgeon} | more
        return urlencode({name: text for name, text in words.items() if text})


@dataclass(frozen=True, slots=True)
class AnswerNumber:
    """Patients of one question of a care plan. `answer` is a code, `all-asked`, `any-answer` or `no-answer`."""

    plan: str
    step: str
    day: int
    answer: str


@dataclass(frozen=True, slots=True)
class StopNumber:
    """Opt-outs of one channel in the month that begins with `first`."""

    first: date
    channel: Channel


@dataclass(frozen=True, slots=True)
class WaitNumber:
    """Urgent replies by how long they waited: the place of a limit, `open`, or `all`."""

    wait: str


ReportNumber = AnswerNumber | StopNumber | WaitNumber


def read_report_filter(values: Mapping[str, str]) -> ReportFilter:
    """Read a filter as an address or a form writes it; a span that is not offered is the shortest."""
    procedure, surgeon = values.get("procedure", ""), values.get("surgeon", "")
    return ReportFilter(
        days=next((span for span in SPANS if str(span) == values.get("days")), SPANS[0]),
        procedure=procedure if _KEY.fullmatch(procedure) else "",
        surgeon=surgeon if surgeon == NO_SURGEON or _ID.fullmatch(surgeon) else "",
    )


def read_number(values: Mapping[str, str]) -> ReportNumber | None:
    """Read which number of a report an address is about: all urgent replies if it says nothing, None if no number."""
    match values.get("of"):
        case "answers":
            return _answer_number(values)
        case "opt-outs":
            return _stop_number(values)
        case "urgent" | None:
            wait = values.get("wait", ALL_WAITS)
            return WaitNumber(wait) if wait in _WAITS else None
        case _:
            return None


def _answer_number(values: Mapping[str, str]) -> AnswerNumber | None:
    plan, step, day, answer = (values.get(name, "") for name in ("plan", "step", "day", "answer"))
    known = answer in {ASKED, ANSWERED, SILENT} or _KEY.fullmatch(answer)
    if not (known and _KEY.fullmatch(plan) and _KEY.fullmatch(step) and _DAY.fullmatch(day)):
        return None
    return AnswerNumber(plan, step, int(day), answer)


def _stop_number(values: Mapping[str, str]) -> StopNumber | None:
    month = values.get("month", "")
    channel = next((item for item in Channel if item.value == values.get("channel")), None)
    if channel is None or not _MONTH.fullmatch(month):
        return None
    with suppress(ValueError):
        return StopNumber(date.fromisoformat(f"{month}-01"), channel)
    return None
