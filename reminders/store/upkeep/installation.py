"""What the database remembers of itself, so that an old copy can be told from the one that sends."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.status import Kind, Status
from reminders.core.sending.lanes import Lane
from reminders.store.sending.due import is_now
from reminders.store.tables import attempts, audit, heartbeats, history, installation, messages

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_ROW = select(installation.c.key, installation.c.ticks, installation.c.place)
_TICK = (
    update(installation)
    .values(ticks=installation.c.ticks + 1, place=bindparam("here"))
    .returning(installation.c.key, installation.c.ticks)
)
_PLACE = text(
    "SELECT concat_ws(' ', 'postgresql', (SELECT system_identifier FROM pg_control_system()),"
    " (SELECT oid FROM pg_database WHERE datname = current_database()), 'installation'::regclass::oid,"
    " CASE WHEN pg_is_in_recovery() THEN '' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END)"
)


@dataclass(frozen=True, slots=True)
class Installation:
    """The row: a random key of this installation, how often it has ticked, and where it was then."""

    key: str
    ticks: int
    place: str


def read_installation(tx: Tx) -> Installation | None:
    """Return the row; None in a database that was never migrated to this version."""
    row = tx.conn.execute(_ROW).first()
    return Installation(row.key, row.ticks, row.place) if row else None


def count_tick(tx: Tx, place: str) -> Installation:
    """Count a tick."""
    make_installation(tx)
    row = tx.conn.execute(_TICK, {"here": place}).one()
    return Installation(row.key, row.ticks, place)


def make_installation(tx: Tx, place: str = "") -> None:
    """Make the row if there is none, or say where it is if it does not say so yet."""
    known = read_installation(tx)
    if known is None:
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        row = build(installation).values(id=1, key=str(uuid.uuid4()), ticks=0, place=place)
        tx.conn.execute(row.on_conflict_do_nothing())
    elif place and not known.place:
        tx.conn.execute(update(installation).values(place=place))


def accept_place(tx: Tx, ticks: int, place: str) -> None:
    """Note that this database is the one that sends now, further on than any other copy."""
    tx.conn.execute(update(installation).values(ticks=ticks, place=place))


def where_it_is(tx: Tx) -> str:
    """Return where this database is: what a copy or a restored dump cannot have in common with it."""
    if not tx.is_sqlite:
        return str(tx.conn.execute(_PLACE).scalar_one())
    file = Path(tx.conn.engine.url.database or "").resolve()
    try:
        return f"sqlite {file.stat().st_ino} {file}"
    except OSError:  # in memory
        return ""


def known_until(tx: Tx) -> datetime | None:
    """Return the latest moment that this database knows of: its last tick, change of a message or text that came in."""
    latest_change = select(history.c.at).order_by(history.c.id.desc()).limit(1)
    signs = [
        tx.conn.execute(select(heartbeats.c.seen_at).where(heartbeats.c.name == "beat")).scalar(),
        tx.conn.execute(latest_change).scalar(),
        tx.conn.execute(select(func.max(audit.c.at))).scalar(),
    ]
    return max((sign for sign in signs if sign is not None), default=None)


def knows_attempt(tx: Tx, attempt_id: str) -> bool:
    """Return True if this attempt is in the database."""
    return tx.conn.execute(select(attempts.c.id).where(attempts.c.id == attempt_id)).first() is not None


_WAITING_ANSWERS = (
    is_now(Status.PLANNED),
    messages.c.lane == Lane.URGENT.value,
    messages.c.kind == Kind.AUTO_REPLY.value,
)


def hold_answers(tx: Tx, until: datetime) -> None:
    """Keep back the answers that were still to go: an old copy cannot know that they went."""
    tx.conn.execute(update(messages).where(*_WAITING_ANSWERS).values(ready_at=until))


def release_answers(tx: Tx, since: datetime) -> None:
    """Let the answers go that `hold_answers` keeps back, as far as their time is not up: those ready after `since`."""
    query = update(messages).where(*_WAITING_ANSWERS, messages.c.ready_at > since)
    tx.conn.execute(query.values(ready_at=messages.c.due_at))
