"""Records the outcomes of sends and their consequences, in the caller's transaction."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import structlog

from reminders.core.model.status import Event, Kind, Reason, Status
from reminders.core.sending.lanes import is_always_sent
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict, decide
from reminders.services.alerts.notify_next_on_call import notify_next_on_call
from reminders.services.clinics.senders import note_accepted
from reminders.services.plans.fail_over import FailedMessage
from reminders.services.plans.replan import replan
from reminders.services.sending.apply_effect import REASONS, Failure, apply_effect, lock_concerned
from reminders.store.enrollment import enrollments
from reminders.store.sending import claims
from reminders.store.sending.batch_writes import write_outcomes
from reminders.store.sending.transitions import Move

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.services.sending.start_attempt import Sending
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

_IN_VAIN = (Event.REJECT, Event.MISS)


def record_all(
    context: Context,
    tx: Tx,
    landed: Sequence[tuple[Sending, SendOutcome]],
    now: datetime,
) -> list[Event]:
    """Record some outcomes, then what follows from each; return the event each one was."""
    moves = [_move(sending, outcome, now) for sending, outcome in landed]
    failures = [
        _failure(sending, outcome.effect, outcome.code) if outcome.effect is not None else None
        for sending, outcome in landed
    ]
    returning = {
        sending.enrollment_id
        for (sending, _), step in zip(landed, moves, strict=True)
        if step.event is Event.NOT_SENT and sending.enrollment_id is not None
    }
    failed = [failure for failure in failures if failure]
    revisions = lock_concerned(tx, failed, returning) if failed or returning else {}
    moved = write_outcomes(tx, moves, [outcome for _, outcome in landed], now)
    for (sending, outcome), step, failure in zip(landed, moves, failures, strict=True):
        event = step.event if step.message_id in moved else None
        _note(tx, sending, outcome, event)
        if event is Event.NOT_SENT:
            _follow_newer_plan(context, tx, sending, revisions, now)
        if event in _IN_VAIN and sending.kind is Kind.ALERT:
            notify_next_on_call(tx, step.message_id, now)
        if failure is not None:
            apply_effect(context, tx, failure, now)
        if sending.on_trial and outcome.verdict is Verdict.ACCEPTED:
            note_accepted(tx, sending.outgoing.channel, sending.sender, now)
    return [step.event for step in moves]


def _move(sending: Sending, outcome: SendOutcome, now: datetime) -> Move:
    """Return the status change that an outcome causes."""
    decision = decide(
        outcome,
        attempts=sending.number,
        now=now,
        send_before=sending.send_before,
        jitter=random.random(),  # noqa: S311 spreads retries; nothing secret # nosec B311
        always_tried=is_always_sent(sending.kind, sending.step),
    )
    values: dict[str, object] = {"lease_until": None, "error_code": outcome.code}
    reason: str | None = None
    match decision.event:
        case Event.ACCEPT:
            values["provider_id"] = outcome.provider_id
        case Event.OUTCOME_UNKNOWN:
            values |= {"settle_at": now, "settle_checks": 0}
        case Event.REJECT:
            values["sent_at"] = None
            reason = REASONS.get(outcome.effect, Reason.REJECTED)
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


def _note(tx: Tx, sending: Sending, outcome: SendOutcome, event: Event | None) -> None:
    """Keep what is known of a send. `event` None: something else had moved its message before."""
    message_id = sending.outgoing.message_id
    if event is None and outcome.provider_id:
        claims.add_provider_id(tx, message_id, outcome.provider_id)
    if outcome.verdict is not Verdict.ACCEPTED:
        log.warning("not_accepted", message_id=message_id, verdict=outcome.verdict.value, code=outcome.code)


def _follow_newer_plan(context: Context, tx: Tx, sending: Sending, revisions: Mapping[str, int], now: datetime) -> None:
    """A message that came back unsent follows the plan as it is now, not the one it left under."""
    if sending.enrollment_id is not None and revisions[sending.enrollment_id] != sending.revision:
        replan(context, tx, enrollments.get_enrollment(tx, sending.enrollment_id), now)


def _failure(sending: Sending, effect: Effect, code: str | None) -> Failure:
    return Failure(
        clinic_id=sending.clinic_id,
        patient_id=sending.patient_id,
        message_id=sending.outgoing.message_id,
        channel=sending.outgoing.channel,
        address=sending.outgoing.address,
        sender=sending.sender,
        effect=effect,
        code=code,
        message=FailedMessage(
            sending.kind,
            sending.enrollment_id,
            sending.surgery_generation,
            sending.step,
            sending.send_before,
            sending.party,
        ),
    )
