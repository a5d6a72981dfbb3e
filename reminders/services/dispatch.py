"""Claims a wave of due messages: locks them, takes the last look, writes the words, the lease and the attempt.

Everything here happens inside one short transaction that is committed before any of it is sent.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

import structlog

from reminders.core.claiming import Claim, EnrollmentState, check_claim
from reminders.core.contact import Channel, Reach
from reminders.core.status import Event, Kind, Reason, Status
from reminders.pathways.nodes import PathwayFileError
from reminders.ports import Outgoing, Rendered, RenderError
from reminders.services.due_facts import DueFacts, load_facts
from reminders.services.replan import replan
from reminders.services.words import Reader, count_segments, write_auto_reply, write_step
from reminders.store import alerts, claims, enrollments, fuse, switches
from reminders.store.alerts import AlertKind
from reminders.store.claims import ALWAYS_SENT, URGENT, Claimed, DueMessage
from reminders.store.transitions import Move, move
from reminders.store.vault import WrongKeyError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.claiming import Verdict
    from reminders.core.pathway import Step
    from reminders.services.context import Context
    from reminders.store.session import Tx

log = structlog.get_logger(__name__)

REPEAT_GUARD = timedelta(days=7)
LOOK_AGAIN = timedelta(minutes=5)
LONGEST_VALIDITY = timedelta(hours=10)
"""Twilio's upper limit for ValidityPeriod: 36,000 seconds."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A claimed message on its way: what goes out, and what its outcome will be written against."""

    outgoing: Outgoing
    number: int
    send_before: datetime
    clinic_id: int
    enrollment_id: str | None
    patient_id: str | None
    step: str
    kind: Kind
    revision: int


@dataclass(frozen=True, slots=True)
class Wave:
    """What a claim found: the messages that may leave, and how many it looked at. The rest got a named reason."""

    leaving: Sequence[Sending] = ()
    looked_at: int = 0


def claim_wave(context: Context, tx: Tx, lane: str, limit: int) -> Wave:
    """Claim up to `limit` due messages of a lane."""
    now = context.clock.now()
    on = switches.switches_on(tx)
    if lane != URGENT and switches.line_switch(Channel(lane), "default") in on:
        return Wave()
    due = claims.take_due(tx, lane, now, limit, paused=switches.PAUSE_ALL in on)
    if not due:
        return Wave()
    facts = load_facts(context, tx, due)
    claimed: list[tuple[Sending, Claimed]] = []
    stale: set[str] = set()
    for message in due:
        ready = _look(context, tx, message, facts, now, stale)
        if ready is not None:
            claims.write_claims(tx, [ready[1]], now)
            claimed.append(ready)
    for enrollment_id in sorted(stale):
        replan(context, tx, enrollments.get_enrollment(tx, enrollment_id), now)
    return Wave([sending for sending, _ in claimed], len(due))


def _look(
    context: Context,
    tx: Tx,
    message: DueMessage,
    facts: DueFacts,
    now: datetime,
    stale: set[str],
) -> tuple[Sending, Claimed] | None:
    """Take the last look at one message; None when it does not leave now."""
    row = message.row
    try:
        step = facts.step(message)
        verdict = check_claim(_claim(message, facts, step), now)
        if verdict.event is Event.CLAIM:
            return _prepare(context, tx, message, facts, step, now)
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


def _claim(message: DueMessage, facts: DueFacts, step: Step | None) -> Claim:
    row = message.row
    kind = Kind(row.kind)
    reach = facts.reach(message)
    if kind is Kind.AUTO_REPLY and reach is not Reach.OPTED_OUT:
        reach = Reach.OPEN  # the patient wrote to us: an answer needs no enrollment in texts
    if kind is Kind.AUTO_REPLY and row.step == ALWAYS_SENT[0]:
        reach = Reach.OPEN  # the one confirmation that a stop is owed (47 CFR 64.1200(a)(12))
    return Claim(
        kind=kind,
        reach=reach,
        zone=facts.zone(message),
        hours=facts.clinic(message).hours,
        due_at=row.due_at,
        send_before=row.send_before,
        enrollment=EnrollmentState(row.state) if row.state else None,
        revision_current=row.row_revision == row.plan_revision if row.state else True,
        step=step,
        facts=facts.enrollment_facts(message),
        answers=facts.answers(message),
    )


