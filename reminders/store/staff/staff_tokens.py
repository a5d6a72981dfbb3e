"""Sessions and invitation links: the random token is with its holder, the database keeps its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from reminders.store.staff.staff import decrypt_staff
from reminders.store.tables import staff_invitations, staff_members, staff_sessions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select

    from reminders.core.model.staff_member import StaffMember
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Session:
    """An open session: whose, when it was last used, and when the person last proved who they are."""

    member: StaffMember
    seen_at: datetime
    confirmed_at: datetime


def open_session(
    tx: Tx, token: str, staff_id: str, at: datetime, expires_at: datetime, needs: str | None = None
) -> None:
    """Keep a session, and clear away old ones of the same person. One that `needs` something is not open yet."""
    tx.conn.execute(
        delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id, staff_sessions.c.expires_at < at)
    )
    tx.conn.execute(
        insert(staff_sessions).values(
            token_hash=_hash(token), staff_id=staff_id, created_at=at, seen_at=at, expires_at=expires_at, needs=needs
        )
    )


def find_session(tx: Tx, token: str, at: datetime, idle_since: datetime) -> Session | None:
    """Return an open session; None if it is over, revoked, not open yet or the person disabled."""
    row = tx.conn.execute(
        _of_token(token, at).where(staff_sessions.c.seen_at > idle_since, staff_sessions.c.needs.is_(None))
    ).first()
    return Session(decrypt_staff(tx, row), row.seen_at, row.confirmed_at or row.began_at) if row else None


def find_waiting(tx: Tx, token: str, at: datetime) -> tuple[StaffMember, str] | None:
    """Return whose session waits for more than the password, and for what."""
    row = tx.conn.execute(_of_token(token, at).where(staff_sessions.c.needs.is_not(None))).first()
    return (decrypt_staff(tx, row), row.needs) if row else None


def _of_token(token: str, at: datetime) -> Select[Any]:
    session = staff_sessions.c
    return (
        select(
            staff_members, session.seen_at, session.needs, session.confirmed_at, session.created_at.label("began_at")
        )
        .join(staff_sessions, session.staff_id == staff_members.c.id)
        .where(
            session.token_hash == _hash(token),
            session.revoked_at.is_(None),
            session.expires_at > at,
            staff_members.c.disabled_at.is_(None),
        )
    )


def confirm_session(tx: Tx, token: str, at: datetime) -> None:
    """Note that the person proved again who they are."""
    tx.conn.execute(update(staff_sessions).where(staff_sessions.c.token_hash == _hash(token)).values(confirmed_at=at))


def touch_session(tx: Tx, token: str, at: datetime) -> None:
    """Note that a session was used."""
    tx.conn.execute(update(staff_sessions).where(staff_sessions.c.token_hash == _hash(token)).values(seen_at=at))


def revoke_session(tx: Tx, token: str, at: datetime) -> None:
    """End one session."""
    tx.conn.execute(
        update(staff_sessions)
        .where(staff_sessions.c.token_hash == _hash(token), staff_sessions.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def revoke_sessions(tx: Tx, staff_id: str, at: datetime) -> int:
    """End every session of a person; return how many were open."""
    query = (
        update(staff_sessions)
        .where(staff_sessions.c.staff_id == staff_id, staff_sessions.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return tx.conn.execute(query).rowcount


def add_invitation(tx: Tx, token: str, staff_id: str, purpose: str, at: datetime, expires_at: datetime) -> None:
    """Keep an invitation; earlier ones of the same person no longer open anything."""
    tx.conn.execute(
        update(staff_invitations)
        .where(staff_invitations.c.staff_id == staff_id, staff_invitations.c.used_at.is_(None))
        .values(used_at=at)
    )
    tx.conn.execute(
        insert(staff_invitations).values(
            token_hash=_hash(token), staff_id=staff_id, purpose=purpose, created_at=at, expires_at=expires_at
        )
    )


def find_invitation(tx: Tx, token: str, at: datetime) -> StaffMember | None:
    """Return whom an invitation is for; None if it is unknown, used or over, or the person disabled."""
    row = tx.conn.execute(
        select(staff_members)
        .join(staff_invitations, staff_invitations.c.staff_id == staff_members.c.id)
        .where(
            staff_invitations.c.token_hash == _hash(token),
            staff_invitations.c.used_at.is_(None),
            staff_invitations.c.expires_at > at,
            staff_members.c.disabled_at.is_(None),
        )
    ).first()
    return decrypt_staff(tx, row) if row else None


def use_invitation(tx: Tx, token: str, at: datetime) -> bool:
    """Use an invitation up; return False if somebody else was first."""
    query = (
        update(staff_invitations)
        .where(staff_invitations.c.token_hash == _hash(token), staff_invitations.c.used_at.is_(None))
        .values(used_at=at)
    )
    return tx.conn.execute(query).rowcount == 1


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
