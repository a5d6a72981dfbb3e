"""One patient as a row holds them: decrypted, corrected, and what of it could not be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from reminders.core.model.patient import Patient
from reminders.store.database.vault import CellId
from reminders.store.enrollment.legible import CANNOT_BE_READ, optional_of

if TYPE_CHECKING:
    from sqlalchemy import Row

    from reminders.store.database.session import Tx

PHONE = "patients.phone"
EMAIL = "patients.email"
BIRTH_DATE = "patients.birth_date"
RECORD_NUMBER = "patients.record_number"
NAMES = frozenset({"given_name", "family_name"})
_OF_IDENTITY = NAMES | {"phone", "email"}


def decrypt_patient(tx: Tx, row: Row[Any]) -> Patient:
    """Turn a row into a patient; what cannot be decrypted is named in `damaged` and noted for staff."""
    names = ("given_name", "family_name", "phone", "email", "birth_date", "record_number")
    values = {
        name: optional_of(tx, CellId(f"patients.{name}", row.id), getattr(row, name), row.clinic_id, row.id)
        for name in names
    }
    damaged = frozenset(name for name, value in values.items() if value == CANNOT_BE_READ)
    given_name, family_name, phone, email, born, number = (
        None if name in damaged and name not in NAMES else value for name, value in values.items()
    )
    return Patient(
        id=row.id,
        clinic_id=row.clinic_id,
        given_name=given_name or "",
        family_name=family_name or "",
        phone=phone,
        email=email,
        language=row.language,
        timezone=row.timezone,
        phone_belongs_to=row.phone_belongs_to,
        sms_consent=row.sms_consent,
        email_consent=row.email_consent,
        phone_bad_since=row.phone_bad_since,
        email_bad_since=row.email_bad_since,
        erased_at=row.erased_at,
        birth_date=date.fromisoformat(born) if born else None,
        record_number=number,
        link_epoch=row.link_epoch,
        damaged=damaged,
    )


def corrected(patient: Patient, **changes: Any) -> Patient:
    """Return a patient with other fields; a new address is not a bad one, and a new value is not a damaged one."""
    if changes.get("phone", patient.phone) != patient.phone:
        changes["phone_bad_since"] = None
    if changes.get("email", patient.email) != patient.email:
        changes["email_bad_since"] = None
    damaged = patient.damaged - {name for name, value in changes.items() if value and value != CANNOT_BE_READ}
    return replace(patient, **changes, damaged=damaged)


def kept_columns(patient: Patient) -> set[str]:
    """Name the columns that stay as they are stored because the patient's value could not be read."""
    names = {f"{name}{part}" for name in patient.damaged for part in ("", "_hash")} - {f"{name}_hash" for name in NAMES}
    return names | ({"identity_hash"} if patient.damaged & _OF_IDENTITY else set())
