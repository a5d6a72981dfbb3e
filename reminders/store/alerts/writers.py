"""Whose text opened an alert: the phone, or at least its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.tables import alerts, replies

if TYPE_CHECKING:
    from reminders.store.database.session import Tx


def writer_of(tx: Tx, alert_id: int) -> tuple[str | None, str | None]:
    """Return the phone whose text opened an alert, and its hash.

    The phone is None where no text did, where it was wiped, and where it cannot be read.
    """
    query = select(replies.c.id, replies.c.sender, alerts.c.subject).select_from(alerts)
    query = query.outerjoin(replies, alerts.c.reply_id == replies.c.id).where(alerts.c.id == alert_id)
    row = tx.conn.execute(query).one()
    try:
        return tx.vault.decrypt_optional(CellId("replies.sender", row.id), row.sender) or None, row.subject
    except WrongKeyError:
        return None, row.subject
