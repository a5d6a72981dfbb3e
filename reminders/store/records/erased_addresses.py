"""The phones and mailboxes of an erased patient, wherever a table knows them by their keyed hash alone.

An address that someone else still has is someone else's too: what is known of it stays. Opt-outs stay in any case.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, or_, select, update

from reminders.core.model.contact import Channel
from reminders.core.plans.holding import HoldEnd, HoldKind
from reminders.store.consent.opt_ins import forget
from reminders.store.consent.opt_outs import clinics_in_scope, scope_of
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment.patients import address_hashes, ids_by_hashes
from reminders.store.tables import alerts, caregivers, enrollments, fuse_counters, holds, messages, patients, replies
from reminders.store.tables import sender_evidence as evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Address:
    """One address that a patient has or had, by its hashes: under every key, or the one stored if it does not open.

    `alone`: no one else of the clinic has it.
    """

    channel: Channel
    hashes: tuple[str, ...]
    alone: bool


def unmatched_hash() -> str:
    """Return a value that no hash is equal to."""
    return f"erased:{uuid.uuid4()}"


def addresses_of(tx: Tx, patient: Patient) -> list[Address]:
    """Return every address that a patient has, or had when something was sent or written."""
    sent = select(messages.c.id, messages.c.channel, messages.c.address_hash, messages.c.address)
    sent = sent.where(messages.c.patient_id == patient.id, messages.c.address_hash.is_not(None))
    written = select(replies.c.id, replies.c.sender_hash, replies.c.sender).where(replies.c.patient_id == patient.id)
    held = select(holds.c.address_hash).join(enrollments, enrollments.c.id == holds.c.enrollment_id)
    held = held.where(enrollments.c.patient_id == patient.id)
    known: dict[str, tuple[Channel, str | None]] = {}
    hashes = select(patients.c.phone_hash, patients.c.email_hash).where(patients.c.id == patient.id)
    phone, email = tx.conn.execute(hashes).one()  # they stand where the address cannot be decrypted
    known |= {stored: (channel, None) for channel, stored in ((Channel.SMS, phone), (Channel.EMAIL, email)) if stored}
    for channel in Channel:
        if address := patient.address(channel):
            known |= dict.fromkeys(address_hashes(tx, channel, address), (channel, address))
    caregiver = select(caregivers.c.phone_hash, caregivers.c.phone).where(caregivers.c.patient_id == patient.id)
    for stored, ciphertext in tx.conn.execute(caregiver):
        known.setdefault(stored, (Channel.SMS, _opened(tx, CellId("caregivers.phone", patient.id), ciphertext)))
    for row, name, stored, ciphertext in tx.conn.execute(sent):
        if known.get(stored, (None, None))[1] is None:
            known[stored] = Channel(name), _opened(tx, CellId("messages.address", row), ciphertext)
    for row, stored, ciphertext in tx.conn.execute(written):
        if known.get(stored, (None, None))[1] is None:
            known[stored] = Channel.SMS, _opened(tx, CellId("replies.sender", row), ciphertext)
    for stored in tx.conn.execute(held).scalars():
        known.setdefault(stored, (Channel.SMS, None))
    return _grouped(tx, patient, known)


def _grouped(tx: Tx, patient: Patient, known: dict[str, tuple[Channel, str | None]]) -> list[Address]:
    by_hash: dict[str, Address] = {}
    for stored, (channel, address) in known.items():
        if stored in by_hash:
            continue
        hashes = tuple(dict.fromkeys([stored, *(address_hashes(tx, channel, address) if address else ())]))
        alone = not _others(tx, channel, hashes, patient, [patient.clinic_id])
        by_hash |= dict.fromkeys(hashes, Address(channel, hashes, alone))
    return list(dict.fromkeys(by_hash.values()))


def _opened(tx: Tx, cell: CellId, ciphertext: bytes | None) -> str | None:
    try:
        return tx.vault.decrypt_optional(cell, ciphertext) or None
    except WrongKeyError:  # damaged: its hash is all there is
        return None


def _others(
    tx: Tx, channel: Channel, hashes: Iterable[str], patient: Patient, among: Sequence[int] | None
) -> list[str]:
    return [item for item in ids_by_hashes(tx, channel, list(hashes), among) if item != patient.id]


def end_unclear_stops(tx: Tx, clinic: Clinic, patient: Patient, of: Sequence[Address], at: datetime) -> bool:
    """End what holds the texts of the patient's phones; return whether anything was.

    A hold stays where another patient has the phone. One of another clinic on the same sender takes it over.
    """
    scope, ended = scope_of(Channel.SMS, clinic.id, clinic.sms_sender), False
    for item in of:
        if item.channel is not Channel.SMS:
            continue
        standing = and_(
            holds.c.kind == HoldKind.UNCLEAR_STOP.value,
            holds.c.scope == scope,
            holds.c.address_hash.in_(item.hashes),
            holds.c.ended_at.is_(None),
        )
        heirs = _others(tx, item.channel, item.hashes, patient, clinics_in_scope(tx, item.channel, clinic))
        if not heirs:
            over = update(holds).where(standing).values(ended_at=at, ended_how=HoldEnd.ERASED.value)
            ended |= tx.conn.execute(over).rowcount > 0
        elif item.alone:
            heir = select(patients.c.clinic_id).where(patients.c.id == heirs[0]).scalar_subquery()
            mine = and_(standing, holds.c.clinic_id == clinic.id)
            tx.conn.execute(update(holds).where(mine).values(clinic_id=heir, reply_id=None))
    return ended


def open_alerts_about(tx: Tx, patient: Patient, of: Sequence[Address]) -> list[int]:
    """Lock the open alerts of the clinic that are about this patient alone, and return them."""
    query = select(alerts.c.id).where(_about(patient, of), alerts.c.closed_at.is_(None))
    return list(tx.conn.execute(query.order_by(alerts.c.id).with_for_update()).scalars())


def forget_addresses(tx: Tx, patient: Patient, of: Sequence[Address]) -> None:
    """Wipe the hashes of a patient's addresses where no other patient has them: alerts, holds, counters, evidence.

    In a clinic one other value stands for each, the same everywhere: what is still open there finds together.
    """
    here = alerts.c.clinic_id == patient.clinic_id
    for item in of:
        if item.alone:
            alias = unmatched_hash()
            tx.conn.execute(update(alerts).where(here, alerts.c.subject.in_(item.hashes)).values(subject=alias))
            mine = and_(holds.c.clinic_id == patient.clinic_id, holds.c.address_hash.in_(item.hashes))
            tx.conn.execute(update(holds).where(mine).values(address_hash=alias))
            forget(tx, patient.clinic_id, item.hashes)
        if _others(tx, item.channel, item.hashes, patient, None):
            continue
        if item.channel is Channel.SMS:
            tx.conn.execute(delete(fuse_counters).where(fuse_counters.c.phone_hash.in_(item.hashes)))
        for stored in item.hashes:
            tx.conn.execute(update(evidence).where(evidence.c.person == stored).values(person=unmatched_hash()))
    plans = holds.c.enrollment_id.in_(select(enrollments.c.id).where(enrollments.c.patient_id == patient.id))
    tx.conn.execute(update(holds).where(plans).values(address_hash=unmatched_hash()))


def part_from_alerts(tx: Tx, patient: Patient) -> None:
    """Take the hash of a shared phone off the patient's closed alerts, and the patient off those that stay open."""
    whose = and_(alerts.c.clinic_id == patient.clinic_id, alerts.c.patient_id == patient.id)
    tx.conn.execute(update(alerts).where(whose, alerts.c.closed_at.is_not(None)).values(subject=None))
    tx.conn.execute(update(alerts).where(whose, alerts.c.closed_at.is_(None)).values(patient_id=None))


def _about(patient: Patient, of: Sequence[Address]) -> Any:
    """Pick a clinic's alerts about a patient, by whatever each is about.

    Not those over a phone that others have too, unless the patient alone wrote what they are about.
    """
    alone = [stored for item in of if item.alone for stored in item.hashes]
    shared = [stored for item in of if not item.alone for stored in item.hashes]
    texts = select(replies.c.id).where(replies.c.patient_id == patient.id)
    sent = select(messages.c.id).where(messages.c.patient_id == patient.id)
    plans = select(enrollments.c.id).where(enrollments.c.patient_id == patient.id)
    theirs = or_(
        alerts.c.patient_id == patient.id,
        alerts.c.reply_id.in_(texts),
        alerts.c.message_id.in_(sent),
        alerts.c.enrollment_id.in_(plans),
    )
    of_a_shared_phone = and_(alerts.c.subject.is_not(None), alerts.c.subject.in_(shared))
    return and_(
        alerts.c.clinic_id == patient.clinic_id,
        or_(alerts.c.subject.in_(alone), and_(theirs, or_(~of_a_shared_phone, alerts.c.last_reply_id.in_(texts)))),
    )
