"""Sessions and invitation links: the random token is with its holder, the database keeps its hash."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update

from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.staff.staff import decrypt_staff
from reminders.store.tables import staff_invitations, staff_members, staff_sessions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select

    from reminders.core.model.staff_member import StaffMember
    from reminders.store.database.session import Tx


RESET: Final = "reset"
LIVE_LINKS: Final = 3
_ADDRESS: Final = "staff_sessions.address"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that sets a person's password: for what, who asked for it on the site, which colleague made it."""

    staff_id: str
    purpose: str
    asked_by: str | None = None
    made_by: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """An open session: whose, when it was last used, and when the person last proved who they are."""

    member: StaffMember
    seen_at: datetime
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of a person's sessions, to look at. `address` is empty when it is not known or cannot be read."""

    id: str
    browser: str
    address: str
    created_at: datetime
    seen_at: datetime


def open_session(  # noqa: PLR0913 what is kept of it
    tx: Tx,
    token: str,
    member: StaffMember,
    at: datetime,
    expires_at: datetime,
    needs: str | None = None,
    *,
    browser: str = "",
    address: str = "",
) -> None:
    """Keep a session, and clear away old ones of the same person. One that `needs` something is not open yet."""
    tx.conn.execute(
        delete(staff_sessions).where(staff_sessions.c.staff_id == member.id, staff_sessions.c.expires_at < at)
    )
    tx.conn.execute(
        insert(staff_sessions).values(
            token_hash=_hash(token),
            staff_id=member.id,
            created_at=at,
            seen_at=at,
            expires_at=expires_at,
            needs=needs,
            browser=browser[:40] or None,
            address=tx.vault.encrypt(CellId(_ADDRESS, _hash(token)), address, of=member.clinic_id) if address else None,
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


def last_session(tx: Tx, staff_id: str) -> datetime | None:
    """Return when a person last opened a session that is still kept, or None."""
    query = select(func.max(staff_sessions.c.created_at))
    return tx.conn.execute(
        query.where(staff_sessions.c.staff_id == staff_id, staff_sessions.c.needs.is_(None))
    ).scalar()


def list_sessions(tx: Tx, staff_id: str, at: datetime, idle_since: datetime) -> list[OpenSession]:
    """Return a person's open sessions, the one used last first."""
    session = staff_sessions.c
    rows = tx.conn.execute(
        select(staff_sessions)
        .where(
            session.staff_id == staff_id,
            session.revoked_at.is_(None),
            session.needs.is_(None),
            session.expires_at > at,
            session.seen_at > idle_since,
        )
        .order_by(session.seen_at.desc())
    )
    return [
        OpenSession(row.token_hash, row.browser or "", _address(tx, row), row.created_at, row.seen_at) for row in rows
    ]


def end_session(tx: Tx, staff_id: str, session_id: str, at: datetime) -> int:
    """End one session of a person by its id; return how many that ended."""
    session = staff_sessions.c
    query = update(staff_sessions).where(
        session.token_hash == session_id, session.staff_id == staff_id, session.revoked_at.is_(None)
    )
    return tx.conn.execute(query.values(revoked_at=at)).rowcount


def session_id(token: str) -> str:
    """Return the id of the session that a token opens: its hash, which opens nothing."""
    return _hash(token)


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


def add_invitation(tx: Tx, token: str, link: Link, at: datetime, expires_at: datetime) -> None:
    """Keep a link: one invitation at a time, or of links for a new password the last three.

    These are counted by who asked for them: a stranger who asks again and again takes no one's link away.
    """
    table = staff_invitations.c
    query = select(table.token_hash).where(table.staff_id == link.staff_id, table.used_at.is_(None))
    if link.purpose == RESET:
        same = table.asked_by.is_(None) if link.asked_by is None else table.asked_by == link.asked_by
        query = query.where(table.purpose == RESET, same).order_by(table.created_at.desc()).offset(LIVE_LINKS - 1)
    outdated = tx.conn.execute(query).scalars().all()
    tx.conn.execute(update(staff_invitations).where(table.token_hash.in_(outdated)).values(used_at=at))
    tx.conn.execute(
        insert(staff_invitations).values(token_hash=_hash(token), created_at=at, expires_at=expires_at, **asdict(link))
    )


def links_by_colleagues(tx: Tx, staff_id: str, since: datetime) -> list[tuple[datetime, str]]:
    """Return when a colleague made a link that sets this person's password, and who, the latest first."""
    table = staff_invitations.c
    query = select(table.created_at, table.made_by).where(
        table.staff_id == staff_id, table.purpose == RESET, table.made_by.is_not(None), table.created_at > since
    )
    return [(row[0], row[1]) for row in tx.conn.execute(query.order_by(table.created_at.desc()))]


def use_up_links(tx: Tx, staff_id: str, at: datetime) -> None:
    """Let no link of a person set a password any more."""
    table = staff_invitations.c
    tx.conn.execute(
        update(staff_invitations).where(table.staff_id == staff_id, table.used_at.is_(None)).values(used_at=at)
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
    """Use an invitation up; return False if someone else was first."""
    query = (
        update(staff_invitations)
        .where(staff_invitations.c.token_hash == _hash(token), staff_invitations.c.used_at.is_(None))
        .values(used_at=at)
    )
    return tx.conn.execute(query).rowcount == 1


def _address(tx: Tx, row: Row[Any]) -> str:
    try:
        return tx.vault.decrypt_optional(CellId(_ADDRESS, row.token_hash), row.address) or ""
    except WrongKeyError:
        return ""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
