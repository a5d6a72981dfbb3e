"""Which messages a list shows: what became of them, how they went, why not. Read from an address and written into one.

Nothing that names a patient can stand in it; what is not understood is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from reminders.core.model.contact import Channel
from reminders.core.model.status import Reason, Status
from reminders.core.records.patient_filter import page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SPANS: Final = (1, 7, 30)
"""Days that the list may reach back; what is still to come has no end."""
MAX_PAGE: Final = 50


class Shown(StrEnum):
    """What a list can be of: everything that went wrong, everything that went out, or one status."""

    SENT = "sent"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    PROBLEMS = "problems"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    UNCONFIRMED = "unconfirmed"
    MISSED = "missed"
    SKIPPED = "skipped"
    HELD = "held"
    PLANNED = "planned"

    @property
    def status(self) -> Status | None:
        """The one status, or None where it is more than one."""
        return None if self in {Shown.SENT, Shown.PROBLEMS} else Status(self.value)


REASONS: Final = tuple(
    reason
    for reason in Reason
    if reason
    not in {
        Reason.NOT_APPLICABLE,
        Reason.OPTIONAL_OFF,
        Reason.ACKNOWLEDGED,
        Reason.CANCELLED,
        Reason.REPLACED,
        Reason.TOGETHER,
    }
)
"""Why a message that a patient should have got did not go. What was never meant for the patient is in no list."""


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What a list is narrowed to; None narrows nothing."""

    shown: Shown = Shown.SENT
    channel: Channel | None = None
    reason: Reason | None = None
    days: int = SPANS[1]
    page: int = 1

    def address(self, page: int = 1) -> str:
        """Return it as the query of an address; what is not chosen is left out."""
        plain = DeliveryFilter()
        words = {
            "status": self.shown.value if self.shown is not plain.shown else "",
            "channel": self.channel.value if self.channel else "",
            "reason": self.reason.value if self.reason else "",
            "days": str(self.days) if self.days != plain.days else "",
            "page": str(page) if page > 1 else "",
        }
        return urlencode({name: text for name, text in words.items() if text})


def read_delivery_filter(values: Mapping[str, str]) -> DeliveryFilter:
    """Read a filter as an address or a form writes it."""
    plain = DeliveryFilter()
    return DeliveryFilter(
        shown=next((shown for shown in Shown if shown == values.get("status")), plain.shown),
        channel=next((channel for channel in Channel if channel == values.get("channel")), None),
        reason=next((reason for reason in REASONS if reason == values.get("reason")), None),
        days=next((span for span in SPANS if str(span) == values.get("days")), plain.days),
        page=min(page_of(values.get("page", "")), MAX_PAGE),
    )
