"""Takes in what a provider says about a text that it has taken: late, twice, out of order, before our own outcome.

Only forward: the first final word stays. A receipt names the attempt it is about, so it also settles what our own
request never learned, and one of an earlier attempt or surgery day never passes for the message of now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.status import Event, Kind, Status
from reminders.core.sending.receiving import receipt_event
from reminders.core.sending.retrying import Effect
from reminders.services.alerts.notify_next_on_call import notify_next_on_call
from reminders.services.clinics.senders import note_delivered
from reminders.services.plans.fail_over import FailedMessage, fail_over
from reminders.services.sending.apply_effect import REASONS, Failure, apply_effect, lock_concerned
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.sending import attempts
from reminders.store.sending.transitions import Move, current_state, move
from reminders.store.staff.audit import add_entry
from reminders.telemetry import tracing
from reminders.telemetry.instruments import note_receipt

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.ports import Receipt
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.sending.attempts import KnownAttempt
    from reminders.store.sending.transitions import MessageState

log = structlog.get_logger(__name__)

_LAST_WORDS = (Event.RECEIPT_DELIVERED, Event.RECEIPT_UNDELIVERED)


def take_receipt(context: Context, attempt_id: str, receipt: Receipt) -> bool:
    """Take in one receipt; return False when we never made such an attempt."""
    began = context.clock.now()
    with context.db.begin() as tx:
        known = apply_receipt(context, tx, attempt_id, receipt, began)
        attempt = attempts.find_attempt(tx, attempt_id) if known and tracing.is_on() else None
    if attempt is not None:
        about = tracing.About(
            attempt.message_id,
            attempt_id=attempt.id,
            step=attempt.step,
            channel=attempt.channel.value,
            outcome=receipt.event.value,
        )
        tracing.note("receipt", about, began, context.clock.now())
    return known


def apply_receipt(
    context: Context, tx: Tx, attempt_id: str, receipt: Receipt, now: datetime, *, actor: Actor | None = None
) -> bool:
    """Do what a receipt asks for, inside the caller's transaction; return False when it is about no attempt of ours.

    Of an attempt whose message at the provider is known, a receipt about another one is not taken: it is someone
    else's, or a second text that no one should have sent, and would speak for the wrong one. `actor` is who says so,
    where it is not the provider that took the message.
    """
    attempt = attempts.find_attempt(tx, attempt_id)
    if attempt is None:
        return False
    if attempt.provider_id not in {None, receipt.provider_id}:
        log.error("receipt_of_another_text", message_id=attempt.message_id, attempt_id=attempt_id)
        return False
    if attempt.receipt == attempts.receipt_word(receipt):
        return True
    follows = receipt.effect is not None or receipt.transient
    if follows:
        failure = _failure(attempt, receipt, None)
        own = {attempt.enrollment_id} if attempt.enrollment_id else set[str]()
        lock_concerned(tx, [failure] if failure else [], own)
    standing = current_state(tx, attempt.message_id)
    if not attempts.note_receipt(tx, attempt_id, receipt, now):
        log.info("receipt_after_the_last_word", attempt_id=attempt_id, said=receipt.event.value)
        return True
    moved = _move(tx, attempt, standing, receipt, now)
    if actor is not None:
        entry = AuditEntry(attempt.clinic_id, Action.RECORDED_BOUNCE, actor, now, attempt.patient_id)
        add_entry(tx, replace(entry, enrollment_id=attempt.enrollment_id, detail=receipt.code))
    if receipt.event in _LAST_WORDS:
        note_receipt(now - attempt.started_at)
    if receipt.event is Event.RECEIPT_DELIVERED:
        note_delivered(tx, attempt.channel, attempt.sender, attempt.started_at, now)
    if follows:
        _follow(context, tx, attempt, receipt, standing.send_before if moved else None, now, actor)
    return True


def _move(tx: Tx, attempt: KnownAttempt, standing: MessageState, receipt: Receipt, now: datetime) -> bool:
    """Move the message as far as this receipt is about it; return whether it moved."""
    status = standing.status
    event = receipt_event(
        status,
        receipt.event,
        same_plan=attempt.surgery_generation == standing.surgery_generation,
        same_attempt=attempt.id == standing.attempt_id,
    )
    if event is None:
        return False
    values: dict[str, Any] = {
        "attempt_id": attempt.id,
        "provider_id": receipt.provider_id,
        "error_code": receipt.code,
        "lease_until": None,
        "settle_at": None,
        "sent_at": standing.sent_at or attempt.started_at,
    }
    reason = REASONS.get(receipt.effect) if event is Event.RECEIPT_UNDELIVERED else None
    move(tx, Move(attempt.message_id, status, event, reason=reason, values=values), now)
    if status is Status.UNCONFIRMED:
        alerts.close_alerts(tx, AlertKind.UNCONFIRMED, now, message_id=attempt.message_id)
    if event is Event.RECEIPT_UNDELIVERED:
        log.warning("not_delivered", message_id=attempt.message_id, code=receipt.code)
        if attempt.kind is Kind.ALERT:
            notify_next_on_call(tx, attempt.message_id, now)
    return True


def _follow(  # noqa: PLR0913, PLR0917 what is said of what, when and by whom
    context: Context,
    tx: Tx,
    attempt: KnownAttempt,
    receipt: Receipt,
    send_before: datetime | None,
    now: datetime,
    actor: Actor | None,
) -> None:
    """Do what a failure asks for. `send_before` None: the message of now is another's, and nothing takes its place."""
    failed = None
    if send_before is not None:
        failed = FailedMessage(
            attempt.kind,
            attempt.enrollment_id,
            attempt.surgery_generation,
            attempt.step,
            send_before,
            attempt.party,
        )
    failure = _failure(attempt, receipt, failed)
    if failure is not None:
        apply_effect(context, tx, failure, now, actor=actor)
    elif receipt.transient and failed is not None:
        fail_over(context, tx, failed, now)  # the phone may be back tomorrow; the words may be worthless by then


def _failure(attempt: KnownAttempt, receipt: Receipt, failed: FailedMessage | None) -> Failure | None:
    if receipt.effect is None:
        return None
    if receipt.address is None and receipt.effect in {Effect.OPTED_OUT, Effect.BAD_ADDRESS}:
        return None  # no one knows of whom it is said
    return Failure(
        clinic_id=attempt.clinic_id,
        patient_id=attempt.patient_id,
        message_id=attempt.message_id,
        channel=attempt.channel,
        address=receipt.address or "",
        sender=attempt.sender,
        effect=receipt.effect,
        message=failed,
        code=receipt.code,
        taken_at=attempt.started_at,
    )
