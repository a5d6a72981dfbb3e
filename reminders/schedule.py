"""The beat table. Nothing per patient: beat only ticks, and a tick asks the database what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


def beat_schedule(tick: timedelta) -> dict[str, dict[str, object]]:
    """Return what beat sends, and how often. A tick that waited longer than the next one is worthless: it expires."""
    return {
        "tick": {
            "task": "reminders.tick",
            "schedule": tick,
            "options": {"expires": max(tick.total_seconds(), 1.0)},
        },
    }
