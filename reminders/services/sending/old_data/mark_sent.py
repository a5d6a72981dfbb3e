"""Marks a message as sent of which only the provider knows that it was: the database is older than the sending."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from reminders.core.model.contact import Channel
from reminders.core.model.status import Kind, Status
from reminders.core.sending.matching import Candidate, match_text
from reminders.pathways.nodes import PathwayFileError
from reminders.ports import Rendered, RenderError
from reminders.services.sending.dispatch import RenderedMessage, render_due
from reminders.services.sending.due_facts import load_facts
from reminders.services.sending.receipts import apply_receipt
from reminders.services.sending.start_attempt import written_values
from reminders.store.database.vault import WrongKeyError
from reminders.store.enrollment import patients
from reminders.store.sending import attempts, daily_limit, due
from reminders.store.sending.daily_limit import TextToCount

if TYPE_CHECKING:
    from reminders.ports import LoggedText
    from reminders.services.context import Context
    from reminders.services.sending.due_facts import DueFacts
    from reminders.store.database.session import Tx
    from reminders.store.sending.due import DueMessage

log = structlog.get_logger(__name__)


def mark_sent(context: Context, tx: Tx, text: LoggedText) -> bool | None:
    """Find the message that a text in the provider's log is, and mark it; None: no patient has that phone.

    False: it is none of the messages that are still to come, but an answer or what staff wrote.
    """
    hashes = patients.address_hashes(tx, Channel.SMS, text.address)
    people = patients.ids_by_hashes(tx, Channel.SMS, hashes)
    open_messages = {message.id: message for message in due.unsent_to(tx, people, hashes)}
    if not people and not open_messages:
        return None
    facts = load_facts(context, tx, list(open_messages.values()), text.at)
    rendered = {item.message.id: item for message in open_messages.values() if (item := _render(facts, message))}
    words = [Candidate(key, item.content.text, item.message.row.due_at) for key, item in rendered.items()]
    match = match_text(text.body, text.at, words)
    if match is None:
        return False
    as_sent = replace(
        rendered[match.message_id],
        content=Rendered(text.body),
        body_hash=tx.vault.keyed_hashes("messages.body", text.body)[0],
    )
    _write(context, tx, text, as_sent, facts)
    return True


def _render(facts: DueFacts, message: DueMessage) -> RenderedMessage | None:
    if message.id not in facts.addresses:
        return None
    try:
        return render_due(facts.context, facts.tx, message, facts, facts.step(message), 0)
    except (RenderError, WrongKeyError, PathwayFileError, LookupError) as error:
        log.warning("message_unreadable", message_id=message.id, problem=type(error).__name__)
        return None


def _write(context: Context, tx: Tx, text: LoggedText, rendered: RenderedMessage, facts: DueFacts) -> None:
    """Write the attempt that is missing, or use the one whose outcome is unknown, and apply what the provider says."""
    message = rendered.message
    attempt_id = message.row.attempt_id
    if message.row.status not in {Status.SENDING, Status.UNCONFIRMED}:
        attempt_id = str(uuid.uuid4())
        _, hashes = facts.address(message)
        row = {
            "id": attempt_id,
            "message_id": message.id,
            "number": message.row.attempts + 1,
            "anchor": message.row.anchor,
            "sender": facts.clinic(message).sender(Channel.SMS),
            "started_at": text.at,
        }
        attempts.add_attempt(tx, row, written_values(tx, rendered, facts))
        local_day = text.at.astimezone(facts.zone(message)).date()
        daily_limit.count_texts(tx, [TextToCount(tuple(hashes), local_day, message.kind is Kind.SCHEDULED)])
    if text.receipt is not None:
        apply_receipt(context, tx, attempt_id, text.receipt, context.clock.now())
