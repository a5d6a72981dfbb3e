"""Writes down what came of some sends, and everything that follows from it, inside the caller's transaction."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import structlog

from reminders.core.contact import Channel
from reminders.core.retrying import Effect, SendOutcome, Verdict, decide
from reminders.core.status import Event, Reason, Status
from reminders.services.fail_over import fail_over
from reminders.services.replan import replan, replan_patients
from reminders.services.stop import stop_address
from reminders.store import alerts, claims, clinics, enrollments, patients, switches
from reminders.store.alerts import AlertKind
from reminders.store.transitions import Move, move_each

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.services.dispatch import Sending
    from reminders.store.session import Tx

log = structlog.get_logger(__name__)

_REASONS: dict[Effect | None, Reason] = {Effect.OPTED_OUT: Reason.OPTED_OUT, Effect.BAD_ADDRESS: Reason.BAD_ADDRESS}


def record_all(
    context: Context,
    tx: Tx,
    landed: Sequence[tuple[Sending, SendOutcome]],
    now: datetime,
) -> list[Event]:
    """Record some outcomes, then what follows from each; return the event each one was."""
    claims.end_attempts(tx, [(sending.outgoing.attempt_id, outcome) for sending, outcome in landed], now)
    moves = [_move(sending, outcome, now) for sending, outcome in landed]
    moved = move_each(tx, moves, now)
    for (sending, outcome), step in zip(landed, moves, strict=True):
        _follow_up(context, tx, sending, outcome, now, event=step.event if step.message_id in moved else None)
    return [step.event for step in moves]


def _move(sending: Sending, outcome: SendOutcome, now: datetime) -> Move:
    """Say what an outcome does to its message."""
    decision = decide(
        outcome,
        attempts=sending.number,
        now=now,
        send_before=sending.send_before,
        jitter=random.random(),  # noqa: S311 spreads retries; nothing secret
    )
    values: dict[str, object] = {"lease_until": None, "error_code": outcome.code}
    reason: str | None = None
    match decision.event:
        case Event.ACCEPT:
            values["provider_id"] = outcome.provider_id
        case Event.LOSE_TRACK:
            values["settle_at"] = now
        case Event.REJECT:
            values["sent_at"] = None
            reason = _REASONS.get(outcome.effect, Reason.REJECTED)
        case _:
            values["sent_at"] = None
            reason = Reason.TOO_LATE if decision.event is Event.MISS else None
            if decision.retry_at is not None:
                values["ready_at"] = decision.retry_at
    return Move(
        sending.outgoing.message_id,
        Status.SENDING,
        decision.event,
        reason=reason,
        attempt_id=sending.outgoing.attempt_id,
        values=values,
    )


def _follow_up(
    context: Context,
    tx: Tx,
    sending: Sending,
    outcome: SendOutcome,
    now: datetime,
    *,
    event: Event | None,
) -> None:
    """Do what follows from an outcome. `event` None: something else had moved the message before."""
    message_id = sending.outgoing.message_id
    if event is None and outcome.provider_id:
        claims.add_provider_id(tx, message_id, outcome.provider_id)
    if event is Event.NOT_SENT:
        _follow_newer_plan(context, tx, sending, now)
    if outcome.verdict is not Verdict.ACCEPTED:
        log.warning("not_accepted", message_id=message_id, verdict=outcome.verdict.value, code=outcome.code)
    if outcome.effect is not None:
        _apply_effect(context, tx, sending, outcome.effect, now)


def _follow_newer_plan(context: Context, tx: Tx, sending: Sending, now: datetime) -> None:
    """A message that came back unsent follows the plan as it is now, not the one it left under."""
    if sending.enrollment_id is None:
        return
    enrollment = enrollments.get_enrollment(tx, sending.enrollment_id)
    if enrollment.plan_revision != sending.revision:
        replan(context, tx, enrollment, now)


def _apply_effect(context: Context, tx: Tx, sending: Sending, effect: Effect, now: datetime) -> None:
    channel, address = sending.outgoing.channel, sending.outgoing.address
    clinic = clinics.get_clinic(tx, sending.clinic_id)
    match effect:
        case Effect.OPTED_OUT:
            stop_address(context, tx, clinic, channel, address, source="provider", at=now)
            fail_over(context, tx, sending, now)
        case Effect.BAD_ADDRESS:
            concerned = patients.mark_bad(tx, channel, address, now)
            alerts.open_alert(
                tx,
                AlertKind.BAD_ADDRESS,
                now,
                clinic_id=clinic.id,
                patient_id=sending.patient_id,
                message_id=sending.outgoing.message_id,
                detail=channel.value,
            )
            replan_patients(context, tx, concerned, now)
            if channel is Channel.SMS:
                fail_over(context, tx, sending, now)
        case Effect.LINE_DOWN:
            if switches.set_switch(tx, switches.line_switch(channel, clinic.sms_sender), now, "provider refuses"):
                alerts.open_alert(tx, AlertKind.LINE_DOWN, now, clinic_id=clinic.id, detail=channel.value)
                log.error("line_down", channel=channel.value)
