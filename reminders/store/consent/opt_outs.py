"""Opt-outs: per address, kept as a keyed hash. Only the patient, by text, lifts one for texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.contact import Channel
from reminders.store.database.bulk import one_of
from reminders.store.enrollment.patients import address_hash, address_hashes
from reminders.store.tables import clinics, opt_outs

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx


STANDING = {
    is_sqlite: select(opt_outs.c.scope, opt_outs.c.channel, opt_outs.c.address_hash).where(
        one_of(opt_outs.c.address_hash, "addresses", is_sqlite=is_sqlite), opt_outs.c.lifted_at.is_(None)
    )
    for is_sqlite in (True, False)
}
"""The stops of some `addresses`, given by their hashes, by what the database is (SQLite: True)."""


PATIENT = "patient"
"""The scope of a stop that holds for one patient, whatever the address."""


def patient_key(patient_id: str) -> str:
    """Return what stands in the place of an address's hash where a patient has no address."""
    return f"patient:{patient_id}"


def is_stopped(
    standing: Container[tuple[str, str, str]],
    channel: Channel,
    scope: str,
    hashes: Iterable[str],
    patient_id: str | None,
) -> bool:
    """Return True if one of the opt-outs that stand is of this address within its scope, or of this patient."""
    if patient_id is not None and (PATIENT, channel.value, patient_key(patient_id)) in standing:
        return True
    return any((scope, channel.value, item) in standing for item in hashes)


def scope_of(channel: Channel, clinic_id: int, sms_sender: str) -> str:
    """Return how far an opt-out reaches: the sender for texts (clinics may share one), the clinic for email."""
    return f"sender:{sms_sender}" if channel is Channel.SMS else f"clinic:{clinic_id}"


def clinics_in_scope(tx: Tx, channel: Channel, clinic: Clinic) -> list[int]:
    """Return the clinics that an opt-out of this clinic's patient concerns."""
    if channel is Channel.EMAIL:
        return [clinic.id]
    query = select(clinics.c.id).where(clinics.c.sms_sender == clinic.sms_sender)
    return list(tx.conn.execute(query).scalars())


def record_opt_out(tx: Tx, channel: Channel, address: str, scope: str, *, source: str, at: datetime) -> bool:
    """Store an opt-out; return False if it stands already, or another transaction stores it at this moment."""
    if is_opted_out(tx, channel, address, scope):  # perhaps under an older key
        return False
    return _record(tx, channel, address_hash(tx, channel, address), scope, source=source, at=at)


def record_hash(tx: Tx, channel: Channel, address_hash: str, scope: str, *, source: str, at: datetime) -> bool:
    """Store an opt-out of an address of which only the hash is known; return False if it stands already."""
    return _record(tx, channel, address_hash, scope, source=source, at=at)


def record_patient_stop(tx: Tx, channel: Channel, patient_id: str, *, source: str, at: datetime) -> bool:
    """Store that a patient who has no address on a channel wants nothing there, whatever address is added later."""
    return _record(tx, channel, patient_key(patient_id), PATIENT, source=source, at=at)


def _record(tx: Tx, channel: Channel, key: str, scope: str, *, source: str, at: datetime) -> bool:
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    query = build(opt_outs).values(scope=scope, channel=channel.value, address_hash=key, source=source, since=at)
    return tx.conn.execute(query.on_conflict_do_nothing().returning(opt_outs.c.id)).first() is not None


def carry_over(tx: Tx, scope: str, to: str, at: datetime) -> None:
    """Let what stands in one scope stand in another as well."""
    query = select(opt_outs).where(opt_outs.c.scope == scope, opt_outs.c.lifted_at.is_(None))
    for row in tx.conn.execute(query).all():
        _record(tx, Channel(row.channel), row.address_hash, to, source=row.source, at=at)


def lift_opt_out(tx: Tx, channel: Channel, address: str, scope: str, *, at: datetime) -> bool:
    """End an opt-out at the patient's own wish; return False if there is none."""
    return _lift(tx, channel, address_hashes(tx, channel, address), scope, at)


def lift_patient_stops(tx: Tx, channel: Channel, patient_ids: Sequence[str], *, at: datetime) -> bool:
    """End what `record_patient_stop` stored, at the patient's own wish; return False if there was nothing."""
    return _lift(tx, channel, [patient_key(item) for item in patient_ids], PATIENT, at)


def _lift(tx: Tx, channel: Channel, keys: Sequence[str], scope: str, at: datetime) -> bool:
    result = tx.conn.execute(
        update(opt_outs)
        .where(
            opt_outs.c.scope == scope,
            opt_outs.c.channel == channel.value,
            opt_outs.c.address_hash.in_(keys),
            opt_outs.c.lifted_at.is_(None),
        )
        .values(lifted_at=at)
    )
    return result.rowcount > 0


def is_opted_out(tx: Tx, channel: Channel, address: str, scope: str) -> bool:
    """Return True if an opt-out stands."""
    hashes = address_hashes(tx, channel, address)
    return bool({(scope, channel.value, item) for item in hashes} & standing_opt_outs(tx, hashes))


def standing_opt_outs(tx: Tx, hashes: Iterable[str]) -> set[tuple[str, str, str]]:
    """Return (scope, channel, address hash) of the opt-outs that stand for some addresses."""
    hash_list = list(hashes)
    if not hash_list:
        return set()
    rows = tx.conn.execute(STANDING[tx.is_sqlite], {"addresses": hash_list})
    return {(row.scope, row.channel, row.address_hash) for row in rows}


def stops_of(tx: Tx, clinic: Clinic, patient: Patient) -> dict[Channel, tuple[datetime, str]]:
    """Return since when and how a patient has stopped each channel that is stopped."""
    hashes = {
        item: channel
        for channel in Channel
        if (address := patient.address(channel))
        for item in address_hashes(tx, channel, address)
    }
    query = select(opt_outs).where(opt_outs.c.address_hash.in_(list(hashes)), opt_outs.c.lifted_at.is_(None))
    return {
        hashes[row.address_hash]: (row.since, row.source)
        for row in tx.conn.execute(query)
        if row.scope == scope_of(hashes[row.address_hash], clinic.id, clinic.sms_sender)
    }
