"""Staff members: encrypted email and name, password hash, role, clinic."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment import legible
from reminders.store.tables import staff_members, staff_sessions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_EMAIL, _NAME = "staff_members.email", "staff_members.name"
_ALL = select(staff_members)


def add_staff(tx: Tx, member: StaffMember, password_hash: str | None, at: datetime) -> None:
    """Insert a staff member."""
    tx.conn.execute(
        insert(staff_members).values(
            id=member.id,
            clinic_id=member.clinic_id,
            email=tx.vault.encrypt(CellId(_EMAIL, member.id), member.email, of=member.clinic_id),
            email_hash=tx.vault.keyed_hash(_EMAIL, member.email),
            name=tx.vault.encrypt_optional(CellId(_NAME, member.id), member.name, of=member.clinic_id),
            password_hash=password_hash,
            role=member.role.value,
            language=member.language,
            created_at=at,
        )
    )


def new_staff_id() -> str:
    """Return a fresh random id."""
    return str(uuid.uuid4())


def find_staff(tx: Tx, email: str) -> StaffMember | None:
    """Return who has that email, of any clinic, disabled or not; its hash says so, though the stored one be damaged."""
    row = tx.conn.execute(_ALL.where(staff_members.c.email_hash.in_(tx.vault.keyed_hashes(_EMAIL, email)))).first()
    return _member(tx, row, email) if row else None


def find_subject(tx: Tx, subject: str) -> StaffMember | None:
    """Return whom the identity provider calls so, or None."""
    row = tx.conn.execute(_ALL.where(staff_members.c.subject_hash == _subject_hash(subject))).first()
    return decrypt_staff(tx, row) if row else None


def bind_subject(tx: Tx, staff_id: str, subject: str) -> bool:
    """Keep what the identity provider calls a person; return False if it calls them something else already."""
    query = update(staff_members).where(staff_members.c.id == staff_id, staff_members.c.subject_hash.is_(None))
    return tx.conn.execute(query.values(subject_hash=_subject_hash(subject))).rowcount == 1


def _subject_hash(subject: str) -> str:
    return hashlib.sha256(f"subject {subject}".encode()).hexdigest()


def mend_email(tx: Tx, member: StaffMember, email: str) -> bool:
    """Store the email of a member found by it again, if what is stored cannot be read; return whether it was."""
    query = select(staff_members.c.email).where(staff_members.c.id == member.id)
    try:
        tx.vault.decrypt(CellId(_EMAIL, member.id), tx.conn.execute(query).scalar_one())
    except WrongKeyError:
        change_staff(tx, member.id, email=tx.vault.encrypt(CellId(_EMAIL, member.id), email, of=member.clinic_id))
        return True
    return False


def get_staff(tx: Tx, clinic_id: int, staff_id: str) -> StaffMember | None:
    """Return a staff member of a clinic, or None."""
    row = tx.conn.execute(_ALL.where(staff_members.c.id == staff_id, staff_members.c.clinic_id == clinic_id)).first()
    return decrypt_staff(tx, row) if row else None


def list_staff(tx: Tx, clinic_id: int) -> list[StaffMember]:
    """Return the staff of a clinic in order of email, to look at: one that does not open is said to be so."""
    rows = tx.conn.execute(_ALL.where(staff_members.c.clinic_id == clinic_id))
    return sorted((decrypt_staff(tx, row) for row in rows), key=lambda member: member.email)


def lock_admins(tx: Tx, clinic_id: int) -> set[str]:
    """Return the ids of the admins of a clinic who can sign in, locked: two who demote each other take turns."""
    query = select(staff_members.c.id).where(
        staff_members.c.clinic_id == clinic_id,
        staff_members.c.role == Role.ADMIN.value,
        staff_members.c.disabled_at.is_(None),
        staff_members.c.password_hash.is_not(None) | staff_members.c.subject_hash.is_not(None),
    )
    return set(tx.conn.execute(query.order_by(staff_members.c.id).with_for_update()).scalars())


def last_sign_ins(tx: Tx, clinic_id: int) -> dict[str, datetime]:
    """Return when each of a clinic's staff last signed in; who never did is left out."""
    query = (
        select(staff_sessions.c.staff_id, func.max(staff_sessions.c.created_at))
        .join(staff_members, staff_members.c.id == staff_sessions.c.staff_id)
        .where(staff_members.c.clinic_id == clinic_id)
        .group_by(staff_sessions.c.staff_id)
    )
    return {row[0]: row[1] for row in tx.conn.execute(query)}


def password_hash_of(tx: Tx, staff_id: str) -> str | None:
    """Return the password hash, or None if there is none yet."""
    return tx.conn.execute(select(staff_members.c.password_hash).where(staff_members.c.id == staff_id)).scalar()


def change_staff(tx: Tx, staff_id: str, **columns: Any) -> None:
    """Write columns of one staff member."""
    tx.conn.execute(update(staff_members).where(staff_members.c.id == staff_id).values(**columns))


def account_hash(tx: Tx, email: str) -> str:
    """Return the keyed hash of an email, known or not: what attempts to sign in are counted by."""
    return tx.vault.keyed_hash(_EMAIL, email)


def decrypt_staff(tx: Tx, row: Row[Any]) -> StaffMember:
    """Turn a row into a staff member; an email that opens with no key is said to be so."""
    return _member(tx, row, legible.text_of(tx, CellId(_EMAIL, row.id), row.email, row.clinic_id))


def set_name(tx: Tx, member: StaffMember, name: str | None) -> None:
    """Write what a person is called."""
    ciphertext = tx.vault.encrypt_optional(CellId(_NAME, member.id), name, of=member.clinic_id)
    change_staff(tx, member.id, name=ciphertext)


def _member(tx: Tx, row: Row[Any], email: str) -> StaffMember:
    return StaffMember(
        id=row.id,
        clinic_id=row.clinic_id,
        email=email,
        role=Role(row.role),
        language=row.language,
        has_password=row.password_hash is not None,
        disabled_at=row.disabled_at,
        tell_assigned=row.tell_assigned,
        name=legible.optional_of(tx, CellId(_NAME, row.id), row.name, row.clinic_id),
    )
