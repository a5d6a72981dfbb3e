"""Writes down that the hospital's system says that a patient no longer agrees; as when staff withdraw consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel, Party
from reminders.services.forms.enrollment_form import CONSENT_WORDING
from reminders.services.plans.replan import replan_patients
from reminders.store.enrollment import patients
from reminders.store.enrollment.patient_record import corrected
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

HOSPITAL: Final = "hospital"
"""The source of a consent that a hospital's system has brought, or taken back."""


def withdraw_in(  # noqa: PLR0913 who withdraws what of whom
    context: Context,
    tx: Tx,
    clinic: Clinic,
    patient_id: str,
    channels: Collection[str],
    *,
    at: datetime,
    actor: Actor,
) -> bool:
    """End a patient's consent to these channels and re-plan; return False if there was none to end."""
    patient = patients.get_patients(tx, [patient_id])[patient_id]
    ended = [channel for channel in Channel if channel.value in channels and patient.consents_to(channel)]
    if not ended:
        return False
    patients.update_patient(tx, corrected(patient, **{f"{channel.value}_consent": False for channel in ended}))
    patients.record_consents(
        tx,
        [
            {
                "patient_id": patient_id,
                "channel": channel.value,
                "granted": False,
                "source": HOSPITAL,
                "wording": CONSENT_WORDING,
                "language": patient.language,
                "at": at,
            }
            for channel in ended
        ],
    )
    replan_patients(context, tx, [patient_id], at)
    what = ", ".join(f"{channel.value} withdrawn" for channel in ended)
    add_entry(tx, AuditEntry(clinic.id, Action.CHANGED_CONSENT, actor, at, patient_id, detail=what))
    return True


def brought_by_hospital(tx: Tx, patient_id: str) -> frozenset[str]:
    """Return the channels whose consent came from a hospital's system last, and not from staff or a file."""
    newest: dict[str, str] = {}
    for entry in patients.consents_of(tx, patient_id):
        if entry.party == Party.PATIENT.value:
            newest.setdefault(entry.channel, entry.source if entry.granted else "")
    return frozenset(channel for channel, source in newest.items() if source == HOSPITAL)
