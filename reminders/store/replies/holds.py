"""What holds scheduled messages back: an unclear stop of a phone, a plan event of an enrollment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.alerts.alert_kinds import AlertKind
from reminders.core.model.status import Kind, Status
from reminders.core.plans.holding import HoldEnd, HoldKind
from reminders.store.consent.on_hold import ITS_CLINICS
from reminders.store.database.bulk import one_of
from reminders.store.tables import alerts, clinics, enrollments, holds, messages, patients, replies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx

_STANDS = holds.c.ended_at.is_(None)
STANDING = {
    is_sqlite: select(holds.c.scope, holds.c.address_hash, holds.c.enrollment_id).where(
        _STANDS,
        one_of(holds.c.enrollment_id, "enrollments", is_sqlite=is_sqlite)
        | (holds.c.scope.is_not(None) & one_of(holds.c.address_hash, "phones", is_sqlite=is_sqlite)),
    )
    for is_sqlite in (True, False)
}
"""The holds of some `enrollments`, and of some `phones` given by their hashes, by what the database is."""
HOLDS_BACK = (
    select(holds.c.id)
    .where(_STANDS, holds.c.address_hash == replies.c.sender_hash)
    .where(
        or_(
            and_(
                holds.c.kind == HoldKind.PLAN_EVENT.value,
                replies.c.plan_event.is_not(None),
                holds.c.clinic_id == replies.c.clinic_id,
            ),
            and_(
                holds.c.kind == HoldKind.UNCLEAR_STOP.value,
                replies.c.unclear_stop,
                replies.c.clinic_id.in_(ITS_CLINICS),
            ),
        )
    )
    .correlate(replies)
    .exists()
)
"""Whether a text tells of what still holds plans or texts back: it is not dealt with until staff have decided."""

_AHEAD = [status.value for status in (Status.PLANNED, Status.HELD, Status.SENDING, Status.UNCONFIRMED)]


@dataclass(frozen=True, slots=True)
class ActiveHolds:
    """The holds that stand for some enrollments and phones."""

    enrollments: frozenset[str] = frozenset()
    phones: frozenset[tuple[str, str]] = field(default_factory=frozenset[tuple[str, str]])

    def kinds(self, enrollment_id: str | None, scope: str, hashes: Iterable[str]) -> set[HoldKind]:
        """Return what holds an enrollment whose patient has this phone."""
        kinds: set[HoldKind] = set()
        if enrollment_id in self.enrollments:
            kinds.add(HoldKind.PLAN_EVENT)
        if any((scope, item) in self.phones for item in hashes):
            kinds.add(HoldKind.UNCLEAR_STOP)
        return kinds


@dataclass(frozen=True, slots=True)
class UnclearStop:
    """An unclear stop whose time is up. `sender` is sealed as in `replies.sender`; None: who wrote it was erased."""

    id: int
    clinic_id: int
    scope: str
    address_hash: str
    reply_id: str | None
    sender: bytes | None


def standing(tx: Tx, enrollment_ids: Collection[str], hashes: Collection[str]) -> ActiveHolds:
    """Return the holds that stand for these enrollments, and for the phones of these hashes."""
    values = {"enrollments": list(enrollment_ids), "phones": list(hashes)}
    return active_holds(tx.conn.execute(STANDING[tx.is_sqlite], values).all())


def active_holds(rows: Collection[tuple[str | None, str, str | None]]) -> ActiveHolds:
    """Put together what `STANDING` finds: (scope, address hash, enrollment)."""
    return ActiveHolds(
        frozenset(enrollment for _, _, enrollment in rows if enrollment is not None),
        frozenset((scope, phone) for scope, phone, _ in rows if scope is not None),
    )


def hold_texts(  # noqa: PLR0913 whose texts, why and how long
    tx: Tx, scope: str, hashes: Sequence[str], *, clinic_id: int, reply_id: str, at: datetime, until: datetime
) -> bool:
    """Hold the scheduled texts of a phone; return False if they are held already. The first hash is written."""
    if any((scope, item) in standing(tx, [], hashes).phones for item in hashes):
        return False
    values = {"kind": HoldKind.UNCLEAR_STOP.value, "scope": scope, "address_hash": hashes[0], "until": until}
    return _insert(tx, values | {"clinic_id": clinic_id, "reply_id": reply_id, "since": at})


def carry_over(tx: Tx, clinic_id: int, scope: str, to: str, at: datetime) -> None:
    """Let what holds texts of a clinic's patients in one scope hold them in another, with the same time to decide.

    It stays in the first one too, where another clinic that sends so has a patient with the phone.
    """
    own = select(patients.c.phone_hash).where(patients.c.clinic_id == clinic_id, patients.c.phone_hash.is_not(None))
    held = select(holds).where(_STANDS, holds.c.scope == scope, holds.c.address_hash.in_(own)).with_for_update()
    for row in tx.conn.execute(held).all():
        same = {name: getattr(row, name) for name in ("kind", "address_hash", "since", "until")}
        _insert(tx, same | {"scope": to, "clinic_id": clinic_id, "reply_id": row.reply_id})
        others = select(patients.c.clinic_id).where(
            patients.c.phone_hash == row.address_hash,
            patients.c.clinic_id != clinic_id,
            patients.c.clinic_id.in_(select(clinics.c.id).where(clinics.c.sms_sender == scope.removeprefix("sender:"))),
        )
        stays_with = tx.conn.execute(others.limit(1)).scalar()
        this = update(holds).where(holds.c.id == row.id)
        if stays_with is None:
            tx.conn.execute(this.values(ended_at=at, ended_how=HoldEnd.MOVED.value))
        elif row.clinic_id == clinic_id:
            tx.conn.execute(this.values(clinic_id=stays_with, reply_id=None))


def hold_plan(tx: Tx, enrollment_id: str, address_hash: str, *, clinic_id: int, reply_id: str, at: datetime) -> bool:
    """Hold everything scheduled of an enrollment; return False if it is held already."""
    values = {"kind": HoldKind.PLAN_EVENT.value, "enrollment_id": enrollment_id, "address_hash": address_hash}
    return _insert(tx, values | {"clinic_id": clinic_id, "reply_id": reply_id, "since": at})


def plans_ahead(tx: Tx, patient_ids: Sequence[str]) -> list[tuple[str, int]]:
    """Return (enrollment, clinic) of the patients' plans of which something may still leave, oldest first."""
    ahead = (
        select(messages.c.id)
        .where(messages.c.enrollment_id == enrollments.c.id, messages.c.kind == Kind.SCHEDULED.value)
        .where(messages.c.status.in_(_AHEAD))
        .exists()
    )
    query = select(enrollments.c.id, enrollments.c.clinic_id).where(enrollments.c.patient_id.in_(patient_ids), ahead)
    rows = tx.conn.execute(query.order_by(enrollments.c.created_at, enrollments.c.id))
    return [(row.id, row.clinic_id) for row in rows]


