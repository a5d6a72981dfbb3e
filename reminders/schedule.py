"""The beat table. Nothing per patient: beat only ticks, and a tick asks the database what is due."""

from __future__ import annotations

from datetime import timedelta

ESCALATE_EVERY = timedelta(seconds=15)
"""How late the next person on call may be told; the first one is told at once, by the text that raises the alarm."""

WATCH_EVERY = timedelta(seconds=30)
"""How often it is checked that what is due also leaves."""

PURGE_ASKS = timedelta(hours=1)
"""The purge runs once a day; but beat keeps no schedule file, so a long wait would begin anew with every restart."""


def beat_schedule(tick: timedelta) -> dict[str, dict[str, object]]:
    """Return what beat sends, and how often. A tick that waited longer than the next one is worthless: it expires."""
    return {
        "tick": {
            "task": "reminders.tick",
            "schedule": tick,
            "options": {"expires": max(tick.total_seconds(), 1.0)},
        },
        "escalate": {
            "task": "reminders.escalate",
            "schedule": ESCALATE_EVERY,
            "options": {"expires": ESCALATE_EVERY.total_seconds()},
        },
        "watch": {
            "task": "reminders.watch",
            "schedule": WATCH_EVERY,
            "options": {"expires": WATCH_EVERY.total_seconds()},
        },
        "purge": {
            "task": "reminders.purge",
            "schedule": PURGE_ASKS,
            "options": {"expires": PURGE_ASKS.total_seconds()},
        },
    }
