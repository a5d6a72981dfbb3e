"""Sign-ins that went to another place and come back once: what they were bound to, encrypted, for a few minutes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.tables import sign_in_handshakes

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_BOUND_TO = "sign_in_handshakes.bound_to"


def add_handshake(tx: Tx, token: str, purpose: str, bound_to: dict[str, str], until: tuple[datetime, datetime]) -> None:
    """Keep what a sign-in is bound to; `until` is now and when it is over. Those that are over are deleted."""
    now, expires_at = until
    tx.conn.execute(delete(sign_in_handshakes).where(sign_in_handshakes.c.expires_at < now))
    tx.conn.execute(
        insert(sign_in_handshakes).values(
            token_hash=_hash(purpose, token),
            bound_to=tx.vault.encrypt_json(CellId(_BOUND_TO, _hash(purpose, token)), bound_to, of="installation"),
            expires_at=expires_at,
        )
    )


def use_handshake(tx: Tx, token: str, purpose: str, at: datetime) -> dict[str, str] | None:
    """Return what a sign-in is bound to, once; None if it is unknown, over or was used before."""
    table = sign_in_handshakes.c
    query = (
        update(sign_in_handshakes)
        .where(table.token_hash == _hash(purpose, token), table.used_at.is_(None), table.expires_at > at)
        .values(used_at=at)
    )
    stored = tx.conn.execute(query.returning(table.bound_to)).scalar()
    try:
        return None if stored is None else tx.vault.decrypt_json(CellId(_BOUND_TO, _hash(purpose, token)), stored)
    except WrongKeyError:
        return None


def _hash(purpose: str, token: str) -> str:
    return hashlib.sha256(f"{purpose} {token}".encode()).hexdigest()
