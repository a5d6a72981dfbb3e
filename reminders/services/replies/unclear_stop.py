"""Between a clear stop and none: a text that may mean stop holds the patient's texts, and the patient is asked once.

The hold ends when the patient answers or staff decide that it was no stop; after a day without either it is a stop.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import structlog

from reminders.core.alerts.alert_kinds import AlertKind, severity_of
from reminders.core.consent.stop_question import StopAnswer, answer_to_stop_question
from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel, Party
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.plans.holding import UNCLEAR_FOR, HoldEnd
from reminders.services.consent.stop import end_unclear_stop, stop_address, stop_phone_hash
from reminders.services.find import pick_enrollment
from reminders.services.plans.replan import replan_patients
from reminders.services.replies.answer_back import answer_back
from reminders.services.replies.raise_alarm import about_sender
from reminders.store.alerts import alerts
from reminders.store.alerts.writers import writer_of
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment import patients
from reminders.store.replies import auto_replies, handling, holds
from reminders.store.replies.replies import wait_for_turn
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.replies.replies import Reading
    from reminders.services.context import Context
    from reminders.services.replies.inbound import Inbound
    from reminders.store.database.session import Tx
    from reminders.store.replies.holds import UnclearStop

log = structlog.get_logger(__name__)

QUESTION: Final = "unclear_stop"
"""The template of our question, and the `step` of its message."""

NO_ANSWER: Final = "unclear, no answer"
"""The source of an opt-out that no one spoke out."""

BATCH_SIZE = 50


def hold_texts(inbound: Inbound, reply_id: str) -> None:
    """Hold the scheduled texts of the phone that wrote, ask once, and open an item for staff with the words."""
    tx, at, until = inbound.tx, inbound.at, inbound.at + UNCLEAR_FOR
    if inbound.channel is not Channel.SMS:
        return
    new = [
        holds.hold_texts(
            tx, _scope(clinic), inbound.address_hashes, clinic_id=clinic.id, reply_id=reply_id, at=at, until=until
        )
        for clinic in inbound.senders
    ]
    for clinic_id in sorted({holder.clinic_id for holder in inbound.holders}):
        about = about_sender(inbound, clinic_id, severity_of(AlertKind.UNCLEAR_STOP), reply_id)
        alerts.raise_alert(tx, AlertKind.UNCLEAR_STOP, at, about)
    if not any(new):
        return
    replan_patients(inbound.context, tx, inbound.patient_ids, at)
    for holder in inbound.holders:
        entry = AuditEntry(holder.clinic_id, Action.HELD_MESSAGES, inbound.actor, at, holder.id)
        add_entry(tx, replace(entry, detail="unclear stop"))
    answer_back(inbound, reply_id, QUESTION)


def _scope(clinic: Clinic) -> str:
    return opt_outs.scope_of(Channel.SMS, clinic.id, clinic.sms_sender)


def read_answer(inbound: Inbound, reading: Reading, body: str) -> Reading:
    """Read a text as the answer to our question where it is one: a yes is a stop, a no wants the texts on."""
    if reading.stop or reading.start or reading.automatic or inbound.channel is not Channel.SMS:
        return reading
    answer = answer_to_stop_question(body)
    scopes = [_scope(clinic) for clinic in inbound.senders]
    if answer is None or not any(
        holds.question_was_sent(inbound.tx, scope, inbound.address_hashes, QUESTION) for scope in scopes
    ):
        return reading
    stop = answer is StopAnswer.STOP
    return replace(reading, stop=stop, start=not stop, unclear_stop=False, unsure=False)


def keep_texts(context: Context, clinic: Clinic, alert_id: int, by: str, *, actor: Actor) -> None:
    """Decide that it was not a stop: texts continue, the alert is closed. `by` is shown to the clinic's other staff.

    It holds as far as a stop would: for the clinics that share the sender. Their items close without a name, and the
    words wait in their inbox until they have read them. A clinic with another sender decides for itself.

    Raises:
        NotFoundError: the clinic has no such open alert.
        UseError: the alert is about something else.

    """
    with context.db.begin() as tx:
        now = context.clock.now()
        _phone, hashes = _phone_of(tx, clinic, alert_id)
        scope = _scope(clinic)
        holds.release_texts(tx, scope, hashes, HoldEnd.STAFF, now)
        scoped = opt_outs.clinics_in_scope(tx, Channel.SMS, clinic)
        alerts.close_alerts(tx, AlertKind.UNCLEAR_STOP, now, clinic_ids=[clinic.id], subjects=hashes, by=by)
        alerts.close_alerts(tx, AlertKind.UNCLEAR_STOP, now, clinic_ids=scoped, subjects=hashes)
        handling.handle_sender(tx, clinic.id, hashes, now)
        concerned = patients.holders_of_hashes(tx, Channel.SMS, hashes, scoped)
        replan_patients(context, tx, [holder.id for holder in concerned], now)
        for holder in concerned:
            entry = AuditEntry(holder.clinic_id, Action.RELEASED_MESSAGES, actor, now, holder.id, detail="no stop")
            add_entry(tx, entry)


def end_unanswered(context: Context) -> int:
    """Turn unclear stops with no decision after a day into stops; return how many. Safe to run twice."""
    now = context.clock.now()
    with context.db.read() as tx:
        due = holds.ended_unclear(tx, now, BATCH_SIZE)
    return sum(_end(context, item) for item in due)


def _end(context: Context, item: UnclearStop) -> bool:
    with context.db.begin() as tx:
        wait_for_turn(tx, item.address_hash)
        if not holds.still_stands(tx, item.id):
            return False
        clinic, now = clinics.get_clinic(tx, item.clinic_id), context.clock.now()
        scoped = opt_outs.clinics_in_scope(tx, Channel.SMS, clinic)
        phone = _written_from(tx, item) or patients.phone_of_hash(tx, item.address_hash, scoped)
        if phone is None and not item.sender and not _is_held(tx, item, scoped):  # erased, and no one has it any more
            return end_unclear_stop(tx, clinic, [item.address_hash], HoldEnd.NO_ANSWER, now)
        stopped = _stop(context, tx, clinic, (phone, [item.address_hash]), source=NO_ANSWER, at=now, actor=SYSTEM)
        if stopped and phone:
            _confirm(tx, clinic, item, phone, now)
        log.info("unclear_stop_became_a_stop", hold_id=item.id)
        return stopped


def _written_from(tx: Tx, item: UnclearStop) -> str | None:
    try:
        return tx.vault.decrypt_optional(CellId("replies.sender", item.reply_id or ""), item.sender) or None
    except WrongKeyError:  # its hash still says whose texts are meant
        return None


def _is_held(tx: Tx, item: UnclearStop, scoped: Sequence[int]) -> bool:
    return bool(patients.holders_of_hashes(tx, Channel.SMS, [item.address_hash], scoped))


def _stop(  # noqa: PLR0913 who stopped what, how and when
    context: Context,
    tx: Tx,
    clinic: Clinic,
    phone: tuple[str | None, Sequence[str]],
    *,
    source: str,
    at: datetime,
    actor: Actor,
) -> bool:
    """Stop texts to a phone, or to one of which only the hash can be read."""
    number, hashes = phone
    if number is None:
        return stop_phone_hash(context, tx, clinic, hashes[0], source=source, at=at, actor=actor)
    return stop_address(context, tx, clinic, Channel.SMS, number, source=source, at=at, actor=actor)


def _confirm(tx: Tx, clinic: Clinic, item: UnclearStop, phone: str, now: datetime) -> None:
    holders = patients.holders_of(tx, Channel.SMS, phone, [clinic.id])
    answer = auto_replies.AutoReply(
        clinic.id,
        holders[0].id if holders else None,
        f"hold {item.id}",  # two senders may each have a hold over one text
        "stop",
        now,
        party=holders[0].party if holders else Party.PATIENT,
        address=phone,
    )
    auto_replies.plan_auto_replies(tx, [answer])


def stop_texts(context: Context, clinic: Clinic, alert_id: int, *, actor: Actor) -> None:
    """Decide that it was a stop, at the patient's wish: texts end as if they had said so, and the item is closed.

    Raises:
        NotFoundError: the clinic has no such open alert.
        UseError: the alert is about something else.

    """
    with context.db.begin() as tx:
        now = context.clock.now()
        phone, hashes = _phone_of(tx, clinic, alert_id)
        _stop(context, tx, clinic, (phone, hashes), source="staff", at=now, actor=actor)
        handling.handle_sender(tx, clinic.id, hashes, now)


def keep_texts_of(context: Context, clinic: Clinic, external_id: str, by: str, *, actor: Actor) -> None:
    """Decide for the patient behind an enrollment; see `keep_texts`.

    Raises:
        NotFoundError: no such enrollment.
        UseError: no text of this patient is in doubt.

    """
    with context.db.read() as tx:
        enrollment = pick_enrollment(tx, clinic, external_id)
        phone = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id].phone
        hashes = patients.address_hashes(tx, Channel.SMS, phone) if phone else []
        open_holds = holds.open_unclear_stops(tx, clinic.id, hashes)
    if not open_holds:
        raise UseError("no text of this patient is waiting for a decision about stopping")
    keep_texts(context, clinic, min(open_holds.values()), by, actor=actor)


def _phone_of(tx: Tx, clinic: Clinic, alert_id: int) -> tuple[str | None, list[str]]:
    """Return the phone that an alert is about, None where it cannot be read, and its hashes."""
    if not alerts.lock_open(tx, clinic.id, [alert_id]):
        raise NotFoundError(f"this clinic has no open alert {alert_id}; see: reminders alert list")
    if alerts.kind_of(tx, alert_id) is not AlertKind.UNCLEAR_STOP:
        raise UseError("this alert is not about a text that may mean stop")
    phone, phone_hash = writer_of(tx, alert_id)
    phone = phone or patients.phone_of_hash(tx, phone_hash, [clinic.id])
    if phone is not None:
        return phone, patients.address_hashes(tx, Channel.SMS, phone)
    if phone_hash and patients.holders_of_hashes(tx, Channel.SMS, [phone_hash], [clinic.id]):
        return None, [phone_hash]
    raise UseError("the phone number in this alert is no longer on file")  # erased, and no one else has it
