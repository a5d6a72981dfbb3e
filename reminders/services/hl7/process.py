"""Reads, looks up, decides and applies one message inside an open transaction: a new one, a replay, a dry run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.hl7.decide import decide
from reminders.core.hl7.message import MessageError
from reminders.core.hl7.outcomes import Decision, Outcome
from reminders.services.hl7.apply import apply
from reminders.services.hl7.look_up import look_up
from reminders.services.hl7.read import read
from reminders.services.hl7.work import Work
from reminders.services.wording.live_care import at_clinic
from reminders.store.hl7 import messages, order
from reminders.store.hl7.messages import Result

if TYPE_CHECKING:
    from reminders.core.hl7.content import MessageContent
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def try_read(context: Context, clinic: Clinic, partner: Partner, raw: bytes) -> MessageContent | MessageError:
    """Read a message, or return why it cannot be read."""
    try:
        return read(raw, partner, clinic, context.clock.now().astimezone(clinic.zone).date())
    except MessageError as error:
        return error


@dataclass(frozen=True, slots=True)
class Processed:
    """What became of a message: to store, in full, and why it could not be read if so."""

    result: Result
    decision: Decision
    problem: MessageError | None = None


def process(  # noqa: PLR0913
    context: Context,
    tx: Tx,
    clinic: Clinic,
    partner: Partner,
    message: bytes | MessageContent | MessageError,
    *,
    actor: Actor,
    message_id: str,
) -> Processed:
    """Carry out what a message says, or what was read of it already, and return what became of it."""
    content = try_read(context, clinic, partner, message) if isinstance(message, bytes) else message
    if isinstance(content, MessageError):
        decision = Decision(Outcome.MALFORMED, {"problem": str(content)})
        return Processed(Result(decision.outcome, place=content.place, term=content.sentence), decision, content)
    context = at_clinic(context, clinic, tx)
    newest = order.newest_of(tx, clinic.id, content.order_key, but=message_id)
    subject = look_up(context, tx, clinic, content, newest)
    decision = decide(content, partner, subject.known)
    now = context.clock.now()
    applied = apply(Work(context, tx, clinic, content, subject, decision, actor, now))
    if applied.decision.outcome is Outcome.ENROLLED and content.person and content.header.sent_at:
        later = order.newest_of_unknown_person(tx, clinic.id, content.person.record_number, content.header.sent_at)
        if later is not None:  # it came before the booking that it was sent after
            again = process(context, tx, clinic, partner, later[1], actor=actor, message_id=later[0])
            messages.record_result(tx, later[0], again.result, now, again=True)
    result = Result(
        applied.decision.outcome,
        content,
        place=applied.place,
        term=applied.decision.term or None,
        patient_id=applied.patient_id,
        enrollment_id=applied.enrollment_id,
    )
    return Processed(result, applied.decision)
