"""Attempts: every try to send a message, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, func, update

from reminders.store.bulk import insert_rows
from reminders.store.tables import attempts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.retrying import SendOutcome
    from reminders.store.session import Tx

_END = (
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values(
        ended_at=bindparam("at"),
        verdict=bindparam("outcome"),
        # A receipt that came first knows the provider's id also when our own request broke off.
        code=func.coalesce(bindparam("error", type_=String), attempts.c.code),
        provider_id=func.coalesce(bindparam("provider", type_=String), attempts.c.provider_id),
    )
)


def insert_attempts(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert attempts, before their requests leave."""
    insert_rows(tx, attempts, rows)


def end_attempts(tx: Tx, outcomes: Sequence[tuple[str, SendOutcome]], at: datetime) -> None:
    """Write what came of some attempts, whatever their messages have become meanwhile."""
    rows = [
        {
            "attempt": attempt_id,
            "at": at,
            "outcome": outcome.verdict.value,
            "error": outcome.code,
            "provider": outcome.provider_id,
        }
        for attempt_id, outcome in outcomes
    ]
    if rows:
        tx.conn.execute(_END, rows if len(rows) > 1 else rows[0])
