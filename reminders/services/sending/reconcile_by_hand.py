"""Resolves one message of unknown outcome by hand: mark it as received, or send it again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.status import Event, Status, next_status
from reminders.core.sending.reconciling import resend
from reminders.services.sending.reconcile import reconcile_as
from reminders.store.sending import unreconciled
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def reconcile_by_hand(
    context: Context, clinic: Clinic, message_id: str, *, arrived: bool, by: str, actor: Actor
) -> Status:
    """End the wait of a message and close its alert; return its new status.

    `arrived` False sends it again while there is still time for it, else it is missed. `by` names the person.

    Raises:
        NotFoundError: the clinic has no such message.
        UseError: its outcome is known; it says which.

    """
    with context.db.begin() as tx:
        now = context.clock.now()
        one = unreconciled.find_unsettled(tx, clinic.id, message_id)
        if one is None:
            raise NotFoundError("no message has that id in this clinic")
        if isinstance(one, Status):
            raise UseError(f"this message already has an outcome: {one.value}")
        event = Event.ACCEPT if arrived else resend(now, one.send_before)
        if not reconcile_as(context, tx, one, event, now, by=by):
            raise UseError("this message's status has just changed; reload and try again")
        became = next_status(Status.UNCONFIRMED, event) or Status.UNCONFIRMED
        entry = AuditEntry(clinic.id, Action.SETTLED_BY_HAND, actor, now, one.patient_id, one.enrollment_id)
        add_entry(tx, replace(entry, detail=f"message {message_id}: {became.value}"))
        return became
