"""Whether anything leaves: what the silence alarm asks when messages are long due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from reminders.core.model.faults import DAILY_LIMIT_RETRY
from reminders.core.model.status import Event, Status
from reminders.store.sending.due import is_now
from reminders.store.tables import history, messages

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.contact import Channel
    from reminders.store.database.session import Tx

MAX_WAIT = DAILY_LIMIT_RETRY
"""No message waits longer for another try than one that met a daily limit."""

LATEST = 5000
"""How many of the latest changes are looked through: where many go out, one of them is among these."""

_latest = (
    select(history.c.message_id, history.c.event, history.c.at).order_by(history.c.id.desc()).limit(LATEST).subquery()
)
_SENT = (
    select(_latest.c.at)
    .join(messages, messages.c.id == _latest.c.message_id)
    .where(
        _latest.c.event == Event.ACCEPT.value,
        _latest.c.at > bindparam("since"),
        messages.c.channel == bindparam("channel"),
    )
    .limit(1)
)

_IN_RETRIES = (
    select(messages.c.clinic_id)
    .where(
        is_now(Status.PLANNED),
        messages.c.lane == bindparam("lane"),
        messages.c.channel == bindparam("channel"),
        messages.c.ready_at > bindparam("now"),
        messages.c.ready_at <= bindparam("soon"),
        messages.c.attempts > 0,
        messages.c.due_at <= bindparam("now"),
    )
    .distinct()
)


def sent_since(tx: Tx, channel: Channel, since: datetime) -> bool:
    """Return True if a provider has taken anything on a channel since then."""
    return tx.conn.execute(_SENT, {"channel": channel.value, "since": since}).first() is not None


def in_retries(tx: Tx, lane: str, channel: Channel, now: datetime) -> list[int]:
    """Return the clinics with messages that are due, were tried, and wait for another try."""
    values = {"lane": lane, "channel": channel.value, "now": now, "soon": now + MAX_WAIT}
    return list(tx.conn.execute(_IN_RETRIES, values).scalars())
