"""Opt-outs: per address, kept as a keyed hash. Only the patient, by text, lifts one for texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from reminders.core.contact import Channel
from reminders.store.bulk import one_of
from reminders.store.patients import address_hash, address_hashes
from reminders.store.tables import clinics, opt_outs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reminders.store.clinics import Clinic
    from reminders.store.session import Tx


_STANDING = {
    is_sqlite: select(opt_outs.c.scope, opt_outs.c.channel, opt_outs.c.address_hash).where(
        one_of(opt_outs.c.address_hash, "hashes", is_sqlite=is_sqlite), opt_outs.c.lifted_at.is_(None)
    )
    for is_sqlite in (True, False)
}


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
    """Store an opt-out; return False if it stands already."""
    if is_opted_out(tx, channel, address, scope):
        return False
    tx.conn.execute(
        insert(opt_outs).values(
            scope=scope,
            channel=channel.value,
            address_hash=address_hash(tx, channel, address),
            source=source,
            since=at,
        )
    )
    return True


def lift_opt_out(tx: Tx, channel: Channel, address: str, scope: str, *, at: datetime) -> bool:
    """End an opt-out at the patient's own wish; return False if there is none."""
    result = tx.conn.execute(
        update(opt_outs)
        .where(
            opt_outs.c.scope == scope,
            opt_outs.c.channel == channel.value,
            opt_outs.c.address_hash.in_(address_hashes(tx, channel, address)),
            opt_outs.c.lifted_at.is_(None),
        )
        .values(lifted_at=at)
    )
    return result.rowcount > 0


def is_opted_out(tx: Tx, channel: Channel, address: str, scope: str) -> bool:
    """Tell whether an opt-out stands."""
    hashes = address_hashes(tx, channel, address)
    return bool({(scope, channel.value, item) for item in hashes} & standing_opt_outs(tx, hashes))


def standing_opt_outs(tx: Tx, hashes: Iterable[str]) -> set[tuple[str, str, str]]:
    """Return (scope, channel, address hash) of the opt-outs that stand for some addresses."""
    wanted = list(hashes)
    if not wanted:
        return set()
    rows = tx.conn.execute(_STANDING[tx.is_sqlite], {"hashes": wanted})
    return {(row.scope, row.channel, row.address_hash) for row in rows}
