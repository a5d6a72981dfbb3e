"""Second factors of staff: the seed of an authenticator app, encrypted, and recovery codes, hashed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.staff.passkeys import count_passkeys
from reminders.store.tables import staff_members, staff_passkeys, staff_recovery_codes, staff_totp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.staff_member import StaffMember
    from reminders.store.database.session import Tx

_SEED = "staff_totp.seed"


def propose_seed(tx: Tx, member: StaffMember, seed: str, at: datetime) -> None:
    """Keep the seed of an app that is being set up, in place of an earlier one that was never confirmed."""
    values = {
        "seed": tx.vault.encrypt(CellId(_SEED, member.id), seed, of=member.clinic_id),
        "created_at": at,
        "last_step": 0,
    }
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    query = build(staff_totp).values(staff_id=member.id, **values)
    tx.conn.execute(
        query.on_conflict_do_update(
            index_elements=[staff_totp.c.staff_id], set_=values, where=staff_totp.c.confirmed_at.is_(None)
        )
    )


def find_seed(tx: Tx, staff_id: str, *, confirmed: bool) -> str | None:
    """Return the seed of a person's app, confirmed or still being set up; None if there is none that can be read."""
    is_confirmed = staff_totp.c.confirmed_at.is_not(None) if confirmed else staff_totp.c.confirmed_at.is_(None)
    stored = tx.conn.execute(select(staff_totp.c.seed).where(staff_totp.c.staff_id == staff_id, is_confirmed)).scalar()
    try:
        return None if stored is None else tx.vault.decrypt(CellId(_SEED, staff_id), stored)
    except WrongKeyError:
        return None


def confirm_seed(tx: Tx, staff_id: str, step: int, at: datetime) -> bool:
    """Take an app into use with its first code; return False if that was done before."""
    query = update(staff_totp).where(staff_totp.c.staff_id == staff_id, staff_totp.c.confirmed_at.is_(None))
    return tx.conn.execute(query.values(confirmed_at=at, last_step=step)).rowcount == 1


def use_step(tx: Tx, staff_id: str, step: int) -> bool:
    """Use up the code of a step; return False if it, or a later one, was used before."""
    query = update(staff_totp).where(
        staff_totp.c.staff_id == staff_id, staff_totp.c.confirmed_at.is_not(None), staff_totp.c.last_step < step
    )
    return tx.conn.execute(query.values(last_step=step)).rowcount == 1


def has_app(tx: Tx, staff_id: str) -> bool:
    """Return True if a person has an authenticator app in use."""
    query = select(func.count()).select_from(staff_totp)
    query = query.where(staff_totp.c.staff_id == staff_id, staff_totp.c.confirmed_at.is_not(None))
    return bool(tx.conn.execute(query).scalar_one())


def has_factor(tx: Tx, staff_id: str) -> bool:
    """Return True if a person signs in with more than a password: an app or a passkey."""
    return has_app(tx, staff_id) or count_passkeys(tx, staff_id) > 0


def staff_with_factor(tx: Tx, clinic_id: int) -> set[str]:
    """Return the ids of a clinic's staff who sign in with a second factor."""
    query = (
        select(staff_totp.c.staff_id)
        .join(staff_members, staff_members.c.id == staff_totp.c.staff_id)
        .where(staff_members.c.clinic_id == clinic_id, staff_totp.c.confirmed_at.is_not(None))
    )
    passkeys = (
        select(staff_passkeys.c.staff_id)
        .join(staff_members, staff_members.c.id == staff_passkeys.c.staff_id)
        .where(staff_members.c.clinic_id == clinic_id)
    )
    return set(tx.conn.execute(query.union(passkeys)).scalars())


def remove_factors(tx: Tx, staff_id: str) -> bool:
    """Delete a person's app, passkeys and recovery codes; return True if one was in use."""
    had = has_factor(tx, staff_id)
    tx.conn.execute(delete(staff_totp).where(staff_totp.c.staff_id == staff_id))
    tx.conn.execute(delete(staff_passkeys).where(staff_passkeys.c.staff_id == staff_id))
    tx.conn.execute(delete(staff_recovery_codes).where(staff_recovery_codes.c.staff_id == staff_id))
    return had


def set_recovery_codes(tx: Tx, staff_id: str, codes: Sequence[str], at: datetime) -> None:
    """Keep new recovery codes; the earlier ones no longer work."""
    tx.conn.execute(delete(staff_recovery_codes).where(staff_recovery_codes.c.staff_id == staff_id))
    rows = [{"code_hash": _hash(staff_id, code), "staff_id": staff_id, "created_at": at} for code in codes]
    tx.conn.execute(insert(staff_recovery_codes), rows)


def use_recovery_code(tx: Tx, staff_id: str, code: str, at: datetime) -> bool:
    """Use a recovery code up; return False if it is not one, or was used before."""
    query = update(staff_recovery_codes).where(
        staff_recovery_codes.c.code_hash == _hash(staff_id, code),
        staff_recovery_codes.c.staff_id == staff_id,
        staff_recovery_codes.c.used_at.is_(None),
    )
    return tx.conn.execute(query.values(used_at=at)).rowcount == 1


def count_recovery_codes(tx: Tx, staff_id: str) -> int:
    """Count the recovery codes that a person has left."""
    query = select(func.count()).select_from(staff_recovery_codes)
    return tx.conn.execute(
        query.where(staff_recovery_codes.c.staff_id == staff_id, staff_recovery_codes.c.used_at.is_(None))
    ).scalar_one()


def _hash(staff_id: str, code: str) -> str:
    return hashlib.sha256(f"recovery code {staff_id} {code}".encode()).hexdigest()
