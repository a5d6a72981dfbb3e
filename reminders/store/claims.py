"""Due messages: how many, claiming them under a lease, and writing down what came of each attempt.

A claim locks its rows (`FOR UPDATE SKIP LOCKED`; SQLite's BEGIN IMMEDIATE locks everything) and is committed before
any network call. The cost of looking stays flat with millions of rows to come: one partial index on what is planned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, func, literal_column, select, update

from reminders.core.contact import Channel
from reminders.core.status import Event, Kind, Status
from reminders.store.attempts import insert_attempts
from reminders.store.tables import enrollments, messages, patients
from reminders.store.transitions import Move, move_each, move_locked

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, ScalarSelect

    from reminders.store.session import Tx

URGENT = "urgent"
HELD = "held"
LANES = (URGENT, Channel.SMS.value, Channel.EMAIL.value)

ALWAYS_SENT = ("stop", "emergency", "urgent")
"""Auto-replies that go out even while everything is paused: the confirmation of a stop, and safety answers."""


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A locked due message with the rows it hangs on, still sealed where they are sealed."""

    row: Any

    @property
    def id(self) -> str:
        """The message's id."""
        return self.row.message_id


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the claim writes: the attempt exists in the database before the request leaves.

    `anchor` is the surgery day it is sent for, `sender` the line it leaves by: both may change before a receipt comes.
    """

    message_id: str
    attempt_id: str
    number: int
    lease_until: datetime
    values: dict[str, Any]
    anchor: int
    sender: str


def _is(status: Status) -> ColumnElement[bool]:
    """Compare the status with a constant: a parameter would keep the partial index of that status from being used."""
    return messages.c.status == literal_column(f"'{status.value}'")


_DUE_PER_LANE = (
    select(messages.c.lane, func.count())
    .where(_is(Status.PLANNED), messages.c.ready_at <= bindparam("now"))
    .group_by(messages.c.lane)
)

_ALWAYS_SENT = and_(messages.c.kind == Kind.AUTO_REPLY.value, messages.c.step.in_(ALWAYS_SENT))

_TAKE = (
    select(
        messages.c.id.label("message_id"),
        messages.c.clinic_id,
        messages.c.kind,
        messages.c.channel,
        messages.c.step,
        messages.c.about_step,
        messages.c.anchor,
        messages.c.due_at,
        messages.c.send_before,
        messages.c.plan_revision.label("row_revision"),
        messages.c.attempts,
        messages.c.fuse_counted,
        messages.c.address.label("own_address"),  # of a message to somebody who is no patient
        messages.c.language.label("own_language"),
        messages.c.enrollment_id,
        messages.c.patient_id,
        enrollments.c.pathway_version_id,
        enrollments.c.facts,
        enrollments.c.state,
        enrollments.c.plan_revision,
        patients.c.given_name,
        patients.c.phone,
        patients.c.email,
        patients.c.language,
        patients.c.timezone,
        patients.c.sms_consent,
        patients.c.email_consent,
        patients.c.phone_bad_since,
        patients.c.email_bad_since,
    )
    .select_from(messages)
    .outerjoin(patients, patients.c.id == messages.c.patient_id)
    .outerjoin(enrollments, enrollments.c.id == messages.c.enrollment_id)
    .where(
        messages.c.lane == bindparam("lane"),
        _is(Status.PLANNED),
        messages.c.ready_at <= bindparam("now"),
    )
    .order_by(messages.c.ready_at, messages.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=messages, skip_locked=True)
)
_TAKE_WHILE_PAUSED = _TAKE.where(_ALWAYS_SENT)


def count_due(tx: Tx, now: datetime, stopped: Collection[str] = ()) -> dict[str, int]:
    """Return how many messages are due per lane; lanes in `stopped` are left out."""
    rows = tx.conn.execute(_DUE_PER_LANE, {"now": now})
    return {lane: count for lane, count in rows if lane not in stopped}


def take_due(tx: Tx, lane: str, now: datetime, limit: int, *, paused: bool) -> list[DueMessage]:
    """Lock the next due messages of a lane, in due order. While everything is paused only safety answers are taken."""
    query = _TAKE_WHILE_PAUSED if paused else _TAKE
    return [DueMessage(row) for row in tx.conn.execute(query, {"lane": lane, "now": now, "most": limit})]


def write_claims(tx: Tx, claims: Sequence[Claimed], at: datetime) -> None:
    """Move locked messages to `sending` and write their attempts.

    Raises:
        RuntimeError: a message was changed behind the lock.

    """
    moves = [
        Move(
            claim.message_id,
            Status.PLANNED,
            Event.CLAIM,
            values={
                "attempt_id": claim.attempt_id,
                "attempts": claim.number,
                "lease_until": claim.lease_until,
                "sent_at": at,
                **claim.values,
            },
        )
        for claim in claims
    ]
    move_locked(tx, moves, at)
    insert_attempts(tx, [_attempt(claim, at) for claim in claims])


def _attempt(claim: Claimed, at: datetime) -> dict[str, Any]:
    return {
        "id": claim.attempt_id,
        "message_id": claim.message_id,
        "number": claim.number,
        "anchor": claim.anchor,
        "sender": claim.sender,
        "started_at": at,
    }


def postpone(tx: Tx, message_id: str, ready_at: datetime) -> None:
    """Look at a due message again later; its plan stays as it is."""
    tx.conn.execute(
        update(messages).where(messages.c.id == message_id, _is(Status.PLANNED)).values(ready_at=ready_at),
    )


_IS_EXPIRED = _is(Status.SENDING) & (messages.c.lease_until <= bindparam("now"))
_IS_OVERDUE = and_(
    _is(Status.PLANNED),
    messages.c.lane.in_(LANES),
    messages.c.ready_at <= bindparam("now"),
    messages.c.send_before <= bindparam("now"),
)
_IS_OVERDUE_HELD = _is(Status.HELD) & (messages.c.send_before <= bindparam("now"))

_TO_SWEEP = select(
    select(messages.c.id).where(_IS_EXPIRED).exists()
    | select(messages.c.id).where(_IS_OVERDUE).exists()
    | select(messages.c.id).where(_IS_OVERDUE_HELD).exists()
)

_EXPIRED = (
    select(messages.c.id, messages.c.attempt_id)
    .where(_IS_EXPIRED)
    .order_by(messages.c.lease_until)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)

_OVERDUE = (
    select(messages.c.id).where(_IS_OVERDUE).limit(bindparam("most", type_=Integer)).with_for_update(skip_locked=True)
)

_OVERDUE_HELD = (
    select(messages.c.id)
    .where(_IS_OVERDUE_HELD)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)


def add_provider_id(tx: Tx, message_id: str, provider_id: str) -> None:
    """Add the provider's id to a message that a receipt has moved before our own outcome write."""
    tx.conn.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.provider_id.is_(None))
        .values(provider_id=provider_id),
    )


