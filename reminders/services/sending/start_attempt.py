"""Starts an attempt for a message that may leave: its id, its lease, its time limit, and what is written about them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson

from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import Kind
from reminders.ports import Outgoing
from reminders.services.wording.render_message import count_segments
from reminders.store.database.vault import CellId
from reminders.store.sending.batch_writes import Claimed

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.ports import Rendered
    from reminders.services.context import Context
    from reminders.services.sending.due_facts import DueFacts
    from reminders.services.wording.render_message import Recipient
    from reminders.store.database.session import Tx
    from reminders.store.sending.due import DueMessage

MAX_VALIDITY = timedelta(hours=10)
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
    surgery_generation: int
    sender: str
    party: Party = Party.PATIENT
    on_trial: bool = False
    """Its sender is down, and this is a trial message."""

    late: timedelta = timedelta(0)
    """How long after its time it was claimed."""


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message that passed the pre-send check, rendered. `repeats`: the same words reached this patient of late."""

    message: DueMessage
    recipient: Recipient
    content: Rendered
    body_hash: str
    repeats: bool


def start_attempt(
    context: Context,
    tx: Tx,
    rendered: RenderedMessage,
    facts: DueFacts,
    now: datetime,
    *,
    on_trial: bool = False,
) -> tuple[Sending, Claimed]:
    """Give a message that may leave its attempt, its lease and what is written about both."""
    message = rendered.message
    row, channel = message.row, message.channel
    attempt_id = str(uuid.uuid4())
    sending = Sending(
        outgoing=_outgoing(context, rendered, attempt_id, facts, _valid_for(message, facts, now)),
        number=row.attempts + 1,
        send_before=row.send_before,
        clinic_id=row.clinic_id,
        enrollment_id=row.enrollment_id,
        patient_id=row.patient_id,
        step=row.step,
        kind=message.kind,
        revision=row.row_revision,
        surgery_generation=row.anchor,
        sender=facts.clinic(message).sender(channel),
        party=message.party,
        on_trial=on_trial,
        late=now - row.ready_at,
    )
    values = written_values(tx, rendered, facts)
    claimed = Claimed(
        message_id=message.id,
        attempt_id=attempt_id,
        number=sending.number,
        lease_until=now + context.delivery.lease,
        values=values,
        surgery_generation=sending.surgery_generation,
        sender=sending.sender,
    )
    return sending, claimed


def written_values(tx: Tx, rendered: RenderedMessage, facts: DueFacts) -> dict[str, Any]:
    """Return what a message's row keeps of the words that leave, and of where they go."""
    message, content = rendered.message, rendered.content
    address, hashes = facts.address(message)
    return {
        "language": rendered.recipient.language,
        "address": tx.vault.encrypt(CellId("messages.address", message.id), address, of=message.row.clinic_id),
        "address_hash": hashes[0],
        "content": _encrypted_content(tx, message, content),
        "body_hash": rendered.body_hash,
        "segments": count_segments(message.channel, content),
        "fuse_counted": message.channel is Channel.SMS,
        "plan_version_id": message.row.pathway_version_id,
        "wording_version_id": facts.care(message).wording_version(facts.step(message)),
    }


def _outgoing(
    context: Context,
    rendered: RenderedMessage,
    attempt_id: str,
    facts: DueFacts,
    valid_for: timedelta,
) -> Outgoing:
    message = rendered.message
    channel = message.channel
    to_patient = channel is Channel.EMAIL and message.row.patient_id is not None
    # The request must have ended before the lease does, and must not begin after its time.
    patience = min(context.delivery.lease - context.delivery.http_timeout, valid_for)
    return Outgoing(
        attempt_id=attempt_id,
        message_id=message.id,
        channel=channel,
        address=facts.address(message)[0],
        content=rendered.content,
        send_by=context.clock.monotonic() + patience.total_seconds(),
        valid_for=valid_for,
        reply_to=(facts.clinic(message).email or None) if to_patient else None,
        unsubscribe_url=rendered.recipient.links.unsubscribe if to_patient else None,
    )


def _valid_for(message: DueMessage, facts: DueFacts, now: datetime) -> timedelta:
    """How long the provider may go on trying: not past the step's time, today's hours, or its own limit."""
    until = message.row.send_before
    if message.kind in {Kind.SCHEDULED, Kind.OPT_IN}:
        until = min(until, facts.hours(message).end_of_day(now, facts.zone(message)))
    return min(until - now, MAX_VALIDITY)


def _encrypted_content(tx: Tx, message: DueMessage, content: Rendered) -> bytes:
    words = {"text": content.text, "subject": content.subject, "html": content.html}
    return tx.vault.encrypt(
        CellId("messages.content", message.id), orjson.dumps(words).decode(), of=message.row.clinic_id
    )
