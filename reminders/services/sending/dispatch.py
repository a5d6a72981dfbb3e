"""Claims a batch of due messages: locks them, checks each once more, renders it, writes the lease and the attempt.

Everything here happens inside one short transaction that is committed before any of it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

import structlog

from reminders.core.model.contact import Channel, Reach
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Event, Kind, Reason, Status
from reminders.core.plans.claiming import Claim, check_claim
from reminders.core.sending.lanes import ALWAYS_SENT
from reminders.pathways.nodes import PathwayFileError
from reminders.ports import Rendered, RenderError
from reminders.services.alerts.assign import ASSIGNED
from reminders.services.alerts.notify_next_on_call import notify_next_on_call
from reminders.services.plans.replan import replan
from reminders.services.sending.due_facts import DueFacts, load_facts
from reminders.services.sending.select_due import select_due
from reminders.services.sending.start_attempt import RenderedMessage, Sending, start_attempt
from reminders.services.wording.render_message import Recipient, write_auto_reply, write_notice, write_step
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.database.session import Damage
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment import enrollments
from reminders.store.sending import claims, daily_limit
from reminders.store.sending.batch_writes import write_claims
from reminders.store.sending.daily_limit import TextToCount
from reminders.store.sending.transitions import Move, move
from reminders.telemetry import tracing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.plans.claiming import ClaimDecision
    from reminders.core.plans.pathway import Step
    from reminders.core.sending.rate_limit import Allowance
    from reminders.services.context import Context
    from reminders.services.sending.due_groups import RoundRobin
    from reminders.store.database.session import Tx
    from reminders.store.sending.due import DueMessage

log = structlog.get_logger(__name__)

RECHECK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ClaimedBatch:
    """What a claim found: the messages that may leave, the rest got a named reason; and whether more may be due."""

    leaving: Sequence[Sending] = ()
    more: bool = False


def claim_batch(
    context: Context,
    tx: Tx,
    lane: str,
    limit: int,
    round_robin: RoundRobin,
    allowance: Allowance | None = None,
) -> ClaimedBatch:
    """Claim up to `limit` due messages of a lane; texts need a token of their sender, unless there is no limit."""
    now = context.clock.now()
    selection = select_due(tx, lane, limit, now, round_robin, allowance)
    due = selection.messages
    if not due:
        return ClaimedBatch(more=selection.more)
    facts = load_facts(context, tx, due, now)
    stale: set[str] = set()
    looked = [_look(context, tx, message, facts, now, stale) for message in due]
    leaving = _within_daily_limit(context, tx, [rendered for rendered in looked if rendered], facts, now)
    claimed = [
        start_attempt(context, tx, rendered, facts, now, on_trial=rendered.message.id in selection.trials)
        for rendered in leaving
    ]
    write_claims(tx, [claim for _, claim in claimed], now)
    for enrollment_id in sorted(stale):
        enrollment = enrollments.try_enrollment(tx, enrollment_id)
        if enrollment is not None:  # else someone changes it at this moment, and the next wave looks again
            replan(context, tx, enrollment, now)
    return ClaimedBatch([sending for sending, _ in claimed], selection.more)


def _look(
    context: Context,
    tx: Tx,
    message: DueMessage,
    facts: DueFacts,
    now: datetime,
    stale: set[str],
) -> RenderedMessage | None:
    """Check one message before it is sent and render it; None when it does not leave now."""
    row = message.row
    if message.id in facts.unreadable and row.enrollment_id:  # planned again, its email may take the place of a text
        stale.add(row.enrollment_id)
        claims.postpone(tx, message.id, now + RECHECK_AFTER)
        return None
    try:
        step = facts.step(message)
        verdict = check_claim(_claim(message, facts, step), now)
        if verdict.event is Event.CLAIM:
            return render_due(context, tx, message, facts, step)
    except (RenderError, WrongKeyError, PathwayFileError, ZoneInfoNotFoundError) as error:
        # One unreadable message must not hold up its lane: it is looked at again, and someone is told.
        if isinstance(error, WrongKeyError):
            tx.damaged.add(Damage(row.clinic_id, row.patient_id))
        else:
            alerts.open_alert_once(tx, AlertKind.UNREADABLE, now, clinic_id=row.clinic_id, detail=row.step)
        claims.postpone(tx, message.id, now + RECHECK_AFTER)
        log.warning("message_unreadable", message_id=message.id, step=row.step, problem=type(error).__name__)
        return None
    if verdict.replan:
        stale.add(row.enrollment_id)
    else:
        _leave(context, tx, message, verdict, now)
    return None


def _leave(context: Context, tx: Tx, message: DueMessage, verdict: ClaimDecision, now: datetime) -> None:
    if verdict.event is None:
        claims.postpone(tx, message.id, verdict.wait_until or now + RECHECK_AFTER)
    else:
        move(tx, Move(message.id, Status.PLANNED, verdict.event, reason=verdict.reason), now)
        _trace_unsent(context, message, verdict.event, verdict.reason, now)
        if message.kind is Kind.ALERT:
            notify_next_on_call(tx, message.id, now)


def _trace_unsent(context: Context, message: DueMessage, event: Event, reason: str | None, began: datetime) -> None:
    """End the trace of a message that does not leave by why; a claim that is tried again says so once more."""
    if tracing.is_on():
        about = tracing.About(
            message.id, step=message.row.step, channel=message.channel.value, outcome=event.value, reason=reason
        )
        tracing.note("outcome", about, began, context.clock.now(), woken=True)


def _claim(message: DueMessage, facts: DueFacts, step: Step | None) -> Claim:
    row, kind = message.row, message.kind
    reach = facts.reach(message)
    if kind is Kind.AUTO_REPLY and reach is not Reach.OPTED_OUT:
        reach = Reach.OPEN  # the patient wrote to us: an answer needs no enrollment in texts
    if kind is Kind.AUTO_REPLY and row.step == ALWAYS_SENT[0]:
        reach = Reach.OPEN  # the one confirmation that a stop is owed (47 CFR 64.1200(a)(12))
    return Claim(
        kind=kind,
        reach=reach,
        zone=facts.zone(message),
        hours=facts.hours(message),
        due_at=row.due_at,
        send_before=row.send_before,
        enrollment=EnrollmentState(row.state) if row.state else None,
        hold=facts.hold(message),
        revision_current=row.row_revision == row.plan_revision if row.state else True,
        step=step,
        facts=facts.enrollment_facts(message, step),
        answers=facts.answers(message, step),
        first_asked=facts.first_asked(message, step),
        first_open=facts.first_open(message, step),
    )


def render_due(
    context: Context,
    tx: Tx,
    message: DueMessage,
    facts: DueFacts,
    step: Step | None,
    number: int | None = None,
) -> RenderedMessage:
    """Put a due message into words. `number` says which text of its phone it is; None: the next one.

    Raises:
        RenderError: a template does not render.
        WrongKeyError: something of it does not open.

    """
    row, channel = message.row, message.channel
    clinic = facts.clinic(message)
    _, hashes = facts.address(message)
    recipient = Recipient(
        facts.given_name(message),
        facts.language(message),
        facts.links(message, step),
    )
    if row.step == ASSIGNED and row.content:
        content = Rendered(**tx.vault.decrypt_json(CellId("messages.content", message.id), row.content))
    elif message.kind is Kind.ALERT:
        content = write_notice(context.renderer, clinic, recipient, row.step, channel)
    elif message.kind is Kind.STAFF:
        content = Rendered(tx.vault.decrypt_json(CellId("messages.content", message.id), row.content)["text"])
    elif step is None:
        content = write_auto_reply(context.renderer, clinic, recipient, row.step, row.about_step)
    else:
        number = facts.texts.number_of_next(hashes) if number is None else number
        renderer, visit = facts.care(message).renderer, facts.visit(message)
        content = write_step(
            renderer, clinic, recipient, step, channel, number=number, party=message.party, visit=visit
        )
    body_hashes = tx.vault.keyed_hashes("messages.body", content.text)
    repeats = False
    if step is not None and channel is Channel.SMS:
        repeats = not step.repeat and facts.texts.has_said(row.patient_id, hashes, body_hashes)
        facts.texts.note(row.patient_id, hashes, body_hashes[0])
    return RenderedMessage(message, recipient, content, body_hashes[0], repeats)


def _within_daily_limit(
    context: Context, tx: Tx, rendered: Sequence[RenderedMessage], facts: DueFacts, now: datetime
) -> list[RenderedMessage]:
    """Count the texts, a retry not again; one over the safety limit is skipped, with an alert."""
    to_count = [
        item
        for item in rendered
        if item.message.channel is Channel.SMS
        and item.message.kind is not Kind.ALERT  # a phone on call must ring, however often
        and not (item.repeats or item.message.row.fuse_counted)
    ]
    texts = [
        TextToCount(
            tuple(facts.address(item.message)[1]),
            now.astimezone(facts.zone(item.message)).date(),
            item.message.kind is Kind.SCHEDULED,
        )
        for item in to_count
    ]
    fits = daily_limit.count_texts(tx, texts)
    tripped = {item.message.id for item, fit in zip(to_count, fits, strict=True) if not fit}
    tripped.update(item.message.id for item in rendered if item.repeats)
    for item in rendered:
        if item.message.id in tripped:
            _skip_over_limit(tx, item.message, now)
            _trace_unsent(context, item.message, Event.SKIP, Reason.FUSE, now)
    return [item for item in rendered if item.message.id not in tripped]


def _skip_over_limit(tx: Tx, message: DueMessage, now: datetime) -> None:
    row = message.row
    move(tx, Move(message.id, Status.PLANNED, Event.SKIP, reason=Reason.FUSE), now)
    alerts.open_alert(
        tx,
        AlertKind.FUSE,
        now,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        message_id=message.id,
        detail=row.step,
    )
    log.warning("fuse_tripped", message_id=message.id, step=row.step)
