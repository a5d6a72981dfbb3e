"""Applies what a failure tells about more than its one message: a stop, a bad address, a sender that is down.

Failures come from our own sends, from receipts and from look-ups, and all of them end here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import MAIL_SERVER, TWILIO, Actor
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.core.model.status import Kind, Reason
from reminders.core.sending.retrying import Effect
from reminders.services.clinics.senders import DOWN_FOR_NO_CODE, mark_sender_down, note_refused, suspect
from reminders.services.consent.stop import stop_address
from reminders.services.plans.fail_over import FailedMessage, fail_over
from reminders.services.plans.replan import replan_patients
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.clinics import clinics
from reminders.store.enrollment import enrollments, patients
from reminders.store.staff.audit import add_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.store.database.session import Tx

REASONS: Final[Mapping[Effect | None, Reason]] = MappingProxyType(
    {Effect.OPTED_OUT: Reason.OPTED_OUT, Effect.BAD_ADDRESS: Reason.BAD_ADDRESS}
)
"""Why the message itself did not arrive, where the effect says so."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed: an address on a channel, the sender it really left by, and the message that was meant to arrive.

    `message` is None when nothing is to take its place: it belongs to an older plan, or was sent again meanwhile.
    """

    clinic_id: int
    patient_id: str | None
    message_id: str
    channel: Channel
    address: str
    sender: str
    effect: Effect
    message: FailedMessage | None
    code: str | None = None
    taken_at: datetime | None = None
    """When its attempt began, of a message that the provider took and refused later: a receipt or a bounce says so."""


def apply_effect(context: Context, tx: Tx, failure: Failure, now: datetime, *, actor: Actor | None = None) -> None:
    """Do what a failure asks for. What it re-plans must be locked before any message is: see `lock_concerned`.

    `actor` is who says so, where it is not the provider that was asked to send.
    """
    actor = actor or provider_of(failure.channel)
    match failure.effect:
        case Effect.OPTED_OUT:
            clinic = clinics.get_clinic(tx, failure.clinic_id)
            stop_address(context, tx, clinic, failure.channel, failure.address, source="provider", at=now, actor=actor)
            _fail_over(context, tx, failure, now)
        case Effect.BAD_ADDRESS:
            _close_address(context, tx, failure, now, actor)
            if failure.channel is Channel.SMS:
                _fail_over(context, tx, failure, now)
        case Effect.SENDER_DOWN:
            _take_down(tx, failure, now, actor)
        case Effect.SENDER_SUSPECT:
            person = (
                patients.address_hash(tx, failure.channel, failure.address) if failure.address else failure.message_id
            )
            reason = failure.code or "refused"
            if not suspect(tx, failure.channel, failure.sender, person, now, reason=reason, actor=actor):
                _note_refused(tx, failure, now)


def _take_down(tx: Tx, failure: Failure, now: datetime, actor: Actor) -> None:
    reason, by_receipt = failure.code or DOWN_FOR_NO_CODE, failure.taken_at is not None
    sender, channel = failure.sender, failure.channel
    if not mark_sender_down(tx, channel, sender, now, actor=actor, reason=reason, needs_receipt=by_receipt):
        _note_refused(tx, failure, now)


def _note_refused(tx: Tx, failure: Failure, now: datetime) -> None:
    note_refused(tx, failure.channel, failure.sender, failure.message_id, now, started_at=failure.taken_at)


def provider_of(channel: Channel) -> Actor:
    """Return who reports that a message on a channel was rejected or not delivered."""
    return TWILIO if channel is Channel.SMS else MAIL_SERVER


def lock_concerned(tx: Tx, failures: Sequence[Failure], enrollment_ids: Collection[str]) -> dict[str, int]:
    """Lock every enrollment that these failures may re-plan, and those named; return their plan revisions.

    Staff changes lock an enrollment and then its messages. A caller that locks messages first and enrollments later
    would wait for them in a ring, so this comes before.
    """
    concerned = {
        patient_id
        for failure in failures
        if failure.effect in {Effect.OPTED_OUT, Effect.BAD_ADDRESS}
        for patient_id in patients.ids_by_address(tx, failure.channel, failure.address)
    }
    own = {failure.message.enrollment_id for failure in failures if failure.message}
    return enrollments.lock_enrollments(tx, {*enrollment_ids, *(item for item in own if item)}, concerned)


def _fail_over(context: Context, tx: Tx, failure: Failure, now: datetime) -> None:
    if failure.message is not None:
        fail_over(context, tx, failure.message, now)


def _close_address(context: Context, tx: Tx, failure: Failure, now: datetime, actor: Actor) -> None:
    concerned = patients.mark_bad(tx, failure.channel, failure.address, now)
    owners = {item.id: item.clinic_id for item in patients.get_patients(tx, concerned).values()}
    what, how = Action.CLOSED_ADDRESS, failure.channel.value
    add_entries(tx, [AuditEntry(owner, what, actor, now, item, detail=how) for item, owner in owners.items()])
    replan_patients(context, tx, concerned, now)
    if failure.message is not None and failure.message.kind is Kind.ALERT:
        return  # someone on call: see tell_the_next
    alerts.open_alert(
        tx,
        AlertKind.BAD_ADDRESS,
        now,
        clinic_id=failure.clinic_id,
        patient_id=failure.patient_id,
        message_id=failure.message_id,
        detail=failure.channel.value,
    )
