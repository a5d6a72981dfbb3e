"""Consent that the hospital says has ended: a Consent itself, or a booking that says so of what a booking brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.hl7.content import Topic
from reminders.core.hl7.outcomes import Outcome, State
from reminders.services.enrollment.corrections.withdraw import brought_by_hospital, withdraw_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from reminders.services.hl7.work import Applied, Work


def end_consent(work: Work) -> Applied:
    """End what a Consent says has ended, no matter who recorded the agreement."""
    return work.done() if _end(work, work.content.refused) else work.done(Outcome.NO_CHANGE)


def after(work: Work, applied: Applied) -> Applied:
    """End what a message about a surgery or a person refuses, as far as such a message had brought the consent.

    A hospital that has no consent on file says so with every booking; what the patient told staff stands.
    """
    patient, said = work.subject.patient, work.content.refused
    is_applied = applied.decision.state is State.APPLIED or applied.decision.outcome is Outcome.NO_CHANGE
    if not said or work.content.topic is Topic.CONSENT or patient is None or not is_applied:
        return applied
    if not _end(work, said & brought_by_hospital(work.tx, patient.id)):
        return applied
    return work.done(Outcome.CONSENT_ENDED) if applied.decision.outcome is Outcome.NO_CHANGE else applied


def _end(work: Work, channels: Collection[str]) -> bool:
    patient = work.subject.patient
    if patient is None or not channels:
        return False
    return withdraw_in(work.context, work.tx, work.clinic, patient.id, channels, at=work.now, actor=work.actor)
