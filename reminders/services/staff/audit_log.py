"""Checks the audit log's hash chains and hands the log out. See ADR 0013."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.staff.audit_chain import ChainFault, first_fault
from reminders.store.clinics import clinics
from reminders.store.staff import audit_log
from reminders.store.staff.audit import INSTALLATION, add_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.audit_entries import AuditLine
    from reminders.core.model.clinic import Clinic
    from reminders.core.staff.audit_chain import ChainedEntry
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

WHOLE = "whole installation"
"""What the chain is called that holds what concerns no single clinic."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What was found of one chain. `name` is the clinic's slug.

    `entries` are those that the chain holds now, `unchained` those from before it began, and `purged` those that were
    deleted at the end of their retention. `fault` is the first place where it is broken.
    """

    name: str
    entries: int
    unchained: int
    purged: int
    fault: ChainFault | None


def verify_audit(context: Context, clinic: Clinic | None) -> list[ChainReport]:
    """Check the chain of one clinic, or of all and of the whole installation. It changes nothing."""
    with context.db.read() as tx:
        audit_log.one_snapshot(tx)
        return [_verify(tx, clinic.id, clinic.slug)] if clinic is not None else verify_all(tx)


def verify_all(tx: Tx) -> list[ChainReport]:
    """Check all chains in a transaction that sees one moment."""
    names = {item.id: item.slug for item in clinics.list_clinics(tx)} | {INSTALLATION: WHOLE}
    ids = sorted({*audit_log.clinics_with_entries(tx), *names})
    return [_verify(tx, clinic_id, names.get(clinic_id, f"clinic {clinic_id}")) for clinic_id in ids]


def export_audit(
    context: Context,
    clinic: Clinic | None,
    span: tuple[datetime | None, datetime | None],
    write: Callable[[AuditLine], None],
    *,
    actor: Actor,
) -> int:
    """Hand each entry to `write`, in the order in which they were written; return how many.

    `span` is from when (included) until when (excluded). That the log was handed out is an entry itself, which the next
    export holds.
    """
    count = 0
    with context.db.read() as tx:
        for line in audit_log.all_lines(tx, clinic.id if clinic else None, *span):
            write(line)
            count += 1
    with context.db.begin() as tx:
        where, at = clinic.id if clinic else INSTALLATION, context.clock.now()
        add_entry(tx, AuditEntry(where, Action.EXPORTED_AUDIT, actor, at, detail=f"{count} entries"))
    return count


def _verify(tx: Tx, clinic_id: int, name: str) -> ChainReport:
    stored = audit_log.read_head(tx, clinic_id)
    last = 0

    def counted() -> Generator[ChainedEntry]:
        nonlocal last
        for entry in audit_log.chained_entries(tx, clinic_id):
            last += 1
            yield entry

    unchained = audit_log.count_unchained(tx, clinic_id)
    if stored is None:
        first = next(iter(audit_log.chained_entries(tx, clinic_id)), None)
        fault = ChainFault(first.sequence, "is there, but the head of its chain is missing") if first else None
        return ChainReport(name, 0, unchained, 0, fault)
    head = stored.head
    fault = first_fault(counted(), head)
    if fault is None and not stored.ciphertext:
        fault = ChainFault(head.sequence, "is the end of a chain that was not written by this service with its keys")
    if fault is None and (late := audit_log.late_unchained(tx, clinic_id)) is not None:
        fault = ChainFault(head.sequence, f"stands beside an entry outside the chain, added later (row {late})")
    return ChainReport(name, last, unchained, head.purged_sequence, fault)
