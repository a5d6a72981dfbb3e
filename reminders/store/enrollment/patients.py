"""Patients: sealed contact data, consent, and who has which phone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, literal_column, select, union_all, update

from reminders.core.model.contact import Channel, Party
from reminders.store.database.bulk import insert_rows
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment.link_epochs import follow_contact
from reminders.store.enrollment.patient_record import (
    BIRTH_DATE,
    EMAIL,
    NAMES,
    PHONE,
    RECORD_NUMBER,
    decrypt_patient,
    kept_columns,
)
from reminders.store.enrollment.search_terms import add_new_terms, renew_terms
from reminders.store.tables import caregivers, consents, patients

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_IDENTITY = "patients.identity"

_BY_ID = select(patients).where(patients.c.id.in_(bindparam("ids", expanding=True)))
_BY_IDENTITY = (
    select(patients)
    .where(
        patients.c.clinic_id.in_(bindparam("clinics", expanding=True)),
        patients.c.identity_hash.in_(bindparam("hashes", expanding=True)),
    )
    .order_by(patients.c.created_at, patients.c.id)
)
_HASHES: BindParameter[Sequence[str]] = bindparam("hashes", expanding=True)
_OWN = {
    channel: select(
        *(patients.c.id, patients.c.clinic_id, patients.c.created_at),
        literal_column("'patient'", String).label("party"),
        column.label("address_hash"),
    ).where(column.in_(_HASHES))
    for channel, column in ((Channel.SMS, patients.c.phone_hash), (Channel.EMAIL, patients.c.email_hash))
}
_AS_CAREGIVER = select(
    *(caregivers.c.patient_id.label("id"), caregivers.c.clinic_id, caregivers.c.created_at),
    literal_column("'caregiver'", String).label("party"),
    caregivers.c.phone_hash.label("address_hash"),
).where(caregivers.c.phone_hash.in_(_HASHES))
_USERS = {
    Channel.SMS: union_all(_OWN[Channel.SMS], _AS_CAREGIVER).subquery("users"),
    Channel.EMAIL: _OWN[Channel.EMAIL].subquery("users"),
}
"""Who uses an address. A phone may be a patient's own, or that of a patient's caregiver."""

_HOLDERS = {
    channel: select(users.c.id, users.c.clinic_id, users.c.party, users.c.address_hash)
    .where(users.c.clinic_id.in_(bindparam("clinics", expanding=True)))
    .order_by(users.c.party.desc(), users.c.created_at, users.c.id)
    for channel, users in _USERS.items()
}
_CHANGE = update(patients).where(patients.c.id == bindparam("patient"))


def new_patient_id() -> str:
    """Return a fresh random id."""
    return str(uuid.uuid4())


def insert_patients(
    tx: Tx, new: Sequence[Patient], at: datetime, cases: Mapping[str, Iterable[str]] = MappingProxyType({})
) -> None:
    """Insert patients in bulk; `cases` are the external ids of the surgeries they are made for, by patient id."""
    insert_rows(tx, patients, [_sealed(tx, patient) | {"created_at": at} for patient in new])
    add_new_terms(tx, new, cases)


def update_patient(tx: Tx, patient: Patient) -> None:
    """Write all fields of one patient. Another phone or email is another link epoch, no matter who changes it."""
    unchanged = kept_columns(patient)
    values = {name: value for name, value in _sealed(tx, patient).items() if name != "id" and name not in unchanged}
    hashes = {
        channel: None if name in unchanged else address_hashes(tx, channel, address) if address else []
        for channel, name, address in (
            (Channel.SMS, "phone", patient.phone),
            (Channel.EMAIL, "email", patient.email),
        )
    }
    follow_contact(tx, patient.id, hashes[Channel.SMS], hashes[Channel.EMAIL])
    tx.conn.execute(_CHANGE, {"patient": patient.id, **values})
    if not patient.damaged & {*NAMES, "phone"}:  # else the old terms are all there is to find the patient by
        renew_terms(tx, patient)


def get_patients(tx: Tx, ids: Iterable[str]) -> dict[str, Patient]:
    """Return patients by id."""
    keys = list(ids)
    rows = tx.conn.execute(_BY_ID, {"ids": keys}) if keys else ()
    return {row.id: decrypt_patient(tx, row) for row in rows}


def find_patient(tx: Tx, clinic_id: int, patient_id: str) -> Patient | None:
    """Return a clinic's patient, or None; an erased one is none."""
    patient = get_patients(tx, [patient_id]).get(patient_id)
    return patient if patient and patient.clinic_id == clinic_id and patient.erased_at is None else None


