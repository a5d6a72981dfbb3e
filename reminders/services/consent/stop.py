"""Stops a channel at a patient's wish. Only the patient starts it again: texts by a text, email on the own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import AlertKind
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.core.plans.holding import HoldEnd
from reminders.services.find import pick_enrollment
from reminders.services.plans.replan import replan_patients
from reminders.store.alerts import alerts
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.enrollment import patients
from reminders.store.replies import holds
from reminders.store.staff.audit import add_entries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def stop_patient(
    context: Context, clinic: Clinic, external_id: str, channel: Channel, source: str, *, actor: Actor
) -> bool:
    """Stop one channel of the patient behind an enrollment; return False if it is stopped already.

    Where the patient has no address on it, the stop stands for whatever address is added later.

    Raises:
        NotFoundError: no such enrollment.

    """
    with context.db.begin() as tx:
        enrollment = pick_enrollment(tx, clinic, external_id)
        patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
        address = patient.address(channel)
        at = context.clock.now()
        if address is None:
            new = opt_outs.record_patient_stop(tx, channel, patient.id, source=source, at=at)
            if new:
                _record(tx, clinic, [patient.id], Action.STOPPED_CHANNEL, channel, actor, at)
            return new
        return stop_address(context, tx, clinic, channel, address, source=source, at=at, actor=actor)


def stop_address(  # noqa: PLR0913 who stopped what, how and when
    context: Context,
    tx: Tx,
    clinic: Clinic,
    channel: Channel,
    address: str,
    *,
    source: str,
    at: datetime,
    actor: Actor,
) -> bool:
    """Record an opt-out and re-plan everyone it concerns, inside the caller's transaction."""
    scope = opt_outs.scope_of(channel, clinic.id, clinic.sms_sender)
    if channel is Channel.SMS:
        end_unclear_stop(tx, clinic, patients.address_hashes(tx, channel, address), HoldEnd.STOPPED, at)
    if not opt_outs.record_opt_out(tx, channel, address, scope, source=source, at=at):
        return False
    concerned = patients.ids_by_address(tx, channel, address, opt_outs.clinics_in_scope(tx, channel, clinic))
    _record(tx, clinic, concerned, Action.STOPPED_CHANNEL, channel, actor, at)
    replan_patients(context, tx, concerned, at)
    return True


def stop_phone_hash(  # noqa: PLR0913 who stopped what, how and when
    context: Context, tx: Tx, clinic: Clinic, phone_hash: str, *, source: str, at: datetime, actor: Actor
) -> bool:
    """Stop texts to a phone that cannot be read any more; its hash tells whose they are."""
    end_unclear_stop(tx, clinic, [phone_hash], HoldEnd.STOPPED, at)
    scope = opt_outs.scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
    if not opt_outs.record_hash(tx, Channel.SMS, phone_hash, scope, source=source, at=at):
        return False
    concerned = patients.ids_by_hashes(
        tx, Channel.SMS, [phone_hash], opt_outs.clinics_in_scope(tx, Channel.SMS, clinic)
    )
    _record(tx, clinic, concerned, Action.STOPPED_CHANNEL, Channel.SMS, actor, at)
    replan_patients(context, tx, concerned, at)
    return True


def stop_past_email(  # noqa: PLR0913 who stopped what, how and when
    context: Context, tx: Tx, patient: Patient, email_hash: str, *, source: str, at: datetime, actor: Actor
) -> bool:
    """Stop email to an address that a patient had once; the patient who has it now is re-planned."""
    clinic = clinics.get_clinic(tx, patient.clinic_id)
    scope = opt_outs.scope_of(Channel.EMAIL, clinic.id, clinic.sms_sender)
    if not opt_outs.record_hash(tx, Channel.EMAIL, email_hash, scope, source=source, at=at):
        return False
    concerned = patients.ids_by_hashes(tx, Channel.EMAIL, [email_hash], [clinic.id])
    _record(tx, clinic, concerned or [patient.id], Action.STOPPED_CHANNEL, Channel.EMAIL, actor, at)
    replan_patients(context, tx, concerned, at)
    return True


def start_texts(context: Context, tx: Tx, clinic: Clinic, phone: str, *, at: datetime, actor: Actor) -> bool:
    """Lift the opt-out of a phone because its owner texted START; plan what is not past."""
    scope = opt_outs.scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
    concerned = patients.ids_by_address(tx, Channel.SMS, phone, opt_outs.clinics_in_scope(tx, Channel.SMS, clinic))
    ended_holds = end_unclear_stop(tx, clinic, patients.address_hashes(tx, Channel.SMS, phone), HoldEnd.KEPT, at)
    lifted = _lift(context, tx, Channel.SMS, phone, scope, concerned, at)
    if ended_holds and not lifted:
        replan_patients(context, tx, concerned, at)
    if lifted or ended_holds:
        action = Action.STARTED_CHANNEL if lifted else Action.RELEASED_MESSAGES
        _record(tx, clinic, concerned, action, Channel.SMS, actor, at)
    return lifted


def end_unclear_stop(tx: Tx, clinic: Clinic, hashes: Sequence[str], how: HoldEnd, at: datetime) -> bool:
    """End the hold that an unclear stop put on a phone, and close what was open over it; False if there was none.

    It ends for the clinics that send as this one does: a text to another sender is another matter.
    """
    if not holds.release_texts(tx, opt_outs.scope_of(Channel.SMS, clinic.id, clinic.sms_sender), hashes, how, at):
        return False
    clinic_ids = opt_outs.clinics_in_scope(tx, Channel.SMS, clinic)
    alerts.close_alerts(tx, AlertKind.UNCLEAR_STOP, at, clinic_ids=clinic_ids, subjects=hashes)
    return True


def start_emails(context: Context, tx: Tx, clinic: Clinic, email: str, *, at: datetime, actor: Actor) -> bool:
    """Lift the opt-out of a mailbox because its owner asked for it on the own page; plan what is not past."""
    scope = opt_outs.scope_of(Channel.EMAIL, clinic.id, clinic.sms_sender)
    concerned = patients.ids_by_address(tx, Channel.EMAIL, email, [clinic.id])
    lifted = _lift(context, tx, Channel.EMAIL, email, scope, concerned, at)
    if lifted:
        _record(tx, clinic, concerned, Action.STARTED_CHANNEL, Channel.EMAIL, actor, at)
    return lifted


def _record(  # noqa: PLR0913, PLR0917 who did what to whose channel
    tx: Tx, clinic: Clinic, concerned: Sequence[str], action: Action, channel: Channel, actor: Actor, at: datetime
) -> None:
    """Write an audit entry for each patient concerned, at their own clinic; one without a patient if there is none."""
    people = patients.get_patients(tx, concerned)
    patients_concerned = [(people[item].clinic_id, item) for item in concerned if item in people]
    entries = [AuditEntry(owner, action, actor, at, item, detail=channel.value) for owner, item in patients_concerned]
    add_entries(tx, entries or [AuditEntry(clinic.id, action, actor, at, detail=channel.value)])


def _lift(  # noqa: PLR0913, PLR0917 who starts what, where
    context: Context,
    tx: Tx,
    channel: Channel,
    address: str,
    scope: str,
    concerned: Sequence[str],
    at: datetime,
) -> bool:
    lifted = opt_outs.lift_opt_out(tx, channel, address, scope, at=at)
    own = patients.ids_with_own(tx, channel, address)  # a caregiver starts nothing for the patient
    lifted |= opt_outs.lift_patient_stops(tx, channel, [item for item in concerned if item in own], at=at)
    if lifted:
        replan_patients(context, tx, concerned, at)
    return lifted
