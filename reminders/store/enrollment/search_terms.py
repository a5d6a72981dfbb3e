"""Finds patients by a few letters although their names are sealed: keyed hashes of the beginnings of words.

What that gives away is in docs/data-protection.md; ADR 0009 says why it is so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.records.search_words import case_term, email_terms, phone_terms, terms_of
from reminders.store.database.bulk import insert_rows
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.enrollment.patient_record import decrypt_patient
from reminders.store.tables import enrollments, patients, search_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_CONTEXT = "search_terms"
_PAGE = 1000
_DELETE = delete(search_terms).where(search_terms.c.patient_id.in_(bindparam("ids", expanding=True)))


def add_terms(tx: Tx, people: Iterable[Patient]) -> None:
    """Keep the terms of patients who have none: many rows, one statement."""
    people = list(people)
    _insert(tx, people, _case_terms(tx, [patient.id for patient in people]))


def add_new_terms(tx: Tx, people: Sequence[Patient], cases: Mapping[str, Iterable[str]]) -> None:
    """Keep the terms of patients who were just made, with the case ids of the surgeries that they are made for."""
    _insert(tx, people, {one: {case_term(item) for item in items} for one, items in cases.items()})


def _insert(tx: Tx, people: Iterable[Patient], cases: Mapping[str, set[str]]) -> None:
    insert_rows(
        tx,
        search_terms,
        [
            {"clinic_id": patient.clinic_id, "term": _hash(tx, term), "patient_id": patient.id}
            for patient in people
            for term in _terms(patient) | cases.get(patient.id, set())
        ],
    )


def add_case_terms(tx: Tx, new: Sequence[Enrollment]) -> None:
    """Keep the case ids of new surgeries. A patient may have two that differ in case only: they are one term."""
    if not new:
        return
    rows = [
        {"clinic_id": item.clinic_id, "term": _hash(tx, case_term(item.external_id)), "patient_id": item.patient_id}
        for item in new
    ]
    into = sqlite.insert(search_terms) if tx.is_sqlite else postgresql.insert(search_terms)
    tx.conn.execute(into.on_conflict_do_nothing(), rows)


def _terms(patient: Patient) -> set[str]:
    names = terms_of(f"{patient.given_name} {patient.family_name}", patient.phone)
    return names | phone_terms(patient.phone) | email_terms(patient.email)


def _case_terms(tx: Tx, patient_ids: Sequence[str]) -> dict[str, set[str]]:
    """Return the terms of the case ids that some patients have; an id that cannot be read is none."""
    terms: dict[str, set[str]] = {}
    query = select(enrollments.c.id, enrollments.c.patient_id, enrollments.c.clinic_id, enrollments.c.external_id)
    for row in tx.conn.execute(query.where(enrollments.c.patient_id.in_(list(patient_ids)))):
        cell = CellId("enrollments.external_id", row.id)
        external_id = legible.text_of(tx, cell, row.external_id, row.clinic_id, row.patient_id)
        if external_id != legible.CANNOT_BE_READ:
            terms.setdefault(row.patient_id, set()).add(case_term(external_id))
    return terms


def drop_terms(tx: Tx, patient_ids: Sequence[str]) -> None:
    """Forget the terms of some patients."""
    tx.conn.execute(_DELETE, {"ids": list(patient_ids)})


def renew_terms(tx: Tx, patient: Patient) -> None:
    """Let the terms of a patient follow a corrected name, phone or email."""
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


def renew_all_terms(tx: Tx) -> None:
    """Make the terms of everyone again, when they are made in another way; who cannot be read keeps the old ones."""
    last = ""
    query = select(patients).where(patients.c.erased_at.is_(None)).order_by(patients.c.id).limit(_PAGE)
    while rows := list(tx.conn.execute(query.where(patients.c.id > last) if last else query)):
        people = [patient for patient in (decrypt_patient(tx, row) for row in rows) if not patient.damaged]
        drop_terms(tx, [patient.id for patient in people])
        add_terms(tx, people)
        last = rows[-1].id


def _hash(tx: Tx, term: str) -> int:
    return _number(tx.vault.keyed_hash(_CONTEXT, term))


def _hashes(tx: Tx, term: str) -> list[int]:
    return [_number(keyed_hash) for keyed_hash in tx.vault.keyed_hashes(_CONTEXT, term)]


def _number(keyed_hash: str) -> int:
    """Cut a hash to the signed 64 bits of a BIGINT: it is only a hint, what it finds is opened and compared."""
    return int(keyed_hash.rpartition(":")[2][:16], 16) - 2**63
