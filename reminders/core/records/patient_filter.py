"""Which surgeries a list shows, and in which order: read from an address, and written into one. A saved view is that.

Nothing that names a patient can stand in it; what is not understood is left out.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MAX_PAGES: Final = 100_000
NO_SURGEON: Final = "none"
ANY_QUESTION: Final = "any"


class Order(StrEnum):
    """How a list is sorted. `NEXT` shows only who has a message ahead."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NEXT = "next"
    ENROLLED = "enrolled"


class PlanState(StrEnum):
    """A plan's state as lists show it: one that a text holds back is on hold, whatever else it is."""

    ACTIVE = "active"
    PAUSED = "paused"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PatientFilter:
    """What a list is narrowed to; an empty field narrows nothing.

    `surgeon` is an id or `none`; `unanswered` the template of a question, or `any`. `since` and `until` are days of
    surgery, both included.
    """

    procedure: str = ""
    surgeon: str = ""
    status: PlanState | None = None
    since: date | None = None
    until: date | None = None
    alert: bool = False
    unanswered: str = ""
    order: Order = Order.NEWEST
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything but order and page is chosen."""
        return replace(self, order=Order.NEWEST, page=1) != PatientFilter()

    def address(self, page: int = 1) -> str:
        """Return it as the query of an address; what is not chosen is left out."""
        plain = PatientFilter()
        parameters = {
            _NAMES.get(item.name, item.name): value
            for item in fields(self)
            if item.name != "page" and (value := getattr(self, item.name)) != getattr(plain, item.name)
        }
        words = {name: "yes" if value is True else str(value) for name, value in parameters.items()}
        return urlencode(words | ({"page": str(page)} if page > 1 else {}))


_NAMES = {"since": "from", "until": "to", "order": "sort"}


def read_filter(values: Mapping[str, str]) -> PatientFilter:
    """Read a filter as an address or a form writes it."""
    surgeon = values.get("surgeon", "")
    return PatientFilter(
        procedure=_key(values.get("procedure", "")),
        surgeon=surgeon if surgeon == NO_SURGEON or _ID.fullmatch(surgeon) else "",
        status=next((state for state in PlanState if state == values.get("status")), None),
        since=_day(values.get("from", "")),
        until=_day(values.get("to", "")),
        alert=values.get("alert") == "yes",
        unanswered=_key(values.get("unanswered", "")),
        order=next((order for order in Order if order == values.get("sort")), Order.NEWEST),
        page=page_of(values.get("page", "")),
    )


def page_of(text: str) -> int:
    """Read the number of a page; the first, where it is none."""
    return min(max(int(text), 1), MAX_PAGES) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004


def _key(text: str) -> str:
    return text if _KEY.fullmatch(text) else ""


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    return None
