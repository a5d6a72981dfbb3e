"""Lists of HL7 messages for staff. What a newer message of the same surgery has overtaken waits no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import case, func, or_, select

from reminders.core.hl7.outcomes import Outcome, State
from reminders.store.hl7.messages import stored_message
from reminders.store.tables import hl7_messages

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from reminders.store.database.session import Tx
    from reminders.store.hl7.messages import StoredMessage

_NEWER = hl7_messages.alias("newer")
_IS_OVERTAKEN = (
    select(_NEWER.c.id)
    .where(
        _NEWER.c.clinic_id == hl7_messages.c.clinic_id,
        _NEWER.c.order_hash == hl7_messages.c.order_hash,
        _NEWER.c.state.in_([State.APPLIED.value, State.IGNORED.value, State.WORK_LIST.value]),
        or_(
            _NEWER.c.sent_at > hl7_messages.c.sent_at,
            (_NEWER.c.sent_at == hl7_messages.c.sent_at) & (_NEWER.c.received_at > hl7_messages.c.received_at),
        ),
    )
    .exists()
)
_WAITS = (hl7_messages.c.state == State.WORK_LIST.value, ~_IS_OVERTAKEN)
_LISTS: Final[dict[str, tuple[ColumnElement[bool], ...]]] = {
    "consent": (*_WAITS, hl7_messages.c.outcome == Outcome.ASK_CONSENT.value),
    "unmapped": (*_WAITS, hl7_messages.c.outcome.in_([Outcome.UNMAPPED.value, Outcome.SEVERAL_PLANS.value])),
    "other": (
        *_WAITS,
        hl7_messages.c.outcome.not_in([Outcome.ASK_CONSENT.value, Outcome.UNMAPPED.value, Outcome.SEVERAL_PLANS.value]),
    ),
    "errors": (hl7_messages.c.state == State.ERROR.value,),
    "all": (),
}


def count_waiting(tx: Tx, clinic_id: int) -> dict[str, int]:
    """Return how many messages are on each list but `all`, in one query."""
    names = [name for name in _LISTS if name != "all"]
    sums = [func.count(case((_all_of(_LISTS[name]), 1))).label(name) for name in names]
    open_ones = hl7_messages.c.state.in_([State.WORK_LIST.value, State.ERROR.value])
    row = tx.conn.execute(select(*sums).where(hl7_messages.c.clinic_id == clinic_id, open_ones)).one()
    return {name: getattr(row, name) for name in names}


def list_messages(tx: Tx, clinic_id: int, name: str, *, limit: int, offset: int) -> list[StoredMessage]:
    """Return the messages of a list, the latest first."""
    query = (
        select(hl7_messages)
        .where(hl7_messages.c.clinic_id == clinic_id, *_LISTS[name])
        .order_by(hl7_messages.c.received_at.desc(), hl7_messages.c.id.desc())
    )
    return [stored_message(row) for row in tx.conn.execute(query.limit(limit).offset(offset))]


def _all_of(conditions: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    joined = conditions[0]
    for condition in conditions[1:]:
        joined &= condition
    return joined
