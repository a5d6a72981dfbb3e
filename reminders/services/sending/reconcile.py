"""Reconciles messages of unknown outcome with the provider; sends again only what it twice did not know.

A receipt may settle one at any time; then what is found here changes nothing. Several processes may reconcile at once.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from reminders.core.model.contact import Channel
from reminders.core.model.status import Event, Kind, Reason, Status
from reminders.core.sending.reconciling import Reconciliation, when_absent, when_it_cannot_be_asked, when_not_answered
from reminders.ports import LookUpError
from reminders.services.plans.replan import replan
from reminders.services.sending.receipts import apply_receipt
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import BY_ITSELF, AlertKind
from reminders.store.enrollment import enrollments
from reminders.store.sending import attempts, unreconciled
from reminders.store.sending.transitions import Move, move

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from reminders.ports import Lookup, Receipt
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.sending.unreconciled import Unreconciled

log = structlog.get_logger(__name__)

BATCH_SIZE = 20
ASKERS = 4
ASKING = timedelta(minutes=2)
"""How long a message is kept from other processes while the provider is asked about it."""


def reconcile(context: Context, *, stopping: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Ask about whatever is due until nothing is or the time budget is spent; count what was found."""
    outcome_counts: Counter[str] = Counter()
    until = context.clock.monotonic() + context.delivery.task_budget.total_seconds()
    with context.db.read() as tx:
        if not unreconciled.anything_unsettled(tx, context.clock.now()):
            return outcome_counts
    while not stopping() and context.clock.monotonic() < until:
        with context.db.begin() as tx:
            now = context.clock.now()
            batch = unreconciled.take_unreconciled(tx, now, now + ASKING, BATCH_SIZE)
        if not batch:
            break
        outcome_counts.update(_reconcile_some(context, batch))
    if outcome_counts:
        log.info("settled", **outcome_counts)
    return outcome_counts


def _reconcile_some(context: Context, batch: Sequence[Unreconciled]) -> list[str]:
    """Ask about some messages at once, and write each answer down as it comes: one that hangs delays no other's."""
    with ThreadPoolExecutor(ASKERS, thread_name_prefix="settle") as pool:
        return list(pool.map(partial(_reconcile_one, context), batch))


def _reconcile_one(context: Context, one: Unreconciled) -> str:
    answer = _ask(context.lookup, one)
    with context.db.begin() as tx:
        return _write_down(context, tx, one, answer, context.clock.now())


def _ask(lookup: Lookup | None, one: Unreconciled) -> Sequence[Receipt] | str:
    """Return what the provider has, or in a word why it could not be asked."""
    if one.channel is not Channel.SMS or lookup is None or one.address is None or one.text is None:
        return "cannot_be_asked"
    try:
        return lookup.look_up(one.address, one.text, one.started_at)
    except LookUpError as error:
        log.warning("not_answered", message_id=one.id, problem=str(error))
        return "not_answered"


def _write_down(context: Context, tx: Tx, one: Unreconciled, answer: Sequence[Receipt] | str, now: datetime) -> str:
    lease_end, wait = one.started_at + context.delivery.lease, context.delivery.settle_after
    if answer == "cannot_be_asked":
        # A doubled alert to staff does no harm, and one that is lost may.
        may_resend = context.delivery.unconfirmed_email == "resend" or one.kind is Kind.ALERT
        unknown = unreconciled.unknown_attempts(tx, one.id, one.attempt_id)
        todo = when_it_cannot_be_asked(unknown, may_resend=may_resend, send_before=one.send_before, now=now)
        return _do(context, tx, one, todo, now)
    if isinstance(answer, str):
        todo = when_not_answered(one.checks, lease_end=lease_end, wait=wait, now=now)
        return _do(context, tx, one, todo, now)
    other_attempts = attempts.others_of(tx, [receipt.provider_id for receipt in answer], one.attempt_id)
    for receipt in answer:
        # The others belong to messages in the same words, or to other attempts.
        if receipt.provider_id not in other_attempts:
            apply_receipt(context, tx, one.attempt_id, receipt, now)
            return "found"
    todo = when_absent(one.checks, lease_end=lease_end, wait=wait, send_before=one.send_before, now=now)
    return _do(context, tx, one, todo, now)


def _do(context: Context, tx: Tx, one: Unreconciled, todo: Reconciliation, now: datetime) -> str:
    if todo.tell and one.kind is not Kind.ALERT:  # no alert about an alert
        _tell(tx, one, now)
    if todo.event is None:
        unreconciled.ask_again(tx, one, todo.ask_at, checks=todo.checks)
        return "asked_again" if todo.ask_at else "left_to_staff"
    reconcile_as(context, tx, one, todo.event, now)
    return todo.event.value


def reconcile_as(
    context: Context, tx: Tx, one: Unreconciled, event: Event, now: datetime, *, by: str = BY_ITSELF
) -> bool:
    """End the wait of one message; False: it had ended. What goes out again follows the plan of now."""
    ids = {one.enrollment_id} if one.enrollment_id else set[str]()
    revisions = enrollments.lock_enrollments(tx, ids)
    values: dict[str, object] = {"settle_at": None}
    if event is not Event.ACCEPT:
        values |= {"sent_at": None, "ready_at": now}
    reason = Reason.TOO_LATE if event is Event.MISS else None
    step = Move(one.id, Status.UNCONFIRMED, event, reason=reason, attempt_id=one.attempt_id, values=values)
    if not move(tx, step, now):
        return False
    alerts.close_alerts(tx, AlertKind.UNCONFIRMED, now, message_id=one.id, by=by)
    if event is Event.SETTLE_ABSENT and one.enrollment_id and revisions[one.enrollment_id] != one.revision:
        replan(context, tx, enrollments.get_enrollment(tx, one.enrollment_id), now)
    return True


def _tell(tx: Tx, one: Unreconciled, now: datetime) -> None:
    if alerts.is_open_about(tx, AlertKind.UNCONFIRMED, one.id):
        return
    alerts.open_alert(
        tx,
        AlertKind.UNCONFIRMED,
        now,
        clinic_id=one.clinic_id,
        patient_id=one.patient_id,
        enrollment_id=one.enrollment_id,
        message_id=one.id,
        detail=one.channel.value,
    )