def _prepare(
    context: Context,
    tx: Tx,
    message: DueMessage,
    facts: DueFacts,
    step: Step | None,
    now: datetime,
) -> tuple[Sending, Claimed] | None:
    """Write the words and pass the fuse; None when the fuse trips."""
    row = message.row
    channel = Channel(row.channel)
    clinic = facts.clinic(message)
    address, hashes = facts.address(message)
    reader = Reader(facts.given_name(message), row.language or clinic.language_list[0], facts.links(message))
    if step is None:
        content = write_auto_reply(context.renderer, clinic, reader, row.step, row.about_step)
    else:
        content = write_step(context.renderer, clinic, reader, step, channel, first_text=facts.is_first_text(message))
    body_hash = tx.vault.blind("messages.body", content.text)
    if channel is Channel.SMS:
        if _fuse_trips(tx, message, step, facts, body_hash, now):
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
            return None
        facts.note_texted(hashes)
    attempt_id = str(uuid.uuid4())
    sending = Sending(
        outgoing=_outgoing(context, message, attempt_id, address, content, _valid_for(message, facts, now)),
        number=row.attempts + 1,
        send_before=row.send_before,
        clinic_id=row.clinic_id,
        enrollment_id=row.enrollment_id,
        patient_id=row.patient_id,
        step=row.step,
        kind=Kind(row.kind),
        revision=row.row_revision,
    )
    values = {
        "language": reader.language,
        "address": tx.vault.seal("messages.address", address),
        "address_hash": hashes[0],
        "content": _sealed_content(tx, content),
        "body_hash": body_hash,
        "segments": count_segments(channel, content),
        "fuse_counted": channel is Channel.SMS,
    }
    return sending, Claimed(message.id, attempt_id, row.attempts + 1, now + context.delivery.lease, values)


def _fuse_trips(
    tx: Tx,
    message: DueMessage,
    step: Step | None,
    facts: DueFacts,
    body_hash: str,
    now: datetime,
) -> bool:
    row = message.row
    _, hashes = facts.address(message)
    if step is not None and not step.repeat:
        since = now - REPEAT_GUARD
        if fuse.said_before(tx, row.patient_id, hashes, body_hash, since):
            return True
    if row.fuse_counted:  # once per message: a retry does not count again
        return False
    day = now.astimezone(facts.zone(message)).date()
    return not fuse.count_text(tx, hashes[0], day, scheduled=step is not None)


def _outgoing(
    context: Context,
    message: DueMessage,
    attempt_id: str,
    address: str,
    content: Rendered,
    valid_for: timedelta,
) -> Outgoing:
    row = message.row
    channel = Channel(row.channel)
    # The request must have ended before the lease does, and must not begin after its time.
    patience = min(context.delivery.lease - context.delivery.http_timeout, valid_for)
    return Outgoing(
        attempt_id=attempt_id,
        message_id=message.id,
        channel=channel,
        address=address,
        content=content,
        send_by=context.clock.monotonic() + patience.total_seconds(),
        valid_for=valid_for,
        unsubscribe_url=context.links.links(row.patient_id).unsubscribe if channel is Channel.EMAIL else None,
    )


def _valid_for(message: DueMessage, facts: DueFacts, now: datetime) -> timedelta:
    """How long the provider may go on trying: not past the step's time, today's hours, or its own limit."""
    until = message.row.send_before
    if message.row.kind == Kind.SCHEDULED.value:
        until = min(until, facts.clinic(message).hours.end_of_day(now, facts.zone(message)))
    return min(until - now, LONGEST_VALIDITY)


def _sealed_content(tx: Tx, content: Rendered) -> bytes:
    words = {"text": content.text, "subject": content.subject, "html": content.html}
    return tx.vault.seal("messages.content", json.dumps(words, ensure_ascii=False))