def has_identity(tx: Tx, patient_id: str, identity: str) -> bool:
    """Return True if a name and an address are a patient's, by the hash that stands though neither may open."""
    query = select(patients.c.identity_hash).where(patients.c.id == patient_id)
    return tx.conn.execute(query).scalar() in tx.vault.keyed_hashes(_IDENTITY, identity)


def find_by_identity(tx: Tx, people: Sequence[Patient]) -> dict[str, list[Patient]]:
    """Return the known patients with the identity of one that is `wanted`, by that identity, oldest first.

    Two people may share a name and a phone: what tells them apart is a birth date or a record number.
    """
    hashes = {
        keyed_hash: patient.identity
        for patient in people
        for keyed_hash in tx.vault.keyed_hashes(_IDENTITY, patient.identity)
    }
    if not hashes:
        return {}
    clinic_ids = {patient.clinic_id for patient in people}
    rows = tx.conn.execute(_BY_IDENTITY, {"clinics": list(clinic_ids), "hashes": list(hashes)})
    matches: dict[str, list[Patient]] = {}
    for row in rows:
        matches.setdefault(hashes[row.identity_hash], []).append(decrypt_patient(tx, row))
    return matches


def plain_number(number: str) -> str:
    """Return a record number as it is compared: `mrn 0012` is `MRN 0012`. Leading zeros count."""
    return " ".join(number.split()).upper()


@dataclass(frozen=True, slots=True)
class Holder:
    """A patient who uses an address, and whose patient that is. `party`: it is their own, or their caregiver's."""

    id: str
    clinic_id: int
    party: Party = Party.PATIENT


def holders_of(tx: Tx, channel: Channel, address: str, clinic_ids: Sequence[int]) -> list[Holder]:
    """Return the patients of some clinics who use an address, in order of arrival; then those whose caregiver does."""
    return holders_of_hashes(tx, channel, address_hashes(tx, channel, address), clinic_ids)


def holders_of_hashes(tx: Tx, channel: Channel, hashes: Sequence[str], clinic_ids: Sequence[int]) -> list[Holder]:
    """Return the patients of some clinics who use an address of which only the hashes are known."""
    return [holder for _, holder in holders_with_hash(tx, channel, hashes, clinic_ids)]


def holders_with_hash(
    tx: Tx, channel: Channel, hashes: Collection[str], clinic_ids: Collection[int]
) -> list[tuple[str, Holder]]:
    """Return the patients of some clinics who use some addresses, each with the hash of the address."""
    values = {"hashes": list(hashes), "clinics": list(clinic_ids)}
    rows = tx.conn.execute(_HOLDERS[channel], values)
    return [(row.address_hash, Holder(row.id, row.clinic_id, Party(row.party))) for row in rows]


def ids_by_address(tx: Tx, channel: Channel, address: str, clinic_ids: Sequence[int] | None = None) -> list[str]:
    """Return the patients who use an address, or whose caregiver does, of some clinics or of all."""
    return ids_by_hashes(tx, channel, address_hashes(tx, channel, address), clinic_ids)


def ids_by_hashes(tx: Tx, channel: Channel, hashes: Sequence[str], among: Sequence[int] | None = None) -> list[str]:
    """Return the patients who use an address of which only the hashes are known, of some clinics or of all."""
    users = _USERS[channel]
    query = select(users.c.id).order_by(users.c.party.desc(), users.c.created_at, users.c.id)
    if among is not None:
        query = query.where(users.c.clinic_id.in_(list(among)))
    return list(dict.fromkeys(tx.conn.execute(query, {"hashes": list(hashes)}).scalars()))


def ids_with_own(tx: Tx, channel: Channel, address: str) -> set[str]:
    """Return the patients whose own address it is."""
    return set(tx.conn.execute(_OWN[channel], {"hashes": address_hashes(tx, channel, address)}).scalars())


def address_hash(tx: Tx, channel: Channel, address: str) -> str:
    """Return the stored hash of an address."""
    return tx.vault.keyed_hash(_context(channel), _plain(channel, address))


def address_hashes(tx: Tx, channel: Channel, address: str) -> list[str]:
    """Return the hashes of an address under every key, for look-ups."""
    return tx.vault.keyed_hashes(_context(channel), _plain(channel, address))


