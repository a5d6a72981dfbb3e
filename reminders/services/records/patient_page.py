"""What a patient's page shows: the patient's story, who wrote what, what is on hold, and what can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.staff_member import shown_names
from reminders.services.record_view import record_view
from reminders.services.records.patient_timeline import load_timeline
from reminders.services.records.trend import trends_of
from reminders.store.clinics.surgeons import list_surgeons
from reminders.store.enrollment.patients import consents_of
from reminders.store.enrollment.sources import sources_of
from reminders.store.records import undos
from reminders.store.replies import holds
from reminders.store.staff import staff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Source
    from reminders.core.model.surgeon import Surgeon
    from reminders.services.context import Context
    from reminders.services.records.patient_timeline import PatientTimeline
    from reminders.services.records.trend import Trend
    from reminders.store.enrollment.patients import ConsentEntry
    from reminders.store.records.undos import OpenUndo


@dataclass(frozen=True, slots=True)
class PatientPage:
    """One page. `names`: of staff, by id; `held` are the enrollments that a text holds back; `surgeons`: all.

    `consents` is the log, latest first; `trends` are answers to questions that were answered more than once. `sources`,
    by enrollment: the doors that it came through.
    """

    timeline: PatientTimeline
    names: Mapping[str, str]
    undos: Sequence[OpenUndo]
    held: frozenset[str]
    surgeons: Sequence[Surgeon]
    consents: Sequence[ConsentEntry]
    trends: Sequence[Trend]
    sources: Mapping[str, Sequence[Source]]


def open_patient(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> PatientPage:
    """Read one patient, and record the view.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    with context.db.begin() as tx:
        timeline = load_timeline(context, tx, clinic, patient_id)
        page = PatientPage(
            timeline=timeline,
            names=shown_names(staff.list_staff(tx, clinic.id)),
            undos=undos.open_undos(tx, clinic.id, context.clock.now(), timeline.patient.id),
            held=holds.standing(tx, [surgery.enrollment.id for surgery in timeline.surgeries], []).enrollments,
            surgeons=list_surgeons(tx, clinic.id),
            consents=consents_of(tx, patient_id),
            trends=trends_of(context, tx, timeline),
            sources=sources_of(tx, [surgery.enrollment.id for surgery in timeline.surgeries]),
        )
        record_view(context, tx, clinic, Action.VIEWED_PATIENT, actor=actor, patient_id=patient_id)
    return page
