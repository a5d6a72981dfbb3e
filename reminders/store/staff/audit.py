"""Who did what to whom, and when: ids only, no patient data. Entries form a hash chain per clinic (ADR 0013)."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.actor import ActorKind
from reminders.core.model.audit_entries import AuditEntry, AuditLine
from reminders.core.staff.audit_chain import ChainHead, entry_hash
from reminders.store.api.outbox import add_changes
from reminders.store.database.bulk import insert_rows
from reminders.store.tables import audit, audit_chains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

INSTALLATION = 0
"""Stands for the clinic where a change concerns no single one."""

MAX_DETAIL = 200
SEAL = "audit_chains.seal"


_HEAD = select(audit_chains).where(audit_chains.c.clinic_id == bindparam("clinic")).with_for_update()
_MOVE_HEAD = update(audit_chains).where(audit_chains.c.clinic_id == bindparam("clinic"))


def add_entry(tx: Tx, entry: AuditEntry) -> None:
    """Append to the log; see `add_entries`."""
    add_entries(tx, [entry])


def add_entries(tx: Tx, entries: Sequence[AuditEntry]) -> None:
    """Append to the log when the transaction ends, in the transaction itself: it fails if they cannot be written.

    The chain's head is locked last, so that no transaction ever waits for another lock while it holds a head.
    """
    tx.write_at_end(_append, entries)


def list_entries(tx: Tx, clinic_id: int, limit: int, *, patient_id: str | None = None) -> list[AuditLine]:
    """Return the latest entries of a clinic and of the installation, or of one patient of it, latest first."""
    query = select(audit).where(audit.c.clinic_id.in_([clinic_id, INSTALLATION]))
    if patient_id is not None:
        query = query.where(audit.c.patient_id == patient_id)
    return [read_line(row) for row in tx.conn.execute(query.order_by(audit.c.id.desc()).limit(limit))]


def read_line(row: Row[Any]) -> AuditLine:
    """Turn a row into a line."""
    return AuditLine(
        clinic_id=row.clinic_id,
        action=row.action,
        at=row.at,
        staff_id=row.staff_id,
        patient_id=row.patient_id,
        enrollment_id=row.enrollment_id,
        actor_kind=ActorKind(row.actor_kind) if row.actor_kind else None,
        actor_name=row.actor_name,
        detail=row.detail,
        sequence=row.sequence,
        hash=row.hash,
    )


def seal_of(clinic_id: int, head: ChainHead) -> str:
    """Return what is hashed with a key of ours, so that no one without the key can write a head."""
    return f"{clinic_id} {head.sequence} {head.hash} {head.purged_sequence} {head.purged_hash}"


def lock_head(tx: Tx, clinic_id: int) -> ChainHead:
    """Return the head of a clinic's chain, locked until the transaction ends; it is made if there is none."""
    row = tx.conn.execute(_HEAD, {"clinic": clinic_id}).first()
    if row is None:
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        query = build(audit_chains).values(clinic_id=clinic_id, **_head_values(tx, clinic_id, ChainHead()))
        tx.conn.execute(query.on_conflict_do_nothing())
        row = tx.conn.execute(_HEAD, {"clinic": clinic_id}).one()
    return ChainHead(row.sequence, row.hash, row.purged_sequence, row.purged_hash)


def write_head(tx: Tx, clinic_id: int, head: ChainHead) -> None:
    """Store a head that is locked."""
    tx.conn.execute(_MOVE_HEAD, {"clinic": clinic_id, **_head_values(tx, clinic_id, head)})


def _append(tx: Tx, entries: Sequence[AuditEntry]) -> None:
    clinic_of = attrgetter("clinic_id")
    for clinic_id, found in groupby(sorted(entries, key=clinic_of), key=clinic_of):  # heads are locked in one order
        group: list[AuditEntry] = list(found)
        head = lock_head(tx, clinic_id)
        sequence, previous = head.sequence, head.hash
        rows: list[dict[str, Any]] = []
        for entry in group:
            sequence += 1
            row = _row(entry, sequence)
            previous = row["hash"] = entry_hash(previous, row)
            rows.append(row)
        insert_rows(tx, audit, rows)
        add_changes(tx, clinic_id, group)
        write_head(tx, clinic_id, ChainHead(sequence, previous, head.purged_sequence, head.purged_hash))


def _row(entry: AuditEntry, sequence: int) -> dict[str, Any]:
    return {
        "clinic_id": entry.clinic_id,
        "sequence": sequence,
        "at": entry.at,
        "actor_kind": entry.actor.kind.value,
        "actor_name": entry.actor.name,
        "staff_id": entry.actor.staff_id,
        "action": entry.action.value,
        "patient_id": entry.patient_id,
        "enrollment_id": entry.enrollment_id,
        "detail": entry.detail[:MAX_DETAIL] if entry.detail else None,
    }


def _head_values(tx: Tx, clinic_id: int, head: ChainHead) -> dict[str, Any]:
    return {
        "sequence": head.sequence,
        "hash": head.hash,
        "purged_sequence": head.purged_sequence,
        "purged_hash": head.purged_hash,
        "seal": tx.vault.keyed_hash(SEAL, seal_of(clinic_id, head)),
    }
