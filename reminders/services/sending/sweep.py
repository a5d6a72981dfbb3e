"""Ends waiting that has lasted too long: leases that ran out, messages whose time is up.

`core.status.DEADLINES` lists every waiting status and who acts; this is who acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from reminders.core.model.status import Event, Reason, Status
from reminders.store.sending import claims
from reminders.store.sending.transitions import Move, move

if TYPE_CHECKING:
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

BATCH_SIZE = 500
FRONT = 500
"""So much of each lane's queue, the longest due, is looked at when the whole of it is not."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many messages were moved, by what was wrong."""

    unconfirmed: int
    missed: int


def sweep(context: Context, tx: Tx, *, only_leases: bool = False, whole: bool = True) -> Swept:
    """Move expired leases to `unconfirmed` (never to `planned`) and overdue messages to `missed`.

    `only_leases`: while the database is old, it is not known which of the overdue went out. `whole` False: of a long
    queue only the front is looked at. What is overdue further back is not sent meanwhile: a claim looks again.
    """
    now, places = context.clock.now(), claims.ALL if whole else FRONT
    if not claims.anything_to_sweep(tx, now, places):
        return Swept(0, 0)
    lost = claims.expired_leases(tx, now, BATCH_SIZE)
    for message_id, attempt_id in lost:
        values = {"lease_until": None, "settle_at": now, "settle_checks": 0}
        move(tx, Move(message_id, Status.SENDING, Event.OUTCOME_UNKNOWN, attempt_id=attempt_id, values=values), now)
    overdue = [] if only_leases else claims.overdue(tx, now, BATCH_SIZE, places)
    for message_id, status, held_for in overdue:
        reason = (held_for or Reason.PAUSED) if status is Status.HELD else Reason.TOO_LATE
        move(tx, Move(message_id, status, Event.MISS, reason=reason), now)
    if lost:
        log.warning("leases_expired", count=len(lost))
    return Swept(len(lost), len(overdue))