def anything_to_sweep(tx: Tx, now: datetime) -> bool:
    """Tell whether some lease has run out or some message's time is up: the common answer is no, and cheap."""
    return bool(tx.conn.execute(_TO_SWEEP, {"now": now}).scalar())


def expired_leases(tx: Tx, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Return (message, attempt) of sends whose lease has run out, locked."""
    rows = tx.conn.execute(_EXPIRED, {"now": now, "most": limit})
    return [(row.id, row.attempt_id) for row in rows]


def overdue(tx: Tx, now: datetime, limit: int) -> list[tuple[str, Status]]:
    """Return the planned and held messages whose time is up, locked."""
    values = {"now": now, "most": limit}
    planned = [(item, Status.PLANNED) for item in tx.conn.execute(_OVERDUE, values).scalars()]
    held = [(item, Status.HELD) for item in tx.conn.execute(_OVERDUE_HELD, values).scalars()]
    return planned + held


def release(tx: Tx, claims: Sequence[tuple[str, str]], at: datetime) -> int:
    """Return claimed messages whose request was never started to `planned`; return how many."""
    values = {"lease_until": None, "sent_at": None}
    moves = [
        Move(message_id, Status.SENDING, Event.NOT_SENT, attempt_id=attempt_id, values=values)
        for message_id, attempt_id in claims
    ]
    return len(move_each(tx, moves, at))


def _next_due(lane: str) -> ScalarSelect[Any]:
    return (
        select(func.min(messages.c.ready_at))
        .where(
            _is(Status.PLANNED),
            messages.c.lane == lane,
            messages.c.ready_at > bindparam("after"),
        )
        .scalar_subquery()
    )


_NEXT = select(
    *(_next_due(lane).label(lane) for lane in LANES),
    select(func.min(messages.c.send_before))
    .where(_is(Status.HELD), messages.c.send_before > bindparam("after"))
    .scalar_subquery()
    .label(HELD),
)


def next_moments(tx: Tx, after: datetime) -> dict[str, datetime]:
    """Return when something next needs attention after a moment: per lane when a message is due, and `held`."""
    row = tx.conn.execute(_NEXT, {"after": after}).one()
    names = (*LANES, HELD)
    return {name: moment for name, moment in zip(names, row, strict=True) if moment is not None}
