"""Takes one message in: kept, decided, applied and recorded in one transaction; only then is it acknowledged.

A repeat gets the answer of the first time. What the database could not do now is answered AE, so that the sender
repeats it; what can never be read is kept for people and answered AR.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy.exc import DBAPIError

from reminders.core.hl7.answer import Acknowledgment, acknowledgment_for, answer
from reminders.core.hl7.charset import decode
from reminders.core.hl7.content import turns_of
from reminders.core.hl7.message import FieldPath, MessageError, parse
from reminders.core.hl7.outcomes import Outcome, State
from reminders.core.model.actor import Actor
from reminders.core.model.errors import NotFoundError, RemindersError
from reminders.services.find import pick_clinic
from reminders.services.hl7.process import process, try_read
from reminders.services.retry_database import retry_database
from reminders.store.hl7 import messages
from reminders.store.hl7.messages import NewMessage, Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

_TRY_LATER = MessageError("failed", "MSH", "the message could not be applied now; send it again")
_TOO_LARGE = MessageError("too_large", "MSH", "the message is longer than this listener takes")
_WAITS: Final = (0.05, 0.2)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is answered, and what became of the message; no outcome where nothing could be stored."""

    answer: bytes
    code: Acknowledgment
    outcome: Outcome | None
    message_id: str | None = None


def receive(context: Context, clinic: Clinic, partner: Partner, raw: bytes, *, keeps: bool = True) -> Receipt:
    """Take in a message, whatever it holds. It never raises: a sender waits for the answer.

    Without `keeps` all of it is taken back in the end: nothing is kept, and nothing is changed.
    """
    return _receive(_Incoming(context, partner, raw, *_header(partner, raw), lambda _tx: clinic), keeps=keeps)


def receive_from(context: Context, partner: Partner, raw: bytes) -> Receipt:
    """Take in a message for the clinic that the partner file names, with that clinic's settings as they are now."""
    incoming = _Incoming(context, partner, raw, *_header(partner, raw), lambda tx: pick_clinic(tx, partner.clinic))
    return _receive(incoming)


