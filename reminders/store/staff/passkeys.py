"""Passkeys of staff: the public half of a key that a person's device or security key holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.tables import staff_members, staff_passkeys

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select

    from reminders.core.model.staff_member import StaffMember
    from reminders.store.database.session import Tx

_CREDENTIAL = "staff_passkeys.credential"


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey. `id` is the hash of its credential id; `credential_id` and `public_key` are URL-safe base64."""

    id: str
    staff_id: str
    clinic_id: int
    credential_id: str
    public_key: str
    sign_count: int
    label: str
    created_at: datetime
    used_at: datetime | None


def add_passkey(
    tx: Tx, member: StaffMember, credential: tuple[str, str], sign_count: int, label: str, at: datetime
) -> None:
    """Keep a passkey: its credential id and public key, both URL-safe base64."""
    known = {"id": credential[0], "key": credential[1]}
    tx.conn.execute(
        insert(staff_passkeys).values(
            id=passkey_id(credential[0]),
            staff_id=member.id,
            credential=tx.vault.encrypt_json(
                CellId(_CREDENTIAL, passkey_id(credential[0])), known, of=member.clinic_id
            ),
            sign_count=sign_count,
            label=label,
            created_at=at,
        )
    )


def find_passkey(tx: Tx, credential_id: str) -> Passkey | None:
    """Return the passkey of a credential id, of a person who may sign in; None if there is none."""
    query = _all().where(staff_passkeys.c.id == passkey_id(credential_id), staff_members.c.disabled_at.is_(None))
    return next((found for row in tx.conn.execute(query) if (found := _passkey(tx, row))), None)


def list_passkeys(tx: Tx, staff_id: str) -> list[Passkey]:
    """Return a person's passkeys, oldest first."""
    query = _all().where(staff_passkeys.c.staff_id == staff_id).order_by(staff_passkeys.c.created_at)
    return [found for row in tx.conn.execute(query) if (found := _passkey(tx, row))]


def use_passkey(tx: Tx, key_id: str, sign_count: int, at: datetime) -> None:
    """Note that a passkey was used, and how often it says it was."""
    query = update(staff_passkeys).where(staff_passkeys.c.id == key_id)
    tx.conn.execute(query.values(sign_count=sign_count, used_at=at))


def remove_passkey(tx: Tx, staff_id: str, key_id: str) -> bool:
    """Delete one passkey of a person; return False if it is not theirs."""
    query = delete(staff_passkeys).where(staff_passkeys.c.id == key_id, staff_passkeys.c.staff_id == staff_id)
    return tx.conn.execute(query).rowcount == 1


def count_passkeys(tx: Tx, staff_id: str) -> int:
    """Count a person's passkeys."""
    query = select(func.count()).select_from(staff_passkeys).where(staff_passkeys.c.staff_id == staff_id)
    return tx.conn.execute(query).scalar_one()


def passkey_id(credential_id: str) -> str:
    """Return what a passkey is known by here."""
    return hashlib.sha256(f"passkey {credential_id}".encode()).hexdigest()


def _all() -> Select[Any]:
    return select(staff_passkeys, staff_members.c.clinic_id).join(
        staff_members, staff_members.c.id == staff_passkeys.c.staff_id
    )


def _passkey(tx: Tx, row: Row[Any]) -> Passkey | None:
    try:
        known = tx.vault.decrypt_json(CellId(_CREDENTIAL, row.id), row.credential)
    except WrongKeyError:
        return None
    return Passkey(
        id=row.id,
        staff_id=row.staff_id,
        clinic_id=row.clinic_id,
        credential_id=known["id"],
        public_key=known["key"],
        sign_count=row.sign_count,
        label=row.label,
        created_at=row.created_at,
        used_at=row.used_at,
    )
