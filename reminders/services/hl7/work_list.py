"""HL7 messages for staff: what waits for a person, what could not be read, what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.message import MessageError
from reminders.core.hl7.outcomes import Outcome, State
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, SetupError, UseError
from reminders.services.hl7.prefill import cells_of
from reminders.services.hl7.process import process
from reminders.services.hl7.read import find_partner, read
from reminders.services.record_view import record_view
from reminders.store.enrollment.patients import find_patient
from reminders.store.hl7 import lists, messages
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.hl7.content import MessageContent
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.hl7.messages import StoredMessage

PAGE_SIZE: Final = 50


class Shown(StrEnum):
    """Which messages a page shows."""

    CONSENT = "consent"
    UNMAPPED = "unmapped"
    OTHER = "other"
    ERRORS = "errors"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Item:
    """One message, with what it says if that can be read."""

    message: StoredMessage
    content: MessageContent | None = None

    @property
    def name(self) -> str:
        """The patient's name; empty where it cannot be read."""
        person = self.content.person if self.content else None
        return f"{person.given_name} {person.family_name}".strip() if person else ""

    @property
    def plan(self) -> str | None:
        """The care plan that a booking is mapped to, if it is one."""
        plans = self.content.surgery.plans if self.content and self.content.surgery else ()
        return plans[0] if len(plans) == 1 else None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of messages. `counts` are how many wait, by list."""

    items: tuple[Item, ...]
    counts: dict[Shown, int]
    more: bool


def list_for_staff(context: Context, clinic: Clinic, shown: Shown, page: int, *, actor: Actor) -> ListPage:
    """Return a page of messages, the latest first, and record the view."""
    partners: dict[str, Partner | None] = {}
    with context.db.begin() as tx:
        counts = {Shown(name): count for name, count in lists.count_waiting(tx, clinic.id).items()}
        found = lists.list_messages(tx, clinic.id, shown.value, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
        contents = messages.contents_of(tx, [item.id for item in found[:PAGE_SIZE]])
        record_view(context, tx, clinic, Action.VIEWED_HL7_MESSAGE, actor=actor)
    items = [Item(item, _said(context, clinic, item, contents.get(item.id), partners)) for item in found[:PAGE_SIZE]]
    return ListPage(tuple(items), counts, len(found) > PAGE_SIZE)


def count_asking(context: Context, clinic: Clinic) -> int:
    """Return how many surgeries wait for consent."""
    with context.db.read() as tx:
        return lists.count_waiting(tx, clinic.id)[Shown.CONSENT.value]


@dataclass(frozen=True, slots=True)
class OneMessage:
    """One message in full: what it says, line by line; None where it was deleted or opens with no key."""

    message: StoredMessage
    text: str | None


def show_message(context: Context, clinic: Clinic, message_id: str, *, actor: Actor) -> OneMessage:
    """Return one message, and record the view.

    Raises:
        NotFoundError: the clinic has no such message.

    """
    with context.db.begin() as tx:
        message = _pick(tx, clinic, message_id)
        raw = messages.content_of(tx, message.id)
        patient = message.patient_id if message.patient_id and find_patient(tx, clinic.id, message.patient_id) else None
        record_view(context, tx, clinic, Action.VIEWED_HL7_MESSAGE, actor=actor, patient_id=patient)
    text = None if raw is None else raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return OneMessage(message, text)


def prefill(context: Context, clinic: Clinic, message_id: str) -> tuple[dict[str, str], str]:
    """Return the columns of the enroll form that a message fills in, and the patient's id if known.

    Raises:
        NotFoundError: the clinic has no such message, or it cannot be read any more.

    """
    with context.db.read() as tx:
        message = _pick(tx, clinic, message_id)
        raw = messages.content_of(tx, message.id)
        patient = find_patient(tx, clinic.id, message.patient_id) if message.patient_id else None
    content = _said(context, clinic, message, raw, {})
    if content is None:
        raise NotFoundError("this message cannot be read any more")
    cells = cells_of(clinic, content, patient)
    plans = content.surgery.plans if content.surgery else ()
    cells["procedure"] = plans[0] if len(plans) == 1 else ""
    cells["timezone"] = cells.get("timezone") or clinic.timezone
    if patient is None:
        cells |= {"sms_consent": "no", "email_consent": "no"}
    return cells, patient.id if patient else ""


def replay(context: Context, clinic: Clinic, message_id: str, *, actor: Actor) -> Outcome:
    """Apply a message again, as things and the partner file stand now.

    Raises:
        NotFoundError: the clinic has no such message.
        UseError: it was applied already, or its content was deleted.

    """
    is_stored = False
    partner = _partner_of(context, clinic, message_id)
    try:
        with context.db.begin() as tx:
            message = _pick(tx, clinic, message_id)
            messages.take_turn(tx, clinic.id, message.partner)
            raw = messages.content_of(tx, message.id)
            if raw is None:
                raise UseError("the content of this message was deleted; ask the hospital to send it again")
            if message.outcome is not None and message.outcome.state is State.APPLIED:
                raise UseError("this message was applied already")
            now = context.clock.now()
            sender = actor.fhir(message.partner) if raw[:1] == b"{" else actor.hl7(message.partner)
            done = process(context, tx, clinic, partner, raw, actor=sender, message_id=message.id)
            messages.record_result(tx, message.id, done.result, now, again=True)
            _record(tx, clinic, Action.REPLAYED_MESSAGE, actor, now, message, done.decision.outcome)
        is_stored = True
    finally:
        if not is_stored:
            context.book.forget()  # a pathway kept by a transaction that was undone was never kept
    return done.decision.outcome


def dismiss(context: Context, clinic: Clinic, message_id: str, *, actor: Actor) -> None:
    """Take a message off the list: staff have dealt with it, or it is not for us.

    Raises:
        NotFoundError: the clinic has no such message.

    """
    with context.db.begin() as tx:
        message, now = _pick(tx, clinic, message_id), context.clock.now()
        if message.outcome is not None and message.outcome.state is State.APPLIED:
            return
        messages.settle(tx, message.id, Outcome.DISMISSED, now)
        _record(tx, clinic, Action.DISMISSED_MESSAGE, actor, now, message)


def settle_enrolled(context: Context, clinic: Clinic, message_id: str, patient_id: str, *, actor: Actor) -> None:
    """Note that staff have enrolled the patient of a message; nothing happens for an id that is none."""
    with context.db.begin() as tx:
        message = messages.find_message(tx, clinic.id, message_id)
        if message is None or find_patient(tx, clinic.id, patient_id) is None:
            return
        now = context.clock.now()
        messages.settle(tx, message.id, Outcome.ENROLLED, now, patient_id=patient_id)
        _record(tx, clinic, Action.DISMISSED_MESSAGE, actor, now, message, Outcome.ENROLLED)


def _partner_of(context: Context, clinic: Clinic, message_id: str) -> Partner:
    with context.db.read() as tx:
        name = _pick(tx, clinic, message_id).partner
    return _find(context, clinic, name)


def _find(context: Context, clinic: Clinic, name: str) -> Partner:
    """Return a partner; that there is none (any more) is told like any other reason.

    Raises:
        UseError: the file is not there, or cannot be used.

    """
    try:
        return find_partner(context, clinic, name)
    except SetupError as error:
        raise UseError(str(error)) from None


def _pick(tx: Tx, clinic: Clinic, message_id: str) -> StoredMessage:
    message = messages.find_message(tx, clinic.id, message_id)
    if message is None:
        raise NotFoundError("no such message")
    return message


def _said(
    context: Context, clinic: Clinic, message: StoredMessage, raw: bytes | None, partners: dict[str, Partner | None]
) -> MessageContent | None:
    """Read a message for a page; None where it cannot be, which the page says."""
    if raw is None:
        return None
    if message.partner not in partners:
        try:
            partners[message.partner] = _find(context, clinic, message.partner)
        except UseError:
            partners[message.partner] = None
    partner = partners[message.partner]
    try:
        return read(raw, partner, clinic) if partner else None
    except MessageError:
        return None


def _record(  # noqa: PLR0913, PLR0917
    tx: Tx,
    clinic: Clinic,
    action: Action,
    actor: Actor,
    now: datetime,
    message: StoredMessage,
    outcome: Outcome | None = None,
) -> None:
    detail = f"{message.id}{f', {outcome.value}' if outcome else ''}"
    add_entry(tx, AuditEntry(clinic.id, action, actor, now, message.patient_id, message.enrollment_id, detail))
