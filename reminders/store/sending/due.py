"""What is due: the rows themselves under a lock, and when something is due next.

No query here costs more with millions of rows to come, nor with a long backlog: all of them walk one of two partial
indexes on what is planned, by lane and time or by lane, clinic and time, and stop early.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Column, Integer, Select, and_, bindparam, func, literal_column, or_, select, true

from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import UNSENT, Kind, Status
from reminders.core.sending.lanes import ALWAYS_SENT, Lane
from reminders.store.tables import enrollments, messages, patients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, ScalarSelect, TableValuedAlias

    from reminders.store.database.session import Tx

HELD = "held"


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A locked due message with the rows it hangs on, still sealed where they are sealed."""

    row: Any
    id: str
    channel: Channel
    kind: Kind
    party: Party = Party.PATIENT


@dataclass(frozen=True, slots=True)
class Share:
    """Whose due messages to take: up to `places` of some clinics, in that order, and up to `quota` of each."""

    clinics: Sequence[int]
    places: int
    quota: int


def is_now(status: Status) -> ColumnElement[bool]:
    """Compare the status with a constant: a parameter would keep the partial index of that status from being used."""
    return messages.c.status == literal_column(f"'{status.value}'")


IS_DUE = and_(is_now(Status.PLANNED), messages.c.ready_at <= bindparam("now"))
IS_ALWAYS_SENT = or_(
    and_(messages.c.kind == Kind.AUTO_REPLY.value, messages.c.step.in_(ALWAYS_SENT)),
    messages.c.kind == Kind.ALERT.value,  # to staff, not to patients: while paused they must still hear of a red flag
)


_MESSAGE = (
    messages.c.id.label("message_id"),
    messages.c.clinic_id,
    messages.c.kind,
    messages.c.channel,
    messages.c.step,
    messages.c.about_step,
    messages.c.anchor,
    messages.c.also_anchors,
    messages.c.due_at,
    messages.c.ready_at,
    messages.c.send_before,
    messages.c.plan_revision.label("row_revision"),
    messages.c.attempts,
    messages.c.fuse_counted,
    messages.c.address.label("own_address"),  # of a message to someone who is no patient
    messages.c.language.label("own_language"),
    messages.c.content,  # of a text that a staff member wrote, and of an email that names one
    messages.c.enrollment_id,
    messages.c.patient_id,
    messages.c.party,
)
_AROUND = (
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
    patients.c.link_epoch,
)


def _take(
    clinic: ColumnElement[int], *more: ColumnElement[bool], quota: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    """Select and lock the next due messages of one clinic, in due order."""
    return (
        select(*_MESSAGE)
        .where(
            messages.c.clinic_id == clinic,
            messages.c.lane == bindparam("lane"),
            messages.c.channel == bindparam("channel"),
            IS_DUE,
            *more,
        )
        .order_by(messages.c.ready_at)  # as the index has them: a second key would sort all that became due at once
        .limit(quota)
        .with_for_update(skip_locked=True)
    )


def _with_people(rows: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*rows.c, *_AROUND)
        .select_from(rows)
        .outerjoin(patients, patients.c.id == rows.c.patient_id)
        .outerjoin(enrollments, enrollments.c.id == rows.c.enrollment_id)
    )


