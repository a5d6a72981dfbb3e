"""What is still to go out of some enrollments' plans: how many messages, when the first, and why others will not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from reminders.core.model.contact import Party
from reminders.core.model.status import Kind, Status
from reminders.store.tables import messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reminders.core.plans.planning import PlannedMessage
    from reminders.store.database.session import Tx

_AHEAD = frozenset({Status.PLANNED.value, Status.HELD.value, Status.SENDING.value})
_COUNTS = (
    select(
        messages.c.enrollment_id,
        messages.c.channel,
        messages.c.status,
        messages.c.reason,
        func.count().label("number"),
        func.min(messages.c.due_at).label("first"),
    )
    .where(
        messages.c.enrollment_id.in_(bindparam("ids", expanding=True)),
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.party == Party.PATIENT.value,  # a plan of which only a caregiver hears is a silent plan
    )
    .group_by(messages.c.enrollment_id, messages.c.channel, messages.c.status, messages.c.reason)
)


@dataclass(slots=True)
class Outlook:
    """What is ahead of one enrollment; `held` of the messages wait for a person.

    `reasons` says why each of the others is not: (channel, reason) -> how many.
    """

    messages: int = 0
    held: int = 0
    first: datetime | None = None
    sent: int = 0
    reasons: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def count(self, status: str, channel: str, reason: str | None, first: datetime, number: int = 1) -> None:
        """Count messages that are alike; `first` is when the first of them is due."""
        if status in _AHEAD:
            self.messages += number
            self.held += number if status == Status.HELD.value else 0
            self.first = min(filter(None, (self.first, first)))
        elif reason:
            self.reasons[channel, reason] = self.reasons.get((channel, reason), 0) + number
        else:
            self.sent += number


def outlooks(tx: Tx, enrollment_ids: Sequence[str]) -> dict[str, Outlook]:
    """Return what is ahead, by enrollment id; one query for any number of them."""
    outlook_by_id = {key: Outlook() for key in enrollment_ids}
    if not outlook_by_id:
        return outlook_by_id
    for row in tx.conn.execute(_COUNTS, {"ids": list(outlook_by_id)}):
        outlook_by_id[row.enrollment_id].count(row.status, row.channel, row.reason, row.first, row.number)
    return outlook_by_id


def outlook_of(plan: Iterable[PlannedMessage]) -> Outlook:
    """Return what is ahead of a plan that this transaction has just stored: what `outlooks` would read."""
    outlook = Outlook()
    for message in plan:
        if message.party is Party.PATIENT:
            outlook.count(message.status.value, message.channel.value, message.reason, message.due_at)
    return outlook
