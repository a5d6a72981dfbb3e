"""How far behind the service is, in numbers that identify no patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: how many, and since when the oldest."""

    count: int = 0
    oldest: datetime | None = None

    def age_seconds(self, now: datetime) -> float:
        """Return how long the oldest has waited, 0 when nothing does."""
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


@dataclass(frozen=True, slots=True)
class Lags:
    """What waits where.

    `backlog` is per lane, without what is paused or waits for a sender that is down: no worker could send it.
    `receipts_overdue` are recent texts of which the provider has not said what became of them; None: none is expected.
    `fhir` is what waits to be written to partners' servers, `fhir_failed` how much was given up within a day.
    `hl7` is per state of a message that needs something: to be applied, or a person.
    """

    backlog: Mapping[str, Queue]
    receipts_overdue: int | None
    unacknowledged: datetime | None
    webhooks: Queue
    webhooks_failing: int
    hl7: Mapping[str, Queue]
    hl7_last: datetime | None
    fhir: Queue
    fhir_failed: int
    senders_down: int
