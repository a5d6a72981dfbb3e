"""Deletes all rows of one clinic, a page at a time, those first that refer to others; no other clinic's row changes.

Which rows are a clinic's own is read from the tables (`owners.py`). What tables of the installation know of its
patients' addresses, as keyed hashes, goes with the rows that hold the same hashes, unless another clinic has them too.
What stays, and why: docs/data-protection.md, Erasing a clinic.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, tuple_, union_all, update

from reminders.core.model.contact import Channel
from reminders.store.clinics import clinics as clinics_store
from reminders.store.clinics.switches import clinic_switch, sender_switch
from reminders.store.consent.opt_outs import patient_key, scope_of
from reminders.store.plans.pathway_versions import empty_own
from reminders.store.records.erased_addresses import unmatched_hash
from reminders.store.tables import (
    audit,
    audit_chains,
    care_versions,
    caregivers,
    clinics,
    fuse_counters,
    messages,
    metadata,
    opt_outs,
    paces,
    patients,
    sender_evidence,
    switches,
)
from reminders.store.upkeep.owners import clinic_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from sqlalchemy import Column, ColumnElement, Table

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx

PAGE_ROWS = 500

STAYS = frozenset({audit.name, audit_chains.name})
"""Who did what, by ids alone, outlives the clinic: HIPAA has such records kept six years (45 CFR 164.316(b)(2)(i))."""

_ADDRESS_HASHES = frozenset({"phone_hash", "email_hash", "address_hash", "sender_hash"})
_DEFAULT_SENDER = "default"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of one table, by their primary keys."""

    table: Table
    keys: Sequence[tuple[Any, ...]]

    def rows(self) -> ColumnElement[bool]:
        """Pick them."""
        key = tuple(self.table.primary_key.columns)
        if len(key) == 1:
            return key[0].in_([value for (value,) in self.keys])
        return tuple_(*key).in_(self.keys)


def tables_of_clinics() -> list[Table]:
    """Return the tables with rows of clinics but that of the clinics themselves, those first that refer to others.

    A clinic's own care plans come last: until then its patients' plans are read by them.
    """
    found = [table for table in reversed(metadata.sorted_tables) if _goes(table)]
    return sorted(found, key=lambda table: table is care_versions)


def pages_of(tx: Tx, table: Table, clinic_id: int) -> Generator[Page]:
    """Return a clinic's rows of a table, page by page; the table is read once, however many rows others have in it."""
    query = select(*table.primary_key.columns).where(rows_of(table, clinic_id))
    options = {"stream_results": True, "yield_per": PAGE_ROWS}
    with closing(tx.conn.execute(query, execution_options=options)) as found:
        for rows in found.partitions():
            yield Page(table, [tuple(row) for row in rows])


def delete_page(tx: Tx, page: Page, clinic_id: int) -> int:
    """Delete rows of a clinic, and with them what the installation knows by their hashes; return how many went."""
    hashes = _hashes_of(tx, page)
    if page.table is patients:
        _forget_patients(tx, page)
    if page.table is care_versions:
        empty_own(tx, clinic_id)
    deleted = tx.conn.execute(delete(page.table).where(page.rows())).rowcount
    forget_addresses(tx, hashes, clinic_id)
    return deleted


def forget_addresses(tx: Tx, hashes: Sequence[str], clinic_id: int) -> None:
    """Forget what counters and senders know of addresses, and stops that are over; not where another clinic has them.

    A stop that stands stays: the sender may be another clinic's one day, and STOP was said to the sender.
    """
    gone = sorted(set(hashes) - _known_elsewhere(tx, hashes, clinic_id))
    if not gone:
        return
    tx.conn.execute(delete(fuse_counters).where(fuse_counters.c.phone_hash.in_(gone)))
    tx.conn.execute(delete(opt_outs).where(opt_outs.c.address_hash.in_(gone), opt_outs.c.lifted_at.is_not(None)))
    seen = select(sender_evidence.c.person).where(sender_evidence.c.person.in_(gone)).distinct()
    for person in tx.conn.execute(seen).scalars().all():
        theirs = update(sender_evidence).where(sender_evidence.c.person == person)
        tx.conn.execute(theirs.values(person=unmatched_hash()))


def delete_clinic(tx: Tx, clinic: Clinic) -> None:
    """Delete the clinic itself, when no row refers to it any more, and what is named after it.

    Of a sender that was the clinic's alone goes how it stands; the stops that it was told stay. While the clinic is
    locked no other process can add a row that refers to it; rows that only bear its number are looked for once more.
    """
    clinics_store.lock_clinic(tx, clinic.id)
    for table in tables_of_clinics():
        if not table.foreign_keys:
            tx.conn.execute(delete(table).where(rows_of(table, clinic.id)))
    of_clinic = scope_of(Channel.EMAIL, clinic.id, clinic.sms_sender)
    tx.conn.execute(delete(opt_outs).where(opt_outs.c.scope == of_clinic))
    tx.conn.execute(delete(switches).where(switches.c.name == clinic_switch(clinic.id)))
    tx.conn.execute(delete(clinics).where(clinics.c.id == clinic.id))
    sender = clinic.sms_sender
    shared = tx.conn.execute(select(clinics.c.id).where(clinics.c.sms_sender == sender).limit(1)).first()
    if sender != _DEFAULT_SENDER and shared is None:
        tx.conn.execute(delete(paces).where(paces.c.sender == sender))
        tx.conn.execute(delete(sender_evidence).where(sender_evidence.c.sender == sender))
        tx.conn.execute(delete(switches).where(switches.c.name == sender_switch(Channel.SMS, sender)))


def _goes(table: Table) -> bool:
    return table is not clinics and table.name not in STAYS and clinic_of(table) is not None


def _hash_columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.name in _ADDRESS_HASHES]


def _hashes_of(tx: Tx, page: Page) -> list[str]:
    columns = _hash_columns(page.table)
    if not columns:
        return []
    rows = tx.conn.execute(select(*columns).where(page.rows()))
    return sorted({value for row in rows for value in row if value is not None})


def _known_elsewhere(tx: Tx, hashes: Sequence[str], clinic_id: int) -> set[str]:
    """Return the hashes of addresses that another clinic has, or has written to."""
    if not hashes:
        return set()
    places = (
        (patients.c.phone_hash, patients.c.clinic_id),
        (patients.c.email_hash, patients.c.clinic_id),
        (caregivers.c.phone_hash, caregivers.c.clinic_id),
        (messages.c.address_hash, messages.c.clinic_id),
    )
    found = [select(column).where(column.in_(hashes), owner != clinic_id) for column, owner in places]
    return set(tx.conn.execute(union_all(*found)).scalars())


def _forget_patients(tx: Tx, page: Page) -> None:
    """Delete the stops of patients who had no address: each is under the patient's id, which is given to no other."""
    keys = [patient_key(patient_id) for (patient_id,) in page.keys]
    tx.conn.execute(delete(opt_outs).where(opt_outs.c.address_hash.in_(keys)))
