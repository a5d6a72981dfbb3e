"""Patients who share a phone or an email with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select, union_all

from reminders.store.enrollment.patient_record import decrypt_patient
from reminders.store.enrollment.patients import get_patients
from reminders.store.tables import caregivers, patients

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx
_OWN = (
    select(patients.c.phone_hash, patients.c.email_hash)
    .where(patients.c.id.in_(bindparam("ids", expanding=True)))
    .subquery()
)
_SHARING = select(patients.c.id, patients.c.phone_hash, patients.c.email_hash).where(
    patients.c.clinic_id == bindparam("clinic"),
    or_(patients.c.phone_hash.in_(select(_OWN.c.phone_hash)), patients.c.email_hash.in_(select(_OWN.c.email_hash))),
)


def sharing_addresses(tx: Tx, clinic_id: int, ids: Iterable[str]) -> dict[str, list[Patient]]:
    """Return who else of a clinic has the phone or email of some patients, by the ids of those who share one."""
    users: dict[str, set[str]] = {}
    for row in tx.conn.execute(_SHARING, {"ids": list(ids), "clinic": clinic_id}):
        for value in filter(None, (row.phone_hash, row.email_hash)):
            users.setdefault(value, set()).add(row.id)
    groups = [group for group in users.values() if len(group) > 1]
    shared = {one for group in groups for one in group}
    people = get_patients(tx, shared) if shared else {}
    return {
        one: [people[other] for group in groups if one in group for other in group - {one}]
        for one in ids
        if one in shared
    }


def patients_behind(tx: Tx, clinic_id: int, sender_hashes: Collection[str]) -> dict[str, list[Patient]]:
    """Return the patients behind phones, their own or their caregiver's, by the phone's hash."""
    hashes, holder = list(sender_hashes), patients.alias("holder")
    users = union_all(
        select(holder.c.id, holder.c.phone_hash).where(holder.c.phone_hash.in_(hashes)),
        select(caregivers.c.patient_id, caregivers.c.phone_hash).where(caregivers.c.phone_hash.in_(hashes)),
    ).subquery("users")
    query = (
        select(patients, users.c.phone_hash.label("used"))
        .join(users, users.c.id == patients.c.id)
        .where(patients.c.clinic_id == clinic_id, patients.c.erased_at.is_(None))
    )
    by_phone: dict[str, list[Patient]] = {}
    for row in tx.conn.execute(query.order_by(patients.c.id)):
        by_phone.setdefault(row.used, []).append(decrypt_patient(tx, row))
    return by_phone
