"""Claims a wave of due messages: locks them, takes the last look, writes the words, the lease and the attempt.

Everything here happens inside one short transaction that is committed before any of it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

import structlog

from reminders.core.model.contact import Channel, Reach
from reminders.core.model.status import Event, Kind, Reason, Status
from reminders.core.plans.claiming import Claim, EnrollmentState, check_claim
from reminders.pathways.nodes import PathwayFileError
from reminders.ports import Rendered, RenderError
from reminders.services.alerts.tell_the_next import tell_the_next
from reminders.services.plans.replan import replan
from reminders.services.sending.due_facts import DueFacts, load_facts
from reminders.services.sending.start_attempt import Sending, Worded, start_attempt
from reminders.services.sending.take_wave import Turns, take_wave
from reminders.services.wording.words import Reader, write_auto_reply, write_notice, write_step
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.database.vault import WrongKeyError
from reminders.store.enrollment import enrollments
from reminders.store.sending import claims, fuse
from reminders.store.sending.due import ALWAYS_SENT, DueMessage
from reminders.store.sending.fuse import TextToCount
from reminders.store.sending.transitions import Move, move

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.plans.claiming import Verdict
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

LOOK_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Wave:
    """What a claim found: the messages that may leave, the rest got a named reason; and whether more may be due."""

    leaving: Sequence[Sending] = ()
    more: bool = False


def claim_wave(
    context: Context,
    tx: Tx,
    lane: str,
    limit: int,
    turns: Turns,
    tokens: Mapping[str, int] | None = None,
) -> Wave:
    """Claim up to `limit` due messages of a lane; texts need a token of their sender, unless there is no limit."""
    now = context.clock.now()
    taken = take_wave(tx, lane, limit, now, turns, tokens)
    due = taken.messages
    if not due:
        return Wave(more=taken.more)
    facts = load_facts(context, tx, due, now)
    stale: set[str] = set()
    looked = [_look(context, tx, message, facts, now, stale) for message in due]
    leaving = _pass_fuse(tx, [worded for worded in looked if worded], facts, now)
    claimed = [
        start_attempt(context, tx, worded, facts, now, on_trial=worded.message.id in taken.trials) for worded in leaving
    ]
    claims.write_claims(tx, [claim for _, claim in claimed], now)
    for enrollment_id in sorted(stale):
        enrollment = enrollments.try_enrollment(tx, enrollment_id)
        if enrollment is not None:  # else somebody changes it at this moment, and the next wave looks again
            replan(context, tx, enrollment, now)
    return Wave([sending for sending, _ in claimed], taken.more)


def _look(
    context: Context,
    tx: Tx,
    message: DueMessage,
    facts: DueFacts,
    now: datetime,
    stale: set[str],
) -> Worded | None:
    """Take the last look at one message and write its words; None when it does not leave now."""
    row = message.row
    try:
        step = facts.step(message)
        verdict = check_claim(_claim(message, facts, step), now)
        if verdict.event is Event.CLAIM:
            return _in_words(context, tx, message, facts, step)
    except (RenderError, WrongKeyError, PathwayFileError, ZoneInfoNotFoundError) as error:
        # One unreadable message must not hold up its lane: it is looked at again, and somebody is told.
        alerts.open_alert_once(tx, AlertKind.UNREADABLE, now, clinic_id=row.clinic_id, detail=row.step)
        claims.postpone(tx, message.id, now + LOOK_AGAIN)
        log.warning("message_unreadable", message_id=message.id, step=row.step, problem=type(error).__name__)
        return None
    if verdict.replan:
        stale.add(row.enrollment_id)
    else:
        _leave(tx, message, verdict, now)
    return None


def _leave(tx: Tx, message: DueMessage, verdict: Verdict, now: datetime) -> None:
    if verdict.event is None:
        claims.postpone(tx, message.id, verdict.wait_until or now + LOOK_AGAIN)
    else:
        move(tx, Move(message.id, Status.PLANNED, verdict.event, reason=verdict.reason), now)
        if message.kind is Kind.ALERT:
            tell_the_next(tx, message.id, now)


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
    )


def _in_words(
    context: Context,
    tx: Tx,
    message: DueMessage,
    facts: DueFacts,
    step: Step | None,
) -> Worded:
    row, channel = message.row, message.channel
    clinic = facts.clinic(message)
    _, hashes = facts.address(message)
    reader = Reader(
        facts.given_name(message),
        row.language or row.own_language or clinic.language_list[0],
        facts.links(message, step),
    )
    if message.kind is Kind.ALERT:
        content = write_notice(context.renderer, clinic, reader, row.step, channel)
    elif message.kind is Kind.STAFF:
        content = Rendered(tx.vault.open_json("messages.content", row.content)["text"])
    elif step is None:
        content = write_auto_reply(context.renderer, clinic, reader, row.step, row.about_step)
    else:
        number = facts.texts.number_of_next(hashes)
        content = write_step(context.renderer, clinic, reader, step, channel, number=number)
    body_hashes = tx.vault.blinds("messages.body", content.text)
    repeats = False
    if step is not None and channel is Channel.SMS:
        repeats = not step.repeat and facts.texts.has_said(row.patient_id, hashes, body_hashes)
        facts.texts.note(row.patient_id, hashes, body_hashes[0])
    return Worded(message, reader.language, content, body_hashes[0], repeats)


def _pass_fuse(tx: Tx, worded: Sequence[Worded], facts: DueFacts, now: datetime) -> list[Worded]:
    """Count the texts, a retry not again; what trips the fuse is skipped, with an alarm."""
    to_count = [
        item
        for item in worded
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
    fits = fuse.count_texts(tx, texts)
    tripped = {item.message.id for item, fit in zip(to_count, fits, strict=True) if not fit}
    tripped.update(item.message.id for item in worded if item.repeats)
    for item in worded:
        if item.message.id in tripped:
            _skip_tripped(tx, item.message, now)
    return [item for item in worded if item.message.id not in tripped]


def _skip_tripped(tx: Tx, message: DueMessage, now: datetime) -> None:
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