def email_hash_of(tx: Tx, patient_id: str) -> str | None:
    """Return the hash of a patient's email, which stands though the address itself may open with no key."""
    return tx.conn.execute(select(patients.c.email_hash).where(patients.c.id == patient_id)).scalar()


def phone_of_hash(tx: Tx, phone_hash: str | None, among: Sequence[int]) -> str | None:
    """Return the phone of which only a hash is known, if a patient of these clinics has it and it can be read."""
    query = select(patients.c.id, patients.c.phone).where(
        patients.c.phone_hash == phone_hash, patients.c.clinic_id.in_(list(among))
    )
    for patient_id, ciphertext in tx.conn.execute(query.order_by(patients.c.id)):
        try:
            return tx.vault.decrypt_optional(CellId(PHONE, patient_id), ciphertext)
        except WrongKeyError:  # the next one has the same phone
            continue
    return None


def mark_bad(tx: Tx, channel: Channel, address: str, at: datetime) -> list[str]:
    """Note that nothing can arrive at an address any more; return the patients concerned."""
    sms, hashes = channel is Channel.SMS, address_hashes(tx, channel, address)
    column, name = (patients.c.phone_hash, "phone_bad_since") if sms else (patients.c.email_hash, "email_bad_since")
    tx.conn.execute(update(patients).where(column.in_(hashes)).values({name: at}))
    if sms:
        tx.conn.execute(update(caregivers).where(caregivers.c.phone_hash.in_(hashes)).values(phone_bad_since=at))
    return ids_by_hashes(tx, channel, hashes)


def record_consents(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Append to the consent log: who agreed to or withdrew what, when, how, and under which wording."""
    insert_rows(tx, consents, rows)


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One line of the consent log. `party` is whose consent it is.

    `said_by`, `how` and `said_on` are None unless staff changed the consent of a known patient or caregiver.
    """

    channel: str
    granted: bool
    source: str
    wording: str
    language: str
    at: datetime
    said_by: str | None
    how: str | None
    said_on: date | None
    party: str = Party.PATIENT.value


def consents_of(tx: Tx, patient_id: str) -> list[ConsentEntry]:
    """Return the consent log of a patient, latest first."""
    names = [consents.c[name] for name in ConsentEntry.__dataclass_fields__]
    query = select(*names).where(consents.c.patient_id == patient_id).order_by(consents.c.id.desc())
    return [ConsentEntry(*row) for row in tx.conn.execute(query)]


def _sealed(tx: Tx, patient: Patient) -> dict[str, Any]:
    vault, of = tx.vault, patient.clinic_id
    born = patient.birth_date.isoformat() if patient.birth_date else None
    number = patient.record_number
    return {
        "id": patient.id,
        "clinic_id": patient.clinic_id,
        "given_name": vault.encrypt(CellId("patients.given_name", patient.id), patient.given_name, of=of),
        "family_name": vault.encrypt(CellId("patients.family_name", patient.id), patient.family_name, of=of),
        "phone": vault.encrypt_optional(CellId(PHONE, patient.id), patient.phone, of=of),
        "phone_hash": address_hash(tx, Channel.SMS, patient.phone) if patient.phone else None,
        "email": vault.encrypt_optional(CellId(EMAIL, patient.id), patient.email, of=of),
        "email_hash": address_hash(tx, Channel.EMAIL, patient.email) if patient.email else None,
        "birth_date": vault.encrypt_optional(CellId(BIRTH_DATE, patient.id), born, of=of),
        "birth_date_hash": vault.keyed_hash(BIRTH_DATE, born) if born else None,
        "record_number": vault.encrypt_optional(CellId(RECORD_NUMBER, patient.id), number, of=of),
        "record_number_hash": vault.keyed_hash(RECORD_NUMBER, plain_number(number)) if number else None,
        "identity_hash": vault.keyed_hash(_IDENTITY, patient.identity),
        "language": patient.language,
        "timezone": patient.timezone,
        "phone_belongs_to": patient.phone_belongs_to,
        "sms_consent": patient.sms_consent,
        "email_consent": patient.email_consent,
        "phone_bad_since": patient.phone_bad_since,
        "email_bad_since": patient.email_bad_since,
    }


def _context(channel: Channel) -> str:
    return PHONE if channel is Channel.SMS else EMAIL


def _plain(channel: Channel, address: str) -> str:
    return address if channel is Channel.SMS else address.casefold()
