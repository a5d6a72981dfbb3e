"""Attempts to sign in, by account and by network address, both as keyed hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from reminders.core.staff.throttle import Failures
from reminders.store.tables import sign_in_attempts

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


def address_hash(tx: Tx, address: str) -> str:
    """Return the keyed hash of a network address."""
    return tx.vault.keyed_hash("sign_in_attempts.address", address)


def lock_account(tx: Tx, account: str) -> None:
    """Let one attempt on an account be counted at a time: many at once must not each see the count before the others.

    On SQLite a writing transaction is alone by itself.
    """
    if not tx.is_sqlite:
        tx.conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(account, 0))))


def add_attempt(tx: Tx, account: str, address: str, at: datetime) -> int:
    """Note an attempt as failed before the password is looked at; return its id."""
    query = insert(sign_in_attempts).values(account_hash=account, address_hash=address, succeeded=False, at=at)
    return tx.conn.execute(query.returning(sign_in_attempts.c.id)).scalar_one()


def failures(tx: Tx, account: str, address: str, since: datetime) -> Failures:
    """Count the failed attempts of an account and of an address since a moment."""
    table = sign_in_attempts.c
    query = select(func.count(), func.max(table.at)).where(table.at > since, table.succeeded.is_(False))
    of_account, _ = tx.conn.execute(query.where(table.account_hash == account)).one()
    of_address, last = tx.conn.execute(query.where(table.address_hash == address)).one()
    return Failures(of_account, of_address, last)


def mark_succeeded(tx: Tx, attempt: int, account: str, address: str) -> None:
    """Note that an attempt was right: the earlier slips of this account from this address no longer count."""
    table = sign_in_attempts.c
    tx.conn.execute(
        update(sign_in_attempts)
        .where((table.id == attempt) | ((table.account_hash == account) & (table.address_hash == address)))
        .values(succeeded=True)
    )


def forget_attempts(tx: Tx, account: str) -> None:
    """Let an account try again, after its password was reset."""
    tx.conn.execute(delete(sign_in_attempts).where(sign_in_attempts.c.account_hash == account))


def clear_attempts(tx: Tx, before: datetime) -> None:
    """Delete attempts that no longer count."""
    tx.conn.execute(delete(sign_in_attempts).where(sign_in_attempts.c.at < before))
