"""Double opt-in: where each phone stands at a clinic, kept by its keyed hash, and the message that asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, literal, null, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.consent.opt_in import WORDING, OptIn, OptInState
from reminders.core.model.status import SENT, Status
from reminders.store.database.bulk import one_of
from reminders.store.tables import caregivers, messages, opt_ins, patients

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx

_MAY_HAVE_ARRIVED = [status.value for status in (*SENT, Status.UNCONFIRMED, Status.SENDING)]
_COLUMNS = (
    opt_ins.c.address_hash,
    opt_ins.c.state,
    opt_ins.c.asked_at,
    opt_ins.c.answered_at,
    messages.c.status,
)
_KNOWN = {
    is_sqlite: select(*_COLUMNS)
    .select_from(opt_ins.outerjoin(messages, messages.c.id == opt_ins.c.message_id))
    .where(
        opt_ins.c.clinic_id == bindparam("clinic"),
        one_of(opt_ins.c.address_hash, "hashes", is_sqlite=is_sqlite),
    )
    for is_sqlite in (True, False)
}


@dataclass(frozen=True, slots=True)
class AskedPhone:
    """A question that reached a phone and has no yes yet."""

    clinic_id: int
    address_hash: str
    state: OptInState
    sent_at: datetime


def known_phones(tx: Tx, clinic_id: int, hashes: Iterable[str]) -> dict[str, OptIn]:
    """Return what is known of some phones at a clinic, by hash."""
    hash_list = list(hashes)
    if not hash_list:
        return {}
    rows = tx.conn.execute(_KNOWN[tx.is_sqlite], {"clinic": clinic_id, "hashes": hash_list})
    return {
        row.address_hash: OptIn(
            OptInState(row.state), Status(row.status) if row.status else None, row.asked_at, row.answered_at
        )
        for row in rows
    }


def of_phone(known: dict[str, OptIn], hashes: Iterable[str]) -> OptIn | None:
    """Return what is known of a phone under any of its hashes."""
    return next((known[item] for item in hashes if item in known), None)


def note_asked(tx: Tx, clinic_id: int, hashes: Sequence[str], message_id: str, at: datetime) -> bool:
    """Note the question to a phone; return False if another transaction asks at this moment. The first hash is written.

    Of a phone that was asked before, the new question takes the place of the old one.
    """
    asked = {"state": OptInState.ASKED.value, "message_id": message_id, "asked_at": at, "wording": WORDING}
    again = _phone(clinic_id, hashes) & (opt_ins.c.state == OptInState.ASKED.value)
    if tx.conn.execute(update(opt_ins).where(again).values(**asked)).rowcount:
        return True
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    first = build(opt_ins).values(clinic_id=clinic_id, address_hash=hashes[0], **asked)
    return tx.conn.execute(first.on_conflict_do_nothing().returning(opt_ins.c.id)).first() is not None


def last_asked(tx: Tx, clinic_ids: Collection[int], hashes: Sequence[str]) -> AskedPhone | None:
    """Return the latest question that reached a phone and that still may be answered."""
    open_states = [OptInState.ASKED.value, OptInState.DECLINED.value]
    query = (
        select(opt_ins.c.clinic_id, opt_ins.c.address_hash, opt_ins.c.state, messages.c.sent_at)
        .join(messages, messages.c.id == opt_ins.c.message_id)
        .where(
            opt_ins.c.clinic_id.in_(list(clinic_ids)),
            opt_ins.c.address_hash.in_(list(hashes)),
            opt_ins.c.state.in_(open_states),
            messages.c.status.in_(_MAY_HAVE_ARRIVED),
            messages.c.sent_at.is_not(None),
        )
        .order_by(messages.c.sent_at.desc())
        .limit(1)
    )
    row = tx.conn.execute(query).first()
    return AskedPhone(row.clinic_id, row.address_hash, OptInState(row.state), row.sent_at) if row else None


def answer(tx: Tx, clinic_id: int, hashes: Sequence[str], state: OptInState, at: datetime) -> None:
    """Store what the owner of a phone said; of one that was never asked, too. The first hash is written."""
    answered = {"state": state.value, "answered_at": at}
    if tx.conn.execute(update(opt_ins).where(_phone(clinic_id, hashes)).values(**answered)).rowcount:
        return
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    row = {"clinic_id": clinic_id, "address_hash": hashes[0], "wording": WORDING}
    tx.conn.execute(build(opt_ins).values(**row, **answered).on_conflict_do_nothing())


def mark_earlier(tx: Tx, clinic_id: int) -> None:
    """Note the phones that a clinic's patients and caregivers have now: they agreed before, and are not asked."""
    people = union(
        select(patients.c.phone_hash).where(
            patients.c.clinic_id == clinic_id, patients.c.phone_hash.is_not(None), patients.c.sms_consent
        ),
        select(caregivers.c.phone_hash).where(caregivers.c.clinic_id == clinic_id, caregivers.c.agreed),
    ).subquery("people")
    rows = select(literal(clinic_id), people.c.phone_hash, literal(OptInState.EARLIER.value), null()).where(
        people.c.phone_hash.is_not(None)
    )
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    columns = ["clinic_id", "address_hash", "state", "wording"]
    tx.conn.execute(build(opt_ins).from_select(columns, rows).on_conflict_do_nothing())


def forget(tx: Tx, clinic_id: int, hashes: Sequence[str]) -> None:
    """Delete what is known of a phone at a clinic: its only owner there was erased."""
    tx.conn.execute(delete(opt_ins).where(_phone(clinic_id, hashes)))


def _phone(clinic_id: int, hashes: Sequence[str]) -> Any:
    return and_(opt_ins.c.clinic_id == clinic_id, opt_ins.c.address_hash.in_(list(hashes)))
