"""After a damaged value was entered again: whether everything of a patient can be read now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.alerts.damage import close_damage_alerts
from reminders.store.database.session import Damage
from reminders.store.enrollment import enrollments, patients

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx


def close_if_mended(tx: Tx, patient: Patient, at: datetime) -> None:
    """Close the alert about a patient of whom nothing is damaged any more."""
    person = patients.get_patients(tx, [patient.id])[patient.id]
    items = [enrollments.get_enrollment(tx, item) for item in enrollments.ids_of_patients(tx, [patient.id])]
    if not person.damaged and not any(item.damaged for item in items):
        tx.damaged.discard(Damage(patient.clinic_id, patient.id))
        close_damage_alerts(tx, patient.id, at)
