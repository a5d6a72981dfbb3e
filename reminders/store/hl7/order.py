"""In which order HL7 messages count: what is newer than what, and what came before the booking it was sent after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select

from reminders.core.hl7.outcomes import Outcome, State
from reminders.store.enrollment.patients import plain_number
from reminders.store.hl7.messages import ORDER, PERSON, content_of
from reminders.store.tables import hl7_messages

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from reminders.store.database.session import Tx

PAUSED: Final = frozenset({Outcome.PAUSED})
BY_STAY: Final = PAUSED | {Outcome.DISCHARGED, Outcome.DIED}
"""What a stay can do to a plan."""

_ABOUT_PERSONS: Final = ("ADT^A08", "ADT^A28", "ADT^A31")
_UNDERSTOOD: Final = [State.APPLIED.value, State.IGNORED.value, State.WORK_LIST.value]

_OF_KEY = (
    hl7_messages.c.clinic_id == bindparam("clinic"),
    hl7_messages.c.order_hash.in_(bindparam("hashes", expanding=True)),
)
_NEWEST = select(func.max(hl7_messages.c.sent_at)).where(*_OF_KEY, hl7_messages.c.state.in_(_UNDERSTOOD))
_NEWEST_BUT = _NEWEST.where(hl7_messages.c.id != bindparam("but"))
_LAST_ENROLLMENT = (
    select(hl7_messages.c.enrollment_id)
    .where(*_OF_KEY, hl7_messages.c.enrollment_id.is_not(None))
    .order_by(hl7_messages.c.received_at.desc())
    .limit(1)
)
_WITH_OUTCOME = (
    select(hl7_messages.c.id)
    .where(*_OF_KEY, hl7_messages.c.outcome.in_(bindparam("outcomes", expanding=True)))
    .limit(1)
)
_OF_UNKNOWN_PERSON = (
    select(hl7_messages.c.id)
    .where(
        hl7_messages.c.clinic_id == bindparam("clinic"),
        hl7_messages.c.person_hash.in_(bindparam("hashes", expanding=True)),
        hl7_messages.c.outcome == Outcome.UNKNOWN_PATIENT.value,
        hl7_messages.c.kind.in_(_ABOUT_PERSONS),
        hl7_messages.c.sent_at > bindparam("after"),
    )
    .order_by(hl7_messages.c.sent_at.desc())
    .limit(1)
)


def newest_of(tx: Tx, clinic_id: int, order_key: str, but: str | None = None) -> datetime | None:
    """Return when the newest message of an order key was sent that was understood, other than one itself."""
    if not order_key:
        return None
    values = {"but": but} if but is not None else {}
    return tx.conn.execute(
        _NEWEST_BUT if but is not None else _NEWEST, _key(tx, clinic_id, order_key) | values
    ).scalar()


def newest_of_unknown_person(tx: Tx, clinic_id: int, record_number: str, after: datetime) -> tuple[str, bytes] | None:
    """Return the newest message about a person who was not enrolled when it came, and was sent after a moment."""
    hashes = tx.vault.keyed_hashes(PERSON, plain_number(record_number))
    values = {"clinic": clinic_id, "hashes": hashes, "after": after}
    message_id = tx.conn.execute(_OF_UNKNOWN_PERSON, values).scalar()
    raw = content_of(tx, message_id) if message_id else None
    return None if message_id is None or raw is None else (message_id, raw)


def enrollment_of(tx: Tx, clinic_id: int, order_key: str) -> str | None:
    """Return the enrollment that earlier messages of a case were about, whatever its external id is."""
    return tx.conn.execute(_LAST_ENROLLMENT, _key(tx, clinic_id, order_key)).scalar()


def was_cancelled_by_partner(tx: Tx, enrollment_id: str) -> bool:
    """Return True if the last message that changed an enrollment cancelled it."""
    query = select(hl7_messages.c.outcome).where(
        hl7_messages.c.enrollment_id == enrollment_id,
        hl7_messages.c.state == State.APPLIED.value,
    )
    newest = (hl7_messages.c.changed_at.desc(), hl7_messages.c.sent_at.desc())
    last = tx.conn.execute(query.order_by(*newest).limit(1)).scalar()
    return last == Outcome.CANCELLED.value


def has_changed(tx: Tx, clinic_id: int, order_key: str, how: Collection[Outcome]) -> bool:
    """Return True if an earlier message of a stay did one of these things."""
    values = _key(tx, clinic_id, order_key) | {"outcomes": [item.value for item in how]}
    return tx.conn.execute(_WITH_OUTCOME, values).first() is not None


def _key(tx: Tx, clinic_id: int, order_key: str) -> dict[str, Any]:
    return {"clinic": clinic_id, "hashes": tx.vault.keyed_hashes(ORDER, order_key)}
