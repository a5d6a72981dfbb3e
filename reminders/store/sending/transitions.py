"""The guarded write of a status: an UPDATE that trusts its row count, and one history row per change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reminders.core.model.status import Event, Status, next_status
from reminders.store.api.outbox import MessageOutcome, add_outcomes
from reminders.store.database.bulk import BulkUpdate, insert_rows, one_of
from reminders.store.tables import history, messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx


_MOVE = BulkUpdate(messages, (("message", "id"), ("expected", "status")))
_MOVE_ATTEMPT = BulkUpdate(messages, (*_MOVE.guards, ("attempt", "attempt_id")))
_WHERE_THEY_STAND = {
    is_sqlite: select(messages.c.id, messages.c.status, messages.c.attempt_id)
    .where(one_of(messages.c.id, "ids", is_sqlite=is_sqlite))
    .order_by(messages.c.id)  # two waves that lock the same messages lock them in the same order
    .with_for_update()
    for is_sqlite in (True, False)
}


@dataclass(frozen=True, slots=True)
class Move:
    """One event for one message. `attempt_id` narrows the guard to the attempt that is meant."""

    message_id: str
    status: Status
    event: Event
    reason: str | None = None
    attempt_id: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class MessageState:
    """Where a message stands: whose attempt and surgery day it is of now, and until when it may leave."""

    status: Status
    attempt_id: str | None
    surgery_generation: int
    send_before: datetime
    sent_at: datetime | None


def move(tx: Tx, step: Move, at: datetime) -> bool:
    """Apply one event; return False if the message is no longer where the event found it, and change nothing.

    Raises:
        ValueError: the event leads nowhere from that status.

    """
    if _guard(step).run(tx, [guarded_values(step, at)]) != 1:
        return False
    _record(tx, [step], at)
    return True


def current_state(tx: Tx, message_id: str) -> MessageState:
    """Lock one message and return where it stands."""
    names = ("status", "attempt_id", "anchor", "send_before", "sent_at")
    query = select(*(messages.c[name] for name in names))
    row = tx.conn.execute(query.where(messages.c.id == message_id).with_for_update()).one()
    return MessageState(Status(row.status), row.attempt_id, row.anchor, row.send_before, row.sent_at)


def move_each(tx: Tx, steps: Sequence[Move], at: datetime) -> set[str]:
    """Apply one event to each of some messages; return those that were still where their event found them.

    Raises:
        ValueError: an event leads nowhere from its status.

    """
    if len(steps) == 1:
        return {step.message_id for step in steps if move(tx, step, at)}
    standing = lock_messages(tx, [step.message_id for step in steps]) if steps else {}
    matching = [step for step in steps if _holds(step, standing.get(step.message_id))]
    move_locked(tx, matching, at)
    return {step.message_id for step in matching}


def lock_messages(tx: Tx, ids: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """Lock some messages in the order of their ids; return where each stands: its status and its attempt."""
    rows = tx.conn.execute(_WHERE_THEY_STAND[tx.is_sqlite], {"ids": ids})
    return {row.id: (row.status, row.attempt_id) for row in rows}


def move_locked(tx: Tx, steps: Sequence[Move], at: datetime) -> None:
    """Apply one event to each of some messages that this transaction has locked, so that every guard must hold.

    Raises:
        RuntimeError: a message was changed behind the lock.
        ValueError: an event leads nowhere from its status.

    """
    by_columns: dict[tuple[BulkUpdate, tuple[str, ...]], list[dict[str, Any]]] = {}
    for step in steps:
        values = guarded_values(step, at)
        by_columns.setdefault((_guard(step), tuple(values)), []).append(values)
    for (change, _), rows in by_columns.items():
        if change.run(tx, rows) != len(rows):
            raise RuntimeError("a message changed while it was locked")
    _record(tx, steps, at)


def _record(tx: Tx, steps: Sequence[Move], at: datetime) -> None:
    record_history(tx, [(step.message_id, step.event, step.status, _target(step), step.reason) for step in steps], at)
    tell_others(tx, steps, at)


def tell_others(tx: Tx, steps: Sequence[Move], at: datetime) -> None:
    """Tell the webhooks of a clinic what became of its messages."""
    changed = [(step, _target(step)) for step in steps]
    add_outcomes(
        tx, [MessageOutcome(step.message_id, after, step.reason) for step, after in changed if after != step.status], at
    )


def record_history(
    tx: Tx,
    changes: Sequence[tuple[str, Event, Status, Status, str | None]],
    at: datetime,
) -> None:
    """Append history rows: (message, event, from, to, reason)."""
    insert_rows(
        tx,
        history,
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


def _guard(step: Move) -> BulkUpdate:
    return _MOVE if step.attempt_id is None else _MOVE_ATTEMPT


def guarded_values(step: Move, at: datetime) -> dict[str, Any]:
    """Return what an event writes, by column, and what must hold for it: `message`, `expected` and perhaps `attempt`.

    Raises:
        ValueError: the event leads nowhere from that status.

    """
    values = {
        "message": step.message_id,
        "expected": step.status.value,
        "status": _target(step).value,
        "reason": step.reason,
        "changed_at": at,
        **step.values,
    }
    if step.attempt_id is not None:
        values["attempt"] = step.attempt_id
    return values


def _holds(step: Move, standing: tuple[str, str | None] | None) -> bool:
    if standing is None:
        return False
    status, attempt_id = standing
    return status == step.status.value and step.attempt_id in {None, attempt_id}


def _target(step: Move) -> Status:
    target = next_status(step.status, step.event)
    if target is None:
        raise ValueError(f"{step.event} leads nowhere from {step.status}")
    return target
