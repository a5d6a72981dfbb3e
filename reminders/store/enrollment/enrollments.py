"""Enrollments: one surgery of one patient on one pathway version."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, select, update

from reminders.core.model.enrollment import Enrollment, EnrollmentState
from reminders.core.model.status import UNSENT
from reminders.store.database.bulk import insert_rows
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.enrollment.search_terms import add_case_terms
from reminders.store.tables import enrollments, messages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_EXTERNAL_ID = "enrollments.external_id"
_FACTS = "enrollments.facts"
_IMPORTED = "enrollments.imported"

_BY_ID = select(enrollments).where(enrollments.c.id == bindparam("enrollment")).with_for_update()
_BY_HASH = (
    select(enrollments)
    .where(
        enrollments.c.clinic_id == bindparam("clinic"),
        enrollments.c.external_id_hash.in_(bindparam("hashes", expanding=True)),
    )
    .with_for_update()
)
_CHANGE = update(enrollments).where(enrollments.c.id == bindparam("enrollment"))
_OF_PATIENTS = (
    select(enrollments.c.id)
    .where(enrollments.c.patient_id.in_(bindparam("patients", expanding=True)))
    .order_by(enrollments.c.created_at, enrollments.c.id)
)
_ALL_OF_PATIENTS = (
    select(enrollments)
    .where(enrollments.c.patient_id.in_(bindparam("patients", expanding=True)))
    .order_by(enrollments.c.created_at, enrollments.c.id)
    .with_for_update()
)
_BOOKED = select(
    enrollments.c.patient_id, enrollments.c.id, enrollments.c.pathway_version_id, enrollments.c.surgery_date
).where(
    enrollments.c.patient_id.in_(bindparam("patients", expanding=True)),
    enrollments.c.state != EnrollmentState.CANCELLED.value,
)


def new_enrollment_id() -> str:
    """Return a fresh random id."""
    return str(uuid.uuid4())


def insert_enrollments(tx: Tx, new: Sequence[Enrollment], at: datetime, found: Collection[str] = ()) -> None:
    """Insert enrollments in bulk; `found`: patients who were made with the terms that these are found by."""
    rows = [{"id": item.id, "created_at": at, **_fixed(tx, item), **_changing(tx, item)} for item in new]
    insert_rows(tx, enrollments, rows)
    add_case_terms(tx, [item for item in new if item.patient_id not in found])


def update_enrollment(tx: Tx, enrollment: Enrollment) -> None:
    """Write all fields that may change."""
    values = {name: value for name, value in _changing(tx, enrollment).items() if name not in enrollment.damaged}
    tx.conn.execute(_CHANGE, {"enrollment": enrollment.id, **values})


def encrypt_external_id_again(tx: Tx, enrollment: Enrollment, external_id: str) -> None:
    """Write an external id again that could not be read, but by whose hash the enrollment was found."""
    ciphertext = tx.vault.encrypt(CellId(_EXTERNAL_ID, enrollment.id), external_id, of=enrollment.clinic_id)
    tx.conn.execute(update(enrollments).where(enrollments.c.id == enrollment.id).values(external_id=ciphertext))


def find_enrollment(tx: Tx, clinic_id: int, external_id: str) -> Enrollment | None:
    """Return the enrollment of that external id, locked until the transaction ends, or None."""
    return find_enrollments(tx, clinic_id, [external_id]).get(external_id)


def find_enrollments(tx: Tx, clinic_id: int, external_ids: Sequence[str]) -> dict[str, Enrollment]:
    """Return enrollments by external id, locked until the transaction ends."""
    hashes = {keyed_hash: item for item in external_ids for keyed_hash in tx.vault.keyed_hashes(_EXTERNAL_ID, item)}
    if not hashes:
        return {}
    rows = tx.conn.execute(_BY_HASH, {"clinic": clinic_id, "hashes": list(hashes)})
    return {hashes[row.external_id_hash]: decrypt_enrollment(tx, row) for row in rows}


def get_enrollment(tx: Tx, enrollment_id: str) -> Enrollment:
    """Return an enrollment that is known to exist, locked until the transaction ends."""
    return decrypt_enrollment(tx, tx.conn.execute(_BY_ID, {"enrollment": enrollment_id}).one())


def of_clinic(tx: Tx, clinic_id: int, ids: Collection[str]) -> list[Enrollment]:
    """Return a clinic's enrollments of these ids, but of no one erased, oldest first; locked until the end."""
    query = (
        select(enrollments)
        .where(enrollments.c.clinic_id == clinic_id, enrollments.c.id.in_(list(ids)))
        .order_by(enrollments.c.created_at, enrollments.c.id)
        .with_for_update()
    )
    return [decrypt_enrollment(tx, row) for row in tx.conn.execute(query) if row.state_reason != "erased"]


