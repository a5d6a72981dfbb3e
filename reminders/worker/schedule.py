"""The beat table. Nothing per patient: beat only ticks, and a tick asks the database what is due."""

from __future__ import annotations

from datetime import timedelta

ESCALATE_EVERY = timedelta(seconds=15)
"""How late the next person on call may be told; the first one is told at once, by the text that raises the alarm."""

WATCH_EVERY = timedelta(seconds=30)
"""How often it is checked that what is due also leaves."""

PURGE_ASKS = timedelta(hours=1)
"""The purge runs once a day; but beat keeps no schedule file, so a long interval would start over at every restart."""

SETTLE_EVERY = timedelta(seconds=30)

FHIR_ASKS = timedelta(minutes=1)
"""How often it is asked whether a FHIR server is due; each is polled as often as its partner file says."""

WEBHOOKS_EVERY = timedelta(seconds=5)
"""How long a change waits before other systems are told, at most."""


def beat_schedule(tick: timedelta, settle_after: timedelta) -> dict[str, dict[str, object]]:
    """Return what beat sends, and how often. One that waited longer than the next is worthless: it expires."""
    return {
        "tick": _entry("reminders.tick", tick),
        "settle": _entry("reminders.settle", max(tick, min(SETTLE_EVERY, settle_after / 4))),
        "escalate": _entry("reminders.escalate", ESCALATE_EVERY),
        "watch": _entry("reminders.watch", WATCH_EVERY),
        "webhooks": _entry("reminders.webhooks", WEBHOOKS_EVERY),
        "care": _entry("reminders.care", WATCH_EVERY),
        "fhir": _entry("reminders.fhir", FHIR_ASKS),
        "purge": _entry("reminders.purge", PURGE_ASKS),
    }


def _entry(task: str, every: timedelta) -> dict[str, object]:
    return {"task": task, "schedule": every, "options": {"expires": max(every.total_seconds(), 1.0)}}
