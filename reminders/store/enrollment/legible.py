"""Reads sealed values for people to look at: one that opens with no key is shown as such and does not break a page.

What sends messages reads through the vault itself and fails: it must not write to a guessed address.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from reminders.core.model.patient import Patient
from reminders.store.database.vault import WrongKeyError
from reminders.store.enrollment.patients import BIRTH_DATE, EMAIL, PHONE, RECORD_NUMBER, decrypt_patient
from reminders.store.tables import patients

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

CANNOT_BE_READ: Final = "(cannot be read)"


def text_of(tx: Tx, context: str, ciphertext: bytes, clinic_id: int) -> str:
    """Open a value, or say that it cannot be read and note the clinic for an alert."""
    try:
        return tx.vault.decrypt(context, ciphertext)
    except WrongKeyError:
        tx.damaged.add(clinic_id)
        return CANNOT_BE_READ


def patient_of(tx: Tx, row: Row[Any]) -> Patient:
    """Turn a row into a patient, with CANNOT_BE_READ where a name does not open; an address is then None."""
    try:
        return decrypt_patient(tx, row)
    except WrongKeyError:
        clinic_id = row.clinic_id
        return Patient(
            id=row.id,
            clinic_id=clinic_id,
            given_name=text_of(tx, "patients.given_name", row.given_name, clinic_id),
            family_name=text_of(tx, "patients.family_name", row.family_name, clinic_id),
            phone=_address(tx, PHONE, row.phone, clinic_id),
            email=_address(tx, EMAIL, row.email, clinic_id),
            language=row.language,
            timezone=row.timezone,
            phone_belongs_to=row.phone_belongs_to,
            sms_consent=row.sms_consent,
            email_consent=row.email_consent,
            phone_bad_since=row.phone_bad_since,
            email_bad_since=row.email_bad_since,
            erased_at=row.erased_at,
            birth_date=_day(tx, row.birth_date, clinic_id),
            record_number=_optional(tx, RECORD_NUMBER, row.record_number, clinic_id),
            link_epoch=row.link_epoch,
        )


def words_of(tx: Tx, ciphertext: bytes | None, clinic_id: int) -> str | None:
    """Return the text of a message as it left; None before it was written or after it was purged."""
    if ciphertext is None:
        return None
    try:
        return tx.vault.decrypt_json("messages.content", ciphertext)["text"]
    except WrongKeyError:
        tx.damaged.add(clinic_id)
        return CANNOT_BE_READ


def get_patients(tx: Tx, ids: Iterable[str]) -> dict[str, Patient]:
    """Return patients by id, to look at."""
    rows = tx.conn.execute(select(patients).where(patients.c.id.in_(list(ids))))
    return {row.id: patient_of(tx, row) for row in rows}


def find_patient(tx: Tx, clinic_id: int, patient_id: str) -> Patient | None:
    """Return a clinic's patient to look at, or None; an erased one is none."""
    query = select(patients).where(
        patients.c.id == patient_id, patients.c.clinic_id == clinic_id, patients.c.erased_at.is_(None)
    )
    row = tx.conn.execute(query).first()
    return patient_of(tx, row) if row else None


def _address(tx: Tx, context: str, ciphertext: bytes | None, clinic_id: int) -> str | None:
    found = _optional(tx, context, ciphertext, clinic_id)
    return None if found == CANNOT_BE_READ else found


def _optional(tx: Tx, context: str, ciphertext: bytes | None, clinic_id: int) -> str | None:
    return None if ciphertext is None else text_of(tx, context, ciphertext, clinic_id)


def _day(tx: Tx, ciphertext: bytes | None, clinic_id: int) -> date | None:
    found = _address(tx, BIRTH_DATE, ciphertext, clinic_id)
    return date.fromisoformat(found) if found else None
