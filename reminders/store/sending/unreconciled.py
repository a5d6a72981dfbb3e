"""Messages whose outcome no one knows yet: which to ask about now, and when to ask again.

Asking pushes `settle_at` forward first, so that no two processes ask about the same message; if one dies while it
asks, another asks once that time is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, literal_column, or_, select, update

from reminders.core.model.contact import Channel
from reminders.core.model.status import Kind, Status
from reminders.core.sending.retrying import Verdict
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.tables import attempts, messages

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_UNCONFIRMED = messages.c.status == literal_column(f"'{Status.UNCONFIRMED.value}'")


@dataclass(frozen=True, slots=True)
class Unreconciled:
    """A message of unknown outcome, in the clear. `checks`: how often the provider has been found not to have it.

    Address and words are None once they have been deleted by age.
    """

    id: str
    attempt_id: str
    started_at: datetime
    clinic_id: int
    patient_id: str | None
    enrollment_id: str | None
    revision: int
    kind: Kind
    channel: Channel
    address: str | None
    text: str | None
    send_before: datetime
    checks: int


_DUE = (
    select(messages, attempts.c.started_at)
    .join(attempts, attempts.c.id == messages.c.attempt_id)
    .where(_UNCONFIRMED, messages.c.settle_at <= bindparam("now"))
    .order_by(messages.c.settle_at, messages.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=messages, skip_locked=True)
)
_ONE = (
    select(messages, attempts.c.started_at)
    .outerjoin(attempts, attempts.c.id == messages.c.attempt_id)
    .where(messages.c.id == bindparam("message"), messages.c.clinic_id == bindparam("clinic"))
)
_ANY = select(select(messages.c.id).where(_UNCONFIRMED, messages.c.settle_at <= bindparam("now")).exists())


def anything_unsettled(tx: Tx, now: datetime) -> bool:
    """Return True if some message is to be asked about: the common answer is no, and cheap."""
    return bool(tx.conn.execute(_ANY, {"now": now}).scalar())


def take_unreconciled(tx: Tx, now: datetime, until: datetime, limit: int) -> list[Unreconciled]:
    """Take some messages to ask about, the longest due first; no one else takes them before `until`."""
    rows = tx.conn.execute(_DUE, {"now": now, "most": limit}).all()
    if rows:
        mine = messages.c.id.in_([row.id for row in rows])
        tx.conn.execute(update(messages).where(mine).values(settle_at=until))
    return [_unsettled(tx, row) for row in rows]


def find_unsettled(tx: Tx, clinic_id: int, message_id: str) -> Unreconciled | Status | None:
    """Return a message of a clinic if its outcome is unknown, else the status it has; None: no such message."""
    row = tx.conn.execute(_ONE, {"message": message_id, "clinic": clinic_id}).first()
    if row is None:
        return None
    status = Status(row.status)
    return _unsettled(tx, row) if status is Status.UNCONFIRMED else status


def ask_again(tx: Tx, one: Unreconciled, at: datetime | None, *, checks: int) -> None:
    """Ask about a message again at that time (None: a person decides), unless it has settled meanwhile."""
    same = (messages.c.id == one.id) & _UNCONFIRMED & (messages.c.attempt_id == one.attempt_id)
    tx.conn.execute(update(messages).where(same).values(settle_at=at, settle_checks=checks))


def unknown_attempts(tx: Tx, message_id: str, generation_of: str) -> int:
    """Return how many attempts for the same surgery day as `generation_of` (an attempt) have an unknown outcome."""
    generation = select(attempts.c.anchor).where(attempts.c.id == generation_of).scalar_subquery()
    unknown = or_(attempts.c.verdict.is_(None), attempts.c.verdict == Verdict.UNKNOWN.value)
    query = select(func.count()).where(attempts.c.message_id == message_id, attempts.c.anchor == generation, unknown)
    return tx.conn.execute(query).scalar_one()


def _unsettled(tx: Tx, row: Row[*tuple[object, ...]]) -> Unreconciled:
    whose = row.clinic_id, row.patient_id
    address = legible.optional_of(tx, CellId("messages.address", row.id), row.address, *whose)
    content = legible.json_of(tx, CellId("messages.content", row.id), row.content, *whose) if row.content else None
    return Unreconciled(
        id=row.id,
        attempt_id=row.attempt_id,
        started_at=row.started_at,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        enrollment_id=row.enrollment_id,
        revision=row.plan_revision,
        kind=Kind(row.kind),
        channel=Channel(row.channel),
        address=None if address == legible.CANNOT_BE_READ else address,
        text=content["text"] if content else None,
        send_before=row.send_before,
        checks=row.settle_checks,
    )
