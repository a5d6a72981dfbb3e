"""Stops email at the click of a link that only its receiver has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.actor import PATIENT_BY_EMAIL_LINK
from reminders.core.contact import Channel
from reminders.services.links import LinkKind
from reminders.services.stop import stop_address
from reminders.store import clinics, patients

if TYPE_CHECKING:
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Who holds the link, as far as a page may say: the language, and whose emails they are."""

    language: str
    clinic: Clinic


def find_reader(context: Context, token: str) -> LinkReader | None:
    """Return who holds an unsubscribe link; None for a forged or outdated one."""
    patient_id = context.links.read(LinkKind.UNSUBSCRIBE, token)
    if patient_id is None:
        return None
    with context.db.read() as tx:
        patient = patients.get_patients(tx, [patient_id]).get(patient_id)
        return LinkReader(patient.language, clinics.get_clinic(tx, patient.clinic_id)) if patient else None


def unsubscribe(context: Context, token: str) -> LinkReader | None:
    """Stop email for the holder of a link; None for a forged or outdated one."""
    reader = find_reader(context, token)
    patient_id = context.links.read(LinkKind.UNSUBSCRIBE, token)
    if reader is None or patient_id is None:
        return None
    with context.db.begin() as tx:
        email = patients.get_patients(tx, [patient_id])[patient_id].email
        if email is not None:
            at = context.clock.now()
            by = PATIENT_BY_EMAIL_LINK
            stop_address(context, tx, reader.clinic, Channel.EMAIL, email, source="email link", at=at, actor=by)
    return reader
