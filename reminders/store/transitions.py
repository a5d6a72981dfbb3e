"""The one guarded write of a status: an UPDATE that trusts its row count, and one history row per change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update

from reminders.core.status import Event, Status, next_status
from reminders.store.tables import history, messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.store.session import Tx


_MOVE = update(messages).where(messages.c.id == bindparam("message"), messages.c.status == bindparam("expected"))
_MOVE_ATTEMPT = _MOVE.where(messages.c.attempt_id == bindparam("attempt"))
_RECORD = insert(history)


@dataclass(frozen=True, slots=True)
class Move:
    """One event for one message. `attempt_id` narrows the guard to the attempt that is meant."""

    message_id: str
    status: Status
    event: Event
    reason: str | None = None
    attempt_id: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


def move(tx: Tx, step: Move, at: datetime) -> bool:
    """Apply one event; return False if the message is no longer where the event found it, and change nothing.

    Raises:
        ValueError: the event leads nowhere from that status.

    """
    target = next_status(step.status, step.event)
    if target is None:
        raise ValueError(f"{step.event} leads nowhere from {step.status}")
    guard = {"message": step.message_id, "expected": step.status.value}
    query = _MOVE
    if step.attempt_id is not None:
        guard["attempt"] = step.attempt_id
        query = _MOVE_ATTEMPT
    values = {"status": target.value, "reason": step.reason, "changed_at": at, **step.values}
    result = tx.conn.execute(query, guard | values)
    if result.rowcount != 1:
        return False
    record_history(tx, [(step.message_id, step.event, step.status, target, step.reason)], at)
    return True


def record_history(
    tx: Tx,
    changes: Sequence[tuple[str, Event, Status, Status, str | None]],
    at: datetime,
) -> None:
    """Append history rows: (message, event, from, to, reason)."""
    if changes:
        tx.conn.execute(
            _RECORD,
            [
                {
                    "message_id": message_id,
                    "at": at,
                    "event": event.value,
                    "from_status": before.value,
                    "to_status": after.value,
                    "reason": reason,
                }
                for message_id, event, before, after, reason in changes
            ],
        )
