"""Stops email at the click of a link that only its receiver has.

A link from before the patient's contact changed still stops the address that it was sent to, and does nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.actor import PATIENT_BY_EMAIL_LINK
from reminders.core.model.contact import Channel
from reminders.services.consent.stop import start_emails, stop_address, stop_past_email
from reminders.services.links import LinkKind
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.enrollment import link_epochs, patients

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.links import Link
    from reminders.store.database.session import Tx

SOURCE = "email link"


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Who holds the link, as far as a page may say: the language, and whose emails they are.

    `can_undo`: emails are stopped, and by this link. What was stopped in another way stays so.
    """

    language: str
    clinic: Clinic
    can_undo: bool = False


def find_reader(context: Context, token: str) -> LinkReader | None:
    """Return who holds an unsubscribe link; None for a forged or outdated one."""
    link = context.links.read(LinkKind.UNSUBSCRIBE, token)
    if link is None:
        return None
    with context.db.read() as tx:
        patient = _patient(tx, link)
        return _reader(tx, clinics.get_clinic(tx, patient.clinic_id), patient, link) if patient else None


def unsubscribe(context: Context, token: str) -> LinkReader | None:
    """Stop email to the address that a link was sent to; None for a forged or outdated link."""
    return _change(context, token, _stop)


def keep_emails(context: Context, token: str) -> LinkReader | None:
    """Take back what `unsubscribe` did to the address on file; None for a forged or outdated link."""
    return _change(context, token, _take_back)


def _change(
    context: Context, token: str, change: Callable[[Context, Tx, Clinic, Patient, Link], None]
) -> LinkReader | None:
    link = context.links.read(LinkKind.UNSUBSCRIBE, token)
    if link is None:
        return None
    with context.db.begin() as tx:
        patient = _patient(tx, link)
        if patient is None:
            return None
        clinic = clinics.get_clinic(tx, patient.clinic_id)
        change(context, tx, clinic, patient, link)
        return _reader(tx, clinic, patient, link)


def _take_back(context: Context, tx: Tx, clinic: Clinic, patient: Patient, link: Link) -> None:
    if patient.email is not None and _reader(tx, clinic, patient, link).can_undo:
        start_emails(context, tx, clinic, patient.email, at=context.clock.now(), actor=PATIENT_BY_EMAIL_LINK)


def _reader(tx: Tx, clinic: Clinic, patient: Patient, link: Link) -> LinkReader:
    stop = opt_outs.stops_of(tx, clinic, patient).get(Channel.EMAIL)
    by_link = stop is not None and stop[1] == SOURCE
    return LinkReader(patient.language, clinic, can_undo=by_link and link.epoch == patient.link_epoch)


def _stop(context: Context, tx: Tx, clinic: Clinic, patient: Patient, link: Link) -> None:
    at, by = context.clock.now(), PATIENT_BY_EMAIL_LINK
    past = link_epochs.past_email_hash(tx, patient.id, link.epoch)
    email = patient.email
    is_now = link.epoch == patient.link_epoch
    hidden = patients.email_hash_of(tx, patient.id) if email is None and is_now else None
    if hidden is not None:  # nothing leaves to an address that opens with no key; its hash stops it for later
        scope = opt_outs.scope_of(Channel.EMAIL, clinic.id, clinic.sms_sender)
        opt_outs.record_hash(tx, Channel.EMAIL, hidden, scope, source=SOURCE, at=at)
        return
    if email is not None and (is_now or past in patients.address_hashes(tx, Channel.EMAIL, email)):
        stop_address(context, tx, clinic, Channel.EMAIL, email, source=SOURCE, at=at, actor=by)
    elif past is not None:
        stop_past_email(context, tx, patient, past, source=SOURCE, at=at, actor=by)


def _patient(tx: Tx, link: Link) -> Patient | None:
    patient = patients.get_patients(tx, [link.id]).get(link.id)
    return patient if patient is not None and patient.erased_at is None else None