class _NoClinicError(RemindersError):
    """The clinic that a partner file names is not there: the sender is told to try later, and a log line says why."""


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A message that has come in, and how the clinic that it is for is found in the transaction that applies it."""

    context: Context
    partner: Partner
    raw: bytes
    control_id: str
    kind: str
    find_clinic: Callable[[Tx], Clinic]

    def for_clinic(self, tx: Tx) -> tuple[Clinic, NewMessage]:
        """Return the clinic, and the message as it is kept there.

        Raises:
            _NoClinicError: there is no such clinic.

        """
        try:
            clinic = self.find_clinic(tx)
        except NotFoundError as error:
            raise _NoClinicError from error
        return clinic, NewMessage(clinic.id, self.partner.name, self.control_id, self.kind, self.raw)


def _receive(incoming: _Incoming, *, keeps: bool = True) -> Receipt:
    context, partner, raw = incoming.context, incoming.partner, incoming.raw
    take = _take if keeps else _rehearse
    try:
        outcome, message_id, problem = retry_database(lambda: take(incoming), _WAITS, meets=True)
    except (DBAPIError, _NoClinicError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error.__cause__
        log.warning("hl7_not_stored", partner=partner.name, problem=type(cause).__name__)
        return Receipt(_answer(context, raw, Acknowledgment.ERROR, _TRY_LATER), Acknowledgment.ERROR, None)
    code = acknowledgment_for(outcome)
    log.info("hl7_received", partner=partner.name, kind=incoming.kind, outcome=outcome.value)
    return Receipt(_answer(context, raw, code, problem), code, outcome, message_id)


def refuse_too_large(context: Context, beginning: bytes) -> bytes:
    """Answer a message that is longer than a listener takes; nothing of it is kept."""
    return _answer(context, beginning, Acknowledgment.REJECT, _TOO_LARGE)


def _take(incoming: _Incoming) -> tuple[Outcome, str, MessageError | None]:
    try:
        return _apply(incoming)
    except (DBAPIError, _NoClinicError):
        raise
    except Exception as error:  # noqa: BLE001 one message must not stop the next
        problem = type(error).__name__  # no traceback: it would hold what the message says
        log.warning("hl7_failed", partner=incoming.partner.name, kind=incoming.kind, problem=problem)
        return Outcome.FAILED, _keep_failed(incoming), _TRY_LATER


def _rehearse(incoming: _Incoming) -> tuple[Outcome, str, MessageError | None]:
    try:
        return _apply(incoming, keeps=False)
    except (DBAPIError, _NoClinicError):
        raise
    except Exception as error:  # noqa: BLE001 as when it is kept
        log.warning("hl7_failed", partner=incoming.partner.name, kind=incoming.kind, problem=type(error).__name__)
        return Outcome.FAILED, "", _TRY_LATER


def _apply(incoming: _Incoming, *, keeps: bool = True) -> tuple[Outcome, str, MessageError | None]:
    is_stored = False
    try:
        with incoming.context.db.begin() as tx:
            taken = _apply_in(incoming, tx)
            if not keeps:
                tx.roll_back()
        is_stored = keeps
    finally:
        if not is_stored:
            incoming.context.book.forget()  # a pathway kept by a transaction that was undone was never kept
    return taken


def _apply_in(incoming: _Incoming, tx: Tx) -> tuple[Outcome, str, MessageError | None]:
    context, partner = incoming.context, incoming.partner
    clinic, new = incoming.for_clinic(tx)
    content = try_read(context, clinic, partner, new.raw)
    about = None if isinstance(content, MessageError) else turns_of(content)
    messages.take_turn(tx, clinic.id, partner.name, about)
    now, known = context.clock.now(), messages.find_same(tx, new)
    is_settled = known is not None and known.state is not State.ERROR
    if known is not None and is_settled and known.outcome is not None:
        return known.outcome, known.id, None
    message_id = known.id if known else messages.insert_message(tx, new, now)
    actor = Actor.hl7(partner.name)
    applied = process(context, tx, clinic, partner, content, actor=actor, message_id=message_id)
    messages.record_result(tx, message_id, applied.result, now, again=known is not None)
    return applied.decision.outcome, message_id, applied.problem


def _keep_failed(incoming: _Incoming) -> str:
    """Keep a message of which applying failed, for people to see and replay."""
    with incoming.context.db.begin() as tx:
        _clinic, new = incoming.for_clinic(tx)
        messages.take_turn(tx, new.clinic_id, new.partner)
        now, known = incoming.context.clock.now(), messages.find_same(tx, new)
        message_id = known.id if known else messages.insert_message(tx, new, now)
        messages.record_result(tx, message_id, Result(Outcome.FAILED), now, again=known is not None)
    return message_id


def header_of(clinic: Clinic, partner: Partner, raw: bytes) -> NewMessage:
    """Read what can be read of the header, however broken the rest is."""
    return NewMessage(clinic.id, partner.name, *_header(partner, raw), raw)


def _header(partner: Partner, raw: bytes) -> tuple[str, str]:
    """Return the control id and the kind of a message; what cannot be read of them is empty."""
    control_id = kind = ""
    try:
        header = parse(_text_of(raw, partner).lstrip("\r\n \t").split("\r")[0].split("\n")[0])
        control_id, kind = header.value(_CONTROL_ID), "^".join(filter(None, map(header.value, _KIND)))
    except MessageError:
        pass  # kept without
    return control_id[:199], kind


def _text_of(raw: bytes, partner: Partner) -> str:
    try:
        return decode(raw, partner.charset)
    except MessageError:
        return raw.decode("ascii", "replace")  # a name in other letters takes nothing from the header


_CONTROL_ID: Final = FieldPath.parse("MSH-10")
_KIND: Final = (FieldPath.parse("MSH-9.1"), FieldPath.parse("MSH-9.2"))


def _answer(context: Context, raw: bytes, code: Acknowledgment, problem: MessageError | None) -> bytes:
    return answer(raw, code, context.clock.now(), secrets.token_hex(8), problem)
