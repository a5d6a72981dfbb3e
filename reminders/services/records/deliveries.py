"""A clinic's messages, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.services.alerts.today import pathway_of, template_of
from reminders.services.record_view import record_view
from reminders.store.records.deliveries import messages_matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.records.delivery_filter import DeliveryFilter
    from reminders.services.context import Context
    from reminders.store.alerts.today import TodayMessage

ROWS = 40


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message; `template` and `pathway_id` say what it is called and to which plan it belongs."""

    message: TodayMessage
    template: str
    pathway_id: str | None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """One page of them; `more`: there is another."""

    rows: Sequence[Delivery]
    more: bool


def list_deliveries(context: Context, clinic: Clinic, delivery_filter: DeliveryFilter, *, actor: Actor) -> Deliveries:
    """Return the messages that fit a filter, a page at a time."""
    start = (delivery_filter.page - 1) * ROWS
    with context.db.begin() as tx:
        found = messages_matching(tx, clinic.id, delivery_filter, context.clock.now(), slice(start, start + ROWS + 1))
        rows = [Delivery(one, template_of(context, tx, one), pathway_of(context, tx, one)) for one in found[:ROWS]]
        record_view(context, tx, clinic, Action.VIEWED_DELIVERIES, actor=actor)
    return Deliveries(rows, len(found) > ROWS)