def _take_from_all(*more: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Take from some queues of clinics in the order given. Rows are locked one by one as a limit asks for them."""
    queues = _table("queues", "number", "places")
    clinics = _table("wanted", "clinic", "quota", "queue")
    each = _take(clinics.c.clinic, *more, quota=clinics.c.quota).lateral("each")
    # A limit stands right above each lock: a join between them could read, and lock, more than there is room for.
    of_queue = (
        select(*each.c)
        .select_from(clinics.join(each, true()))
        .where(clinics.c.queue == queues.c.number)
        .correlate(queues)
        .limit(queues.c.places)
        .lateral("of_queue")
    )
    rows = (
        select(*of_queue.c)
        .select_from(queues.join(of_queue, true()))
        .limit(bindparam("most", type_=Integer))
        .subquery("due")
    )
    return _with_people(rows)


def _table(name: str, *columns: str) -> TableValuedAlias:
    """Return lists that are handed over, one for each column, as a table."""
    lists = (bindparam(f"{name}_{column}", type_=ARRAY(Integer)) for column in columns)
    return (
        func.unnest(*lists).table_valued(*(Column(column, Integer) for column in columns), name=name).render_derived()
    )


def _take_from_one(*more: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Take from one clinic: SQLite knows no LATERAL, and needs none, for asking it again costs microseconds."""
    clinic, quota = bindparam("clinic", type_=Integer), bindparam("quota", type_=Integer)
    rows = _take(clinic, *more, quota=quota).subquery("due")
    return _with_people(rows).order_by(rows.c.ready_at, rows.c.message_id)


_TAKE = {paused: _take_from_all(*([IS_ALWAYS_SENT] if paused else [])) for paused in (False, True)}
_TAKE_SQLITE = {paused: _take_from_one(*([IS_ALWAYS_SENT] if paused else [])) for paused in (False, True)}


def take_due(  # noqa: PLR0913 which rows, of whom, how many
    tx: Tx, lane: str, channel: Channel, shares: Sequence[Share], now: datetime, *, most: int, paused: bool
) -> list[DueMessage]:
    """Lock due messages of some clinics: each share after the other, the clinics as given, up to `most` in all.

    On PostgreSQL it is one statement, however many clinics and shares there are.
    """
    values = {"lane": lane, "channel": channel.value, "now": now}
    if not tx.is_sqlite:
        rows = tx.conn.execute(_TAKE[paused], values | _lists(shares) | {"most": most}).all()
        turn = {clinic: number for number, clinic in enumerate(one for share in shares for one in share.clinics)}
        # Which rows these are is settled; but a join keeps no order.
        rows = sorted(rows, key=lambda row: (turn[row.clinic_id], row.ready_at, row.message_id))
        return [_due_message(row) for row in rows]
    due: list[DueMessage] = []
    for share in shares:
        full = min(most, len(due) + share.places)
        for clinic in share.clinics:
            limits = {"clinic": clinic, "quota": min(share.quota, full - len(due))}
            due += [_due_message(row) for row in tx.conn.execute(_TAKE_SQLITE[paused], values | limits)]
            if len(due) == full:
                break
    return due


def _lists(shares: Sequence[Share]) -> dict[str, list[int]]:
    lists: dict[str, list[int]] = {"queues_number": list(range(len(shares))), "queues_places": []}
    clinics, quotas, queues = (lists.setdefault(f"wanted_{name}", []) for name in ("clinic", "quota", "queue"))
    for number, share in enumerate(shares):
        lists["queues_places"].append(share.places)
        clinics += share.clinics
        quotas += [share.quota] * len(share.clinics)
        queues += [number] * len(share.clinics)
    return lists


def unsent_to(tx: Tx, patient_ids: Sequence[str], hashes: Sequence[str]) -> list[DueMessage]:
    """Return the texts to some patients, or to a phone, that were not sent, or may not have been.

    Their rows also hold `status` and `attempt_id`.
    """
    to = or_(messages.c.patient_id.in_(patient_ids), messages.c.address_hash.in_(hashes))
    open_ones = messages.c.status.in_(
        [status.value for status in (*sorted(UNSENT), Status.SENDING, Status.UNCONFIRMED)]
    )
    texts = (messages.c.channel == Channel.SMS.value, messages.c.kind != Kind.ALERT.value)
    found = select(*_MESSAGE, messages.c.status, messages.c.attempt_id).where(to, open_ones, *texts)
    rows = _with_people(found.subquery("unsent"))
    return [_due_message(row) for row in tx.conn.execute(rows)]


def planned_emails(tx: Tx, since: datetime, until: datetime) -> list[DueMessage]:
    """Return the emails to patients that were due in a span and have not been sent as far as this database knows."""
    due = (messages.c.lane == Lane.EMAIL.value, is_now(Status.PLANNED), messages.c.ready_at.between(since, until))
    rows = _with_people(select(*_MESSAGE).where(*due).subquery("planned"))
    return [_due_message(row) for row in tx.conn.execute(rows)]


def _due_message(row: Any) -> DueMessage:
    return DueMessage(row, row.message_id, Channel(row.channel), Kind(row.kind), Party(row.party))


def _next_due(lane: str) -> ScalarSelect[Any]:
    return (
        select(func.min(messages.c.ready_at))
        .where(
            is_now(Status.PLANNED),
            messages.c.lane == lane,
            messages.c.ready_at > bindparam("after"),
        )
        .scalar_subquery()
    )


_NEXT = select(
    *(_next_due(lane).label(lane.value) for lane in Lane),
    select(func.min(messages.c.send_before))
    .where(is_now(Status.HELD), messages.c.send_before > bindparam("after"))
    .scalar_subquery()
    .label(HELD),
)


def next_moments(tx: Tx, after: datetime) -> dict[str, datetime]:
    """Return when something next needs attention after a moment: per lane when a message is due, and `held`."""
    row = tx.conn.execute(_NEXT, {"after": after}).one()
    names = (*(lane.value for lane in Lane), HELD)
    return {name: moment for name, moment in zip(names, row, strict=True) if moment is not None}
