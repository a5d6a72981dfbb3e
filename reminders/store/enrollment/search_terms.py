"""Finds patients by a few letters although their names are sealed: keyed hashes of the beginnings of words.

What that gives away is in docs/data-protection.md; ADR 0009 says why it is so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from reminders.core.records.search_words import terms_of
from reminders.store.database.bulk import insert_rows
from reminders.store.tables import patients, search_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_CONTEXT = "search_terms"
_PAGE = 1000
_DELETE = delete(search_terms).where(search_terms.c.patient_id.in_(bindparam("ids", expanding=True)))


def add_terms(tx: Tx, people: Iterable[Patient]) -> None:
    """Keep the terms of new patients: many rows, one statement."""
    insert_rows(
        tx,
        search_terms,
        [
            {"clinic_id": patient.clinic_id, "term": _hash(tx, term), "patient_id": patient.id}
            for patient in people
            for term in terms_of(f"{patient.given_name} {patient.family_name}", patient.phone)
        ],
    )


def drop_terms(tx: Tx, patient_ids: Sequence[str]) -> None:
    """Forget the terms of some patients."""
    tx.conn.execute(_DELETE, {"ids": list(patient_ids)})


def renew_terms(tx: Tx, patient: Patient) -> None:
    """Let the terms of a patient follow a corrected name or phone."""
    drop_terms(tx, [patient.id])
    add_terms(tx, [patient])


def find_by_terms(tx: Tx, clinic_id: int, terms: Sequence[str], limit: int) -> list[str]:
    """Return patients of a clinic who have every one of the terms."""
    if not terms:
        return []
    query = select(search_terms.c.patient_id).where(
        search_terms.c.clinic_id == clinic_id, search_terms.c.term.in_(_hashes(tx, terms[0]))
    )
    for term in terms[1:]:
        others = select(search_terms.c.patient_id).where(
            search_terms.c.clinic_id == clinic_id, search_terms.c.term.in_(_hashes(tx, term))
        )
        query = query.where(search_terms.c.patient_id.in_(others))
    return list(tx.conn.execute(query.distinct().limit(limit)).scalars())


def ids_without_terms(tx: Tx, limit: int) -> list[str]:
    """Return patients from before there were terms."""
    none = ~select(search_terms.c.patient_id).where(search_terms.c.patient_id == patients.c.id).exists()
    query = select(patients.c.id).where(none, patients.c.erased_at.is_(None)).limit(limit)
    return list(tx.conn.execute(query).scalars())


def _hash(tx: Tx, term: str) -> int:
    return _number(tx.vault.keyed_hash(_CONTEXT, term))


def _hashes(tx: Tx, term: str) -> list[int]:
    return [_number(keyed_hash) for keyed_hash in tx.vault.keyed_hashes(_CONTEXT, term)]


def _number(keyed_hash: str) -> int:
    """Cut a hash to the signed 64 bits of a BIGINT: it is only a hint, what it finds is opened and compared."""
    return int(keyed_hash.rpartition(":")[2][:16], 16) - 2**63
