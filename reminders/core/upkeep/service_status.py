"""How the whole service stands, in numbers that identify no patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How the service stands: counts, how late the oldest due message is, and why all sending is paused, if it is."""

    due: int
    oldest_due_seconds: int | None
    sending: int
    unconfirmed: int
    failed_24h: int
    open_alerts: int
    beat_last_seen: datetime | None
    unheard_alerts: int
    oldest_alert_seconds: int | None
    paused: str | None = None
