"""Attempts: every try to send a message, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminders.store.bulk import insert_rows
from reminders.store.bulk_update import BulkUpdate
from reminders.store.tables import attempts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.retrying import SendOutcome
    from reminders.store.session import Tx

_END = BulkUpdate(
    attempts,
    guards=(("attempt", "id"),),
    keep=("code", "provider_id"),  # a receipt that came first knows the id also when our own request broke off
)


def insert_attempts(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert attempts, before their requests leave."""
    insert_rows(tx, attempts, rows)


def end_attempts(tx: Tx, outcomes: Sequence[tuple[str, SendOutcome]], at: datetime) -> None:
    """Write what came of some attempts, whatever their messages have become meanwhile."""
    rows = [
        {
            "attempt": attempt_id,
            "ended_at": at,
            "verdict": outcome.verdict.value,
            "code": outcome.code,
            "provider_id": outcome.provider_id,
        }
        for attempt_id, outcome in outcomes
    ]
    _END.run(tx, rows)
