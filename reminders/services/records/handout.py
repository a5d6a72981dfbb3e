"""A patient's plan as a sheet of paper to take home: what comes when, and how to reach the clinic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.services.consent.own_page import read_page
from reminders.services.pick_patient import pick_patient
from reminders.services.record_view import record_view

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.consent.own_page import OwnPage
    from reminders.services.context import Context


def open_handout(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> tuple[str, OwnPage]:
    """Return a patient's first name and what the own page would show, and record the view.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        record_view(context, tx, clinic, Action.VIEWED_PATIENT, actor=actor, patient_id=patient.id)
        name = "" if "given_name" in patient.damaged else patient.given_name
        return name, read_page(context, tx, clinic, patient, context.clock.now())