def release_texts(tx: Tx, scope: str, hashes: Sequence[str], how: HoldEnd, at: datetime) -> bool:
    """End the hold of a phone's texts; return False if there is none."""
    which = (holds.c.scope == scope) & holds.c.address_hash.in_(list(hashes))
    return bool(_end(tx, which, how, at))


def release_plan(tx: Tx, enrollment_id: str, how: HoldEnd, at: datetime) -> str | None:
    """End the hold of an enrollment; return the hash of the phone that told of the event, None if there was none."""
    ended = _end(tx, holds.c.enrollment_id == enrollment_id, how, at)
    return ended[0] if ended else None


def plans_held_by(tx: Tx, clinic_id: int, address_hash: str) -> int:
    """Return how many plans of a clinic are held because of what this phone told."""
    query = select(func.count()).select_from(holds)
    which = query.where(holds.c.clinic_id == clinic_id, holds.c.address_hash == address_hash, _STANDS)
    return tx.conn.execute(which.where(holds.c.kind == HoldKind.PLAN_EVENT.value)).scalar_one()


def undecided_text(tx: Tx, clinic_id: int, reply_id: str) -> bool:
    """Return True if a text holds plans or texts of its phone back."""
    query = select(replies.c.id).where(replies.c.id == reply_id, replies.c.clinic_id == clinic_id, HOLDS_BACK)
    return tx.conn.execute(query).first() is not None


def open_unclear_stops(tx: Tx, clinic_id: int, hashes: Sequence[str]) -> dict[str, int]:
    """Return a clinic's open alerts over texts of these phones that may mean stop, by the phone's hash."""
    query = select(alerts.c.subject, alerts.c.id).where(alerts.c.subject.in_(list(hashes)))
    which = (alerts.c.kind == AlertKind.UNCLEAR_STOP.value) & (alerts.c.clinic_id == clinic_id)
    return {row.subject: row.id for row in tx.conn.execute(query.where(which, alerts.c.closed_at.is_(None)))}


def next_end(tx: Tx, after: datetime) -> datetime | None:
    """Return when the next unclear stop becomes a stop."""
    return tx.conn.execute(select(func.min(holds.c.until)).where(_STANDS, holds.c.until > after)).scalar()


def ended_unclear(tx: Tx, now: datetime, limit: int) -> list[UnclearStop]:
    """Return unclear stops whose time is up."""
    query = (
        select(holds, replies.c.sender)
        .outerjoin(replies, replies.c.id == holds.c.reply_id)
        .where(_STANDS, holds.c.until <= now)
        .order_by(holds.c.until)
        .limit(limit)
    )
    return [
        UnclearStop(row.id, row.clinic_id, row.scope, row.address_hash, row.reply_id, row.sender)
        for row in tx.conn.execute(query)
    ]


def still_stands(tx: Tx, hold_id: int) -> bool:
    """Return True if a hold stands, and lock it."""
    query = select(holds.c.id).where(holds.c.id == hold_id, _STANDS).with_for_update()
    return tx.conn.execute(query).first() is not None


def question_was_sent(tx: Tx, scope: str, hashes: Sequence[str], step: str) -> bool:
    """Return True if texts of a phone are held and our question about it has gone out."""
    question = (
        select(messages.c.id)
        .where(messages.c.address_hash == holds.c.address_hash, messages.c.step == step)
        .where(messages.c.sent_at >= holds.c.since)
        .exists()
    )
    query = select(holds.c.id).where(holds.c.scope == scope, holds.c.address_hash.in_(list(hashes)), _STANDS, question)
    return tx.conn.execute(query).first() is not None


def _insert(tx: Tx, values: dict[str, Any]) -> bool:
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    query = build(holds).values(**values).on_conflict_do_nothing().returning(holds.c.id)
    return tx.conn.execute(query).first() is not None


def _end(tx: Tx, which: Any, how: HoldEnd, at: datetime) -> list[str]:
    query = update(holds).where(which, _STANDS).values(ended_at=at, ended_how=how.value)
    return list(tx.conn.execute(query.returning(holds.c.address_hash)).scalars())
