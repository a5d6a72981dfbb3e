"""Takes one resource in: kept as a snapshot, decided, applied and recorded in one transaction, like an HL7 message."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy.exc import DBAPIError

from reminders.core.fhir.read_resource import control_id
from reminders.core.fhir.snapshot import take_snapshot
from reminders.core.hl7.message import MessageError
from reminders.core.hl7.outcomes import Decision, Outcome, State
from reminders.core.model.actor import Actor
from reminders.services.hl7.process import process
from reminders.services.retry_database import retry_database
from reminders.store.hl7 import messages
from reminders.store.hl7.messages import NewMessage, Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.fhir.pool import Entry, Pool
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

WAITS: Final = (0.05, 0.2, 1.0)
_NOT_KEPT: Final = frozenset({Outcome.NOT_FOLLOWED, Outcome.UNKNOWN_PATIENT, Outcome.NO_STAY})
"""What says nothing of a patient of ours: a hospital's whole register would be kept otherwise."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a resource. `is_repeat`: it had come in before, and nothing was done again."""

    decision: Decision
    is_repeat: bool = False


def take(
    context: Context,
    clinic: Clinic,
    partner: Partner,
    new: NewMessage,
    and_then: Callable[[Tx], None] | None = None,
) -> Taken:
    """Apply a resource, and do `and_then` in the same transaction.

    Raises:
        DBAPIError: the database does not answer; nothing was done.

    """

    def work() -> Taken:
        try:
            return _take(context, clinic, partner, new, and_then)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 one resource must not stop the next
            problem = type(error).__name__  # no traceback: it would hold what the resource says
            log.warning("fhir_failed", partner=partner.name, kind=new.kind, problem=problem)
            return _keep_failed(context, new, problem, and_then)

    return retry_database(work, WAITS, meets=True)


def new_message(clinic: Clinic, partner: Partner, entry: Entry, pool: Pool) -> NewMessage:
    """Build what is kept of a resource: itself alone where what it refers to cannot be followed."""
    try:
        extensions = partner.fhir.extensions if partner.fhir else frozenset[str]()
        name, document = control_id(entry), take_snapshot(entry, pool, extensions)
    except MessageError:
        kept = {"fullUrl": entry.full_url, "resource": entry.resource}
        name, document = entry.reference[:199], {"resourceType": "Bundle", "type": "collection", "entry": [kept]}
    raw = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace")
    return NewMessage(clinic.id, partner.name, name, entry.kind, raw)


def apply_in(context: Context, tx: Tx, clinic: Clinic, partner: Partner, new: NewMessage) -> Taken:
    """Apply a resource inside an open transaction. One that waits on a list, or failed, is tried again."""
    messages.take_turn(tx, clinic.id, partner.name)
    now, known = context.clock.now(), messages.find_same(tx, new)
    if known is not None and known.outcome is not None and known.state in {State.APPLIED, State.IGNORED}:
        return Taken(Decision(Outcome.REPEATED), is_repeat=True)
    message_id = known.id if known else str(uuid.uuid4())
    actor = Actor.fhir(partner.name)
    done = process(context, tx, clinic, partner, new.raw, actor=actor, message_id=message_id)
    if known is None and done.decision.outcome in _NOT_KEPT:
        return Taken(done.decision)
    if known is None:
        message_id = messages.insert_message(tx, new, now)
    messages.record_result(tx, message_id, done.result, now, again=known is not None)
    return Taken(done.decision)


def _take(
    context: Context, clinic: Clinic, partner: Partner, new: NewMessage, and_then: Callable[[Tx], None] | None
) -> Taken:
    is_stored = False
    try:
        with context.db.begin() as tx:
            taken = apply_in(context, tx, clinic, partner, new)
            if and_then is not None:
                and_then(tx)
        is_stored = True
    finally:
        if not is_stored:
            context.book.forget()  # a pathway kept by a transaction that was undone was never kept
    return taken


def _keep_failed(context: Context, new: NewMessage, problem: str, and_then: Callable[[Tx], None] | None) -> Taken:
    """Keep a resource of which applying failed, for people to see and replay."""
    with context.db.begin() as tx:
        messages.take_turn(tx, new.clinic_id, new.partner)
        now, known = context.clock.now(), messages.find_same(tx, new)
        message_id = known.id if known else messages.insert_message(tx, new, now)
        messages.record_result(tx, message_id, Result(Outcome.FAILED), now, again=known is not None)
        if and_then is not None:
            and_then(tx)
    return Taken(Decision(Outcome.FAILED, {"problem": problem}))