def try_enrollment(tx: Tx, enrollment_id: str) -> Enrollment | None:
    """Return an enrollment, locked, or None while someone else is at it: for who may not wait holding other rows."""
    query = select(enrollments).where(enrollments.c.id == enrollment_id).with_for_update(skip_locked=True)
    row = tx.conn.execute(query).first()
    return decrypt_enrollment(tx, row) if row else None


def lock_enrollments(tx: Tx, ids: Collection[str], patient_ids: Collection[str] = ()) -> dict[str, int]:
    """Lock some enrollments and all of some patients, oldest first, and return their plan revisions by id."""
    if not ids and not patient_ids:
        return {}
    query = (
        select(enrollments.c.id, enrollments.c.plan_revision)
        .where(enrollments.c.id.in_(list(ids)) | enrollments.c.patient_id.in_(list(patient_ids)))
        .order_by(enrollments.c.created_at, enrollments.c.id)
        .with_for_update()
    )
    return {row.id: row.plan_revision for row in tx.conn.execute(query)}


def patients_of_external_id(tx: Tx, clinic_id: int, external_id: str) -> list[str]:
    """Return whose surgery has an external id: one patient, or no one."""
    query = select(enrollments.c.patient_id).where(
        enrollments.c.clinic_id == clinic_id,
        enrollments.c.external_id_hash.in_(tx.vault.keyed_hashes(_EXTERNAL_ID, external_id)),
    )
    return list(tx.conn.execute(query).scalars())


def belongs_to(tx: Tx, clinic_id: int, enrollment_id: str) -> bool:
    """Return True if an enrollment is a clinic's."""
    query = select(enrollments.c.id).where(enrollments.c.id == enrollment_id, enrollments.c.clinic_id == clinic_id)
    return tx.conn.execute(query).first() is not None


def confirm_done(tx: Tx, enrollment_id: str, at: datetime) -> None:
    """Note that the surgery was done."""
    tx.conn.execute(update(enrollments).where(enrollments.c.id == enrollment_id).values(confirmed_at=at))


def is_confirmed(tx: Tx, enrollment_id: str) -> bool:
    """Return True if the surgery is known to have been done."""
    query = select(enrollments.c.confirmed_at).where(enrollments.c.id == enrollment_id)
    return tx.conn.execute(query).scalar() is not None


def ids_of_patients(tx: Tx, patient_ids: Iterable[str]) -> list[str]:
    """Return all enrollments of some patients, oldest first."""
    keys = list(patient_ids)
    return list(tx.conn.execute(_OF_PATIENTS, {"patients": keys}).scalars()) if keys else []


def of_patients(tx: Tx, patient_ids: Iterable[str]) -> list[Enrollment]:
    """Return all enrollments of some patients, oldest first; locked until the transaction ends."""
    keys = list(patient_ids)
    rows = tx.conn.execute(_ALL_OF_PATIENTS, {"patients": keys}) if keys else ()
    return [decrypt_enrollment(tx, row) for row in rows]


def ids_of_clinic(tx: Tx, clinic_id: int) -> list[str]:
    """Return all enrollments of a clinic, oldest first."""
    query = select(enrollments.c.id).where(enrollments.c.clinic_id == clinic_id)
    return list(tx.conn.execute(query.order_by(enrollments.c.created_at, enrollments.c.id)).scalars())


def ids_with_a_plan_ahead(tx: Tx, clinic_id: int, since: datetime) -> list[str]:
    """Return the enrollments of a clinic with a message that was not sent and whose time ends after then, oldest first.

    Most enrollments of a clinic are long over: a change of its rules must not walk through all of them.
    """
    ahead = (
        exists()
        .where(messages.c.enrollment_id == enrollments.c.id, messages.c.send_before > since)
        .where(messages.c.status.in_([status.value for status in UNSENT]))
    )
    query = select(enrollments.c.id).where(enrollments.c.clinic_id == clinic_id, ahead)
    return list(tx.conn.execute(query.order_by(enrollments.c.created_at, enrollments.c.id)).scalars())


