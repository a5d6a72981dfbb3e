"""Puts emails on the staff list of which no one can be asked whether they went out. They are never sent on a guess."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.status import Event, Status
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.clinics import clinics
from reminders.store.sending import due
from reminders.store.sending.batch_writes import Claimed, write_claims
from reminders.store.sending.transitions import Move, move

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.sending.due import DueMessage


def list_for_staff(context: Context, tx: Tx, since: datetime, now: datetime) -> int:
    """Make every email that was due since a moment one of unknown outcome, with an alert; return how many."""
    if not context.senders[Channel.EMAIL].leaves:
        return 0
    emails = due.planned_emails(tx, since, now)
    senders = {clinic.id: clinic.sender(Channel.EMAIL) for clinic in clinics.list_clinics(tx)}
    claimed = [_claim(email, senders[email.row.clinic_id], now) for email in emails]
    write_claims(tx, claimed, now)
    for email, claim in zip(emails, claimed, strict=True):
        values = {"lease_until": None, "settle_at": None}  # there is no one to ask
        move(tx, Move(email.id, Status.SENDING, Event.OUTCOME_UNKNOWN, attempt_id=claim.attempt_id, values=values), now)
        alerts.open_alert(
            tx,
            AlertKind.UNCONFIRMED,
            now,
            clinic_id=email.row.clinic_id,
            patient_id=email.row.patient_id,
            enrollment_id=email.row.enrollment_id,
            message_id=email.id,
            detail=Channel.EMAIL.value,
        )
    return len(emails)


def _claim(email: DueMessage, sender: str, now: datetime) -> Claimed:
    return Claimed(email.id, str(uuid.uuid4()), email.row.attempts + 1, now, {}, email.row.anchor, sender)
