"""Caregivers: the second person of a patient's plan, encrypted, and whose caregiver has which phone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.contact import Channel, Party
from reminders.core.model.patient import Caregiver
from reminders.store.database.vault import CellId
from reminders.store.enrollment.legible import CANNOT_BE_READ, text_of
from reminders.store.enrollment.patients import address_hash
from reminders.store.tables import caregivers, replies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_NAME = "caregivers.name"
_PHONE = "caregivers.phone"
_OF_PATIENTS = select(caregivers).where(caregivers.c.patient_id.in_(bindparam("ids", expanding=True)))

WRITING = caregivers.alias("writing")
WROTE = and_(
    replies.c.party == Party.CAREGIVER.value,
    WRITING.c.patient_id == replies.c.patient_id,
    WRITING.c.phone_hash == replies.c.sender_hash,
)
"""Joins to a text the caregiver who wrote it; none once they were removed or have another phone."""

WRITER = WRITING.c.name.label("writer")


def writer_of(tx: Tx, name: bytes | None, clinic_id: int, patient_id: str | None) -> str | None:
    """Return the name of the caregiver who wrote a text, as `WRITER` selects it."""
    return text_of(tx, CellId(_NAME, patient_id or ""), name, clinic_id, patient_id) if name else None


def caregivers_of(tx: Tx, patient_ids: Iterable[str]) -> dict[str, Caregiver]:
    """Return the caregivers of some patients, by patient id."""
    ids = list(patient_ids)
    return {row.patient_id: _decrypt(tx, row) for row in tx.conn.execute(_OF_PATIENTS, {"ids": ids})} if ids else {}


def caregiver_of(tx: Tx, patient_id: str) -> Caregiver | None:
    """Return a patient's caregiver, or None."""
    return caregivers_of(tx, [patient_id]).get(patient_id)


def caregiver_of_link(tx: Tx, link_id: str) -> Caregiver | None:
    """Return whose page a link opens; None once the caregiver was removed or has another phone."""
    row = tx.conn.execute(select(caregivers).where(caregivers.c.link_id == link_id)).first()
    return _decrypt(tx, row) if row else None


def put_caregivers(tx: Tx, people: Sequence[Caregiver], at: datetime) -> None:
    """Store caregivers; each takes the place of the one that the patient had."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    for person in people:
        values = _encrypted(tx, person)
        query = build(caregivers).values(patient_id=person.patient_id, created_at=at, **values)
        tx.conn.execute(query.on_conflict_do_update(index_elements=[caregivers.c.patient_id], set_=values))


def drop_caregiver(tx: Tx, patient_id: str) -> bool:
    """Delete a patient's caregiver; return False if there was none."""
    return tx.conn.execute(delete(caregivers).where(caregivers.c.patient_id == patient_id)).rowcount > 0


def _decrypt(tx: Tx, row: Row[Any]) -> Caregiver:
    phone = text_of(tx, CellId(_PHONE, row.patient_id), row.phone, row.clinic_id, row.patient_id)
    return Caregiver(
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        name=text_of(tx, CellId(_NAME, row.patient_id), row.name, row.clinic_id, row.patient_id),
        relation=row.relation,
        phone=None if phone == CANNOT_BE_READ else phone,
        language=row.language,
        agreed=row.agreed,
        wording=row.wording,
        agreed_at=row.agreed_at,
        phone_bad_since=row.phone_bad_since,
        link_id=row.link_id,
        damaged=phone == CANNOT_BE_READ,
    )


def _encrypted(tx: Tx, person: Caregiver) -> dict[str, Any]:
    phone = person.phone or ""
    return {
        "clinic_id": person.clinic_id,
        "name": tx.vault.encrypt(CellId(_NAME, person.patient_id), person.name, of=person.clinic_id),
        "relation": person.relation,
        "phone": tx.vault.encrypt(CellId(_PHONE, person.patient_id), phone, of=person.clinic_id),
        "phone_hash": address_hash(tx, Channel.SMS, phone),
        "language": person.language,
        "agreed": person.agreed,
        "wording": person.wording,
        "agreed_at": person.agreed_at,
        "phone_bad_since": person.phone_bad_since,
        "link_id": person.link_id or str(uuid.uuid4()),
    }