def external_ids(tx: Tx, enrollment_ids: Iterable[str]) -> dict[str, str]:
    """Return external ids by enrollment id."""
    query = select(enrollments).where(enrollments.c.id.in_(list(enrollment_ids)))
    return {row.id: _external_id(tx, row) for row in tx.conn.execute(query)}


@dataclass(frozen=True, slots=True)
class Booked:
    """One surgery of a patient, as far as a possible duplicate of it must be known."""

    enrollment_id: str
    pathway_version_id: int
    surgery_date: date


def booked_surgeries(tx: Tx, patient_ids: Iterable[str]) -> dict[str, list[Booked]]:
    """Return the surgeries of some patients that were not cancelled, by patient id."""
    ids, by_patient = list(patient_ids), dict[str, list[Booked]]()
    for row in tx.conn.execute(_BOOKED, {"patients": ids}) if ids else ():
        by_patient.setdefault(row.patient_id, []).append(Booked(row.id, row.pathway_version_id, row.surgery_date))
    return by_patient


def first_external_ids(tx: Tx, patient_ids: Iterable[str]) -> dict[str, str]:
    """Return each patient's first external id, by patient id."""
    ids = list(patient_ids)
    if not ids:
        return {}
    query = (
        select(enrollments)
        .where(enrollments.c.patient_id.in_(ids))
        .order_by(enrollments.c.created_at.desc(), enrollments.c.id.desc())
    )
    rows = tx.conn.execute(query)
    return {row.patient_id: _external_id(tx, row) for row in rows}


def decrypt_enrollment(tx: Tx, row: Row[Any]) -> Enrollment:
    """Turn a row into an enrollment; what opens with no key is named in `damaged` and noted for staff."""
    whose = row.clinic_id, row.patient_id
    external_id = _external_id(tx, row)
    facts = legible.json_of(tx, CellId(_FACTS, row.id), row.facts, *whose)
    imported = legible.json_of(tx, CellId(_IMPORTED, row.id), row.imported, *whose) if row.imported else {}
    unread = {
        "external_id": external_id == legible.CANNOT_BE_READ,
        "facts": facts is None,
        "imported": imported is None,
    }
    return Enrollment(
        id=row.id,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        pathway_version_id=row.pathway_version_id,
        external_id=external_id,
        surgery_date=row.surgery_date,
        facts=facts or {},
        imported=imported or {},
        state=EnrollmentState(row.state),
        state_reason=row.state_reason,
        surgery_generation=row.anchor,
        plan_revision=row.plan_revision,
        surgeon_id=row.surgeon_id,
        discharge_date=row.discharge_date,
        damaged=frozenset(name for name, is_damaged in unread.items() if is_damaged),
    )


def decrypt_facts(tx: Tx, enrollment_id: str, ciphertext: bytes) -> dict[str, str]:
    """Open the ciphertext facts of an enrollment."""
    return tx.vault.decrypt_json(CellId(_FACTS, enrollment_id), ciphertext)


def _external_id(tx: Tx, row: Row[Any]) -> str:
    return legible.text_of(tx, CellId(_EXTERNAL_ID, row.id), row.external_id, row.clinic_id, row.patient_id)


def _fixed(tx: Tx, item: Enrollment) -> dict[str, Any]:
    return {
        "clinic_id": item.clinic_id,
        "patient_id": item.patient_id,
        "external_id": tx.vault.encrypt(CellId(_EXTERNAL_ID, item.id), item.external_id, of=item.clinic_id),
        "external_id_hash": tx.vault.keyed_hash(_EXTERNAL_ID, item.external_id),
    }


def _changing(tx: Tx, item: Enrollment) -> dict[str, Any]:
    return {
        "pathway_version_id": item.pathway_version_id,
        "surgery_date": item.surgery_date,
        "facts": tx.vault.encrypt_json(CellId(_FACTS, item.id), dict(item.facts), of=item.clinic_id),
        "imported": tx.vault.encrypt_json(CellId(_IMPORTED, item.id), dict(item.imported), of=item.clinic_id),
        "state": item.state.value,
        "state_reason": item.state_reason,
        "anchor": item.surgery_generation,
        "plan_revision": item.plan_revision,
        "surgeon_id": item.surgeon_id,
        "discharge_date": item.discharge_date,
    }
