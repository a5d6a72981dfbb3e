"""Finds patients by what tells two of one name apart: a date of birth or a record number, each by its keyed hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from reminders.store.enrollment.patient_record import BIRTH_DATE, RECORD_NUMBER, decrypt_patient
from reminders.store.enrollment.patients import plain_number
from reminders.store.tables import patients

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_BY_RECORD_NUMBER = select(patients).where(
    patients.c.clinic_id == bindparam("clinic"),
    patients.c.record_number_hash.in_(bindparam("hashes", expanding=True)),
)
_BY_BIRTH_DATE = select(patients.c.id).where(
    patients.c.clinic_id == bindparam("clinic"),
    patients.c.birth_date_hash.in_(bindparam("hashes", expanding=True)),
)


def find_by_record_number(tx: Tx, clinic_id: int, numbers: Iterable[str]) -> dict[str, list[Patient]]:
    """Return a clinic's patients with these record numbers, by the number as `plain_number` writes it."""
    hashes = {
        keyed_hash: plain
        for plain in map(plain_number, numbers)
        for keyed_hash in tx.vault.keyed_hashes(RECORD_NUMBER, plain)
    }
    if not hashes:
        return {}
    matches: dict[str, list[Patient]] = {}
    for row in tx.conn.execute(_BY_RECORD_NUMBER, {"clinic": clinic_id, "hashes": list(hashes)}):
        matches.setdefault(hashes[row.record_number_hash], []).append(decrypt_patient(tx, row))
    return matches


def ids_by_record_number(tx: Tx, clinic_id: int, number: str) -> list[str]:
    """Return a clinic's patients with this record number, without opening anything of theirs."""
    hashes = tx.vault.keyed_hashes(RECORD_NUMBER, plain_number(number))
    return [row.id for row in tx.conn.execute(_BY_RECORD_NUMBER, {"clinic": clinic_id, "hashes": hashes})]


def ids_by_birth_date(tx: Tx, clinic_id: int, days: Iterable[date]) -> list[str]:
    """Return a clinic's patients who were born on one of these days."""
    hashes = [keyed_hash for day in days for keyed_hash in tx.vault.keyed_hashes(BIRTH_DATE, day.isoformat())]
    return list(tx.conn.execute(_BY_BIRTH_DATE, {"clinic": clinic_id, "hashes": hashes}).scalars()) if hashes else []
