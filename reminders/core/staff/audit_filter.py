"""What the audit log is narrowed to, as an address says it: who, what, whose, from when until when; ids only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from reminders.core.model.actor import ActorKind
from reminders.core.model.audit_actions import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_YEARS: Final = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """An empty field narrows nothing. `who` is a staff id or a kind of actor; both days count."""

    who: str = ""
    action: str = ""
    patient: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def narrows(self) -> bool:
        """Return True if anything is left out."""
        return self != AuditFilter()

    def address(self, **more: str) -> str:
        """Return it as the query of an address; `more` replaces or adds, and what is empty is left out."""
        words = {
            "who": self.who,
            "action": self.action,
            "patient": self.patient,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
        } | more
        return urlencode({name: text for name, text in words.items() if text})


def read_audit_filter(query: Mapping[str, str]) -> AuditFilter:
    """Read an address; what means nothing narrows nothing."""
    who, action, patient = (query.get(name, "") for name in ("who", "action", "patient"))
    return AuditFilter(
        who=who if _ID.fullmatch(who) or who in set(ActorKind) - {ActorKind.STAFF} else "",
        action=action if action in set(Action) else "",
        patient=patient if _ID.fullmatch(patient) else "",
        first=_day(query.get("first", "")),
        last=_day(query.get("last", "")),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
