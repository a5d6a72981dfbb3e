"""Devices on which staff have signed in: the random token is in the device's cookie, the database keeps its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from reminders.store.tables import staff_devices

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


def is_known(tx: Tx, staff_id: str, token: str, since: datetime) -> bool:
    """Return True if a person has signed in on this device since a moment."""
    query = select(staff_devices.c.staff_id).where(
        staff_devices.c.token_hash == device_hash(token),
        staff_devices.c.staff_id == staff_id,
        staff_devices.c.seen_at > since,
    )
    return bool(token) and tx.conn.execute(query).first() is not None


def count_devices(tx: Tx, staff_id: str) -> int:
    """Count the devices of a person."""
    query = select(func.count()).select_from(staff_devices).where(staff_devices.c.staff_id == staff_id)
    return tx.conn.execute(query).scalar_one()


def add_device(tx: Tx, staff_id: str, token: str, at: datetime) -> None:
    """Know a device from now on."""
    tx.conn.execute(
        insert(staff_devices).values(token_hash=device_hash(token), staff_id=staff_id, created_at=at, seen_at=at)
    )


def see_device(tx: Tx, token: str, at: datetime) -> None:
    """Note that a device was used again."""
    tx.conn.execute(update(staff_devices).where(staff_devices.c.token_hash == device_hash(token)).values(seen_at=at))


def drop_devices(tx: Tx, staff_id: str, before: datetime) -> None:
    """Forget devices that a person has not used since a moment."""
    tx.conn.execute(delete(staff_devices).where(staff_devices.c.staff_id == staff_id, staff_devices.c.seen_at < before))


def forget_devices(tx: Tx, staff_id: str) -> None:
    """Know no device of a person any more."""
    tx.conn.execute(delete(staff_devices).where(staff_devices.c.staff_id == staff_id))


def device_hash(token: str) -> str:
    """Return what is kept of a device's token, and what wrong passwords typed on it are counted by."""
    return hashlib.sha256(f"device {token}".encode()).hexdigest()
