"""A clinic's messages by what became of them, a page at a time. Each kind of list walks an index of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, text

from reminders.core.model.status import Kind, Reason, Status
from reminders.core.records.delivery_filter import Shown
from reminders.store.alerts.today import TodayMessage, messages_with_patients, read_messages, soonest
from reminders.store.sending.due import is_now
from reminders.store.tables import messages, patients
from reminders.store.tables.messages import NOT_SENT, TROUBLE

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.records.delivery_filter import DeliveryFilter
    from reminders.store.database.session import Tx

_NAMES = ", ".join(f"'{status.value}'" for status in TROUBLE)
_TROUBLE = text(f"messages.status IN ({_NAMES})")  # as constants: the partial index needs them so


def messages_matching(
    tx: Tx, clinic_id: int, delivery_filter: DeliveryFilter, now: datetime, page: slice
) -> list[TodayMessage]:
    """Return the messages of a clinic's patients that fit, the latest first; of those to come, the next first."""
    fits: list[Any] = [
        messages.c.kind != Kind.ALERT.value,
        patients.c.id.is_not(None),
        patients.c.erased_at.is_(None),
    ]
    if delivery_filter.channel:
        fits.append(messages.c.channel == delivery_filter.channel.value)
    if reason := delivery_filter.reason:
        fits.append(or_(messages.c.reason == reason.value, messages.c.reason.startswith(f"{reason.value}:")))
    if delivery_filter.shown.status is Status.PLANNED:
        return soonest(tx, clinic_id, fits, page)
    conditions, order = _walk(delivery_filter.shown, now - timedelta(days=delivery_filter.days), now)
    query = messages_with_patients().where(messages.c.clinic_id == clinic_id, *fits, *conditions)
    return read_messages(tx, query.order_by(order, messages.c.id).slice(page.start, page.stop))


def _walk(shown: Shown, since: datetime, now: datetime) -> tuple[list[Any], Any]:
    """Return the conditions of a list and its order, as its index has them."""
    status = shown.status
    match status:
        case Status.HELD:
            return [is_now(Status.HELD)], messages.c.send_before
        case Status.SKIPPED:
            between = [messages.c.due_at >= since, messages.c.due_at <= now]
            return [text(NOT_SENT), messages.c.reason != Reason.TOGETHER.value, *between], messages.c.due_at.desc()
        case Status.FAILED | Status.UNDELIVERED | Status.UNCONFIRMED | Status.MISSED:
            return [_TROUBLE, is_now(status), messages.c.changed_at >= since], messages.c.changed_at.desc()
        case None if shown is Shown.PROBLEMS:
            return [_TROUBLE, messages.c.changed_at >= since], messages.c.changed_at.desc()
        case _:
            sent = [text("messages.sent_at IS NOT NULL"), messages.c.sent_at >= since]
            return sent if status is None else [*sent, messages.c.status == status.value], messages.c.sent_at.desc()
