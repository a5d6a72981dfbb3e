"""Reads whole chains of the audit log, to check or export them, and deletes the beginning of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, func, or_, select

from reminders.core.staff.audit_chain import FIELDS, ChainedEntry, ChainHead
from reminders.store.staff.audit import INSTALLATION, SEAL, lock_head, read_line, seal_of, write_head
from reminders.store.tables import audit, audit_chains

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime

    from sqlalchemy import Column, Select

    from reminders.core.model.audit_entries import AuditLine
    from reminders.store.database.session import Tx

BATCH_SIZE = 2000
UPGRADE_TAKES = timedelta(days=1)
"""A process of an older version may write entries outside the chain while the installation is being upgraded."""


@dataclass(frozen=True, slots=True)
class StoredHead:
    """A chain's head as it is stored. `ciphertext` says whether it was written with a key of ours."""

    head: ChainHead
    ciphertext: bool


def one_snapshot(tx: Tx) -> None:
    """Have all queries of a transaction see one moment; it must be the first thing in it."""
    if not tx.is_sqlite:
        tx.conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def clinics_with_entries(tx: Tx) -> list[int]:
    """Return the clinics that have entries or a chain; INSTALLATION may be one of them."""
    heads = set(tx.conn.execute(select(audit_chains.c.clinic_id)).scalars())
    return sorted(heads | set(tx.conn.execute(select(audit.c.clinic_id).distinct()).scalars()))


def read_head(tx: Tx, clinic_id: int) -> StoredHead | None:
    """Return the head of a clinic's chain; None where there is no chain."""
    row = tx.conn.execute(select(audit_chains).where(audit_chains.c.clinic_id == clinic_id)).first()
    if row is None:
        return None
    head = ChainHead(row.sequence, row.hash, row.purged_sequence, row.purged_hash)
    return StoredHead(head, row.seal in tx.vault.keyed_hashes(SEAL, seal_of(clinic_id, head)))


def chained_entries(tx: Tx, clinic_id: int) -> Iterator[ChainedEntry]:
    """Return a clinic's chain in the order of its numbers, a part at a time."""
    for row in _in_parts(tx, select(audit).where(audit.c.clinic_id == clinic_id), audit.c.sequence):
        yield ChainedEntry(row.sequence, {name: getattr(row, name) for name in FIELDS}, row.hash or "")


def count_unchained(tx: Tx, clinic_id: int) -> int:
    """Count the entries of a clinic from before its chain."""
    query = select(func.count()).where(audit.c.clinic_id == clinic_id, audit.c.sequence.is_(None))
    return tx.conn.execute(query).scalar_one()


def late_unchained(tx: Tx, clinic_id: int) -> int | None:
    """Return the id of an entry outside the chain that was written when there was one already, or None."""
    chained = select(audit.c.id, audit.c.at).where(audit.c.clinic_id == clinic_id, audit.c.sequence.is_not(None))
    first = tx.conn.execute(chained.order_by(audit.c.sequence).limit(1)).first()
    if first is None:
        return None
    late = select(audit.c.id).where(
        audit.c.clinic_id == clinic_id,
        audit.c.sequence.is_(None),
        audit.c.id > first.id,
        audit.c.at > first.at + UPGRADE_TAKES,
    )
    return tx.conn.execute(late.order_by(audit.c.id).limit(1)).scalar()


def all_lines(tx: Tx, clinic_id: int | None, since: datetime | None, until: datetime | None) -> Iterator[AuditLine]:
    """Return entries in the order in which they were written: of one clinic or of all, `until` excluded."""
    query = select(audit)
    if clinic_id is not None:
        query = query.where(audit.c.clinic_id == clinic_id)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if until is not None:
        query = query.where(audit.c.at < until)
    yield from map(read_line, _in_parts(tx, query, audit.c.id))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which lines of a clinic are asked for; None narrows nothing. `until` is excluded."""

    staff_id: str | None = None
    kind: str | None = None
    action: str | None = None
    patient_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def find_lines(
    tx: Tx, clinic_id: int, narrowed: Narrowed, before: int | None, limit: int
) -> list[tuple[int, AuditLine]]:
    """Return lines of a clinic and of the installation with their row ids, latest first, from before a row."""
    query = select(audit).where(audit.c.clinic_id.in_([clinic_id, INSTALLATION]))
    for column, value in (
        (audit.c.staff_id, narrowed.staff_id),
        (audit.c.actor_kind, narrowed.kind),
        (audit.c.action, narrowed.action),
        (audit.c.patient_id, narrowed.patient_id),
    ):
        query = query if value is None else query.where(column == value)
    if narrowed.since is not None:
        query = query.where(audit.c.at >= narrowed.since)
    if narrowed.until is not None:
        query = query.where(audit.c.at < narrowed.until)
    if before is not None:
        query = query.where(audit.c.id < before)
    rows = tx.conn.execute(query.order_by(audit.c.id.desc()).limit(limit))
    return [(row.id, read_line(row)) for row in rows]


def delete_old(tx: Tx, clinic_id: int, before: datetime) -> int:
    """Delete a clinic's entries from before a moment and return how many; the chain goes on from the last of them.

    Only the beginning of a chain goes: an old entry behind a newer one waits for that.
    """
    head = lock_head(tx, clinic_id)
    of_clinic = audit.c.clinic_id == clinic_id
    oldest_kept = select(func.min(audit.c.sequence)).where(
        of_clinic, audit.c.sequence.is_not(None), audit.c.at >= before
    )
    first_kept = tx.conn.execute(oldest_kept).scalar()
    last = head.sequence if first_kept is None else first_kept - 1
    ends = select(audit.c.hash).where(of_clinic, audit.c.sequence == last)
    last_hash = tx.conn.execute(ends).scalar()
    chained = audit.c.sequence <= (last if last_hash is not None else 0)
    unchained = audit.c.sequence.is_(None) & (audit.c.at < before)
    deleted = tx.conn.execute(delete(audit).where(of_clinic, or_(chained, unchained))).rowcount
    if last_hash is not None:
        write_head(tx, clinic_id, ChainHead(head.sequence, head.hash, last, last_hash))
    return deleted


def _in_parts(tx: Tx, query: Select[Any], column: Column[int]) -> Generator[Row[Any]]:
    """Return rows in the order of a column of positive numbers; those that have none in it are left out."""
    last, rows = 0, list[Row[Any]]()
    while not last or len(rows) == BATCH_SIZE:
        rows = tx.conn.execute(query.where(column > last).order_by(column).limit(BATCH_SIZE)).all()
        yield from rows
        if not rows:
            return
        last = getattr(rows[-1], column.name)
