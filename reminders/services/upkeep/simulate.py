"""Runs a year of a clinic in seconds: the real planner, store, dispatch and delivery under a simulated clock.

Time jumps from one moment at which something happens to the next: an enrollment, an event, a due message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from reminders.core.model.actor import Actor, ActorKind
from reminders.core.model.contact import Channel, Party
from reminders.core.model.enrollment import VisitState
from reminders.core.model.errors import UseError
from reminders.services.alerts.acknowledge import acknowledge, close
from reminders.services.alerts.escalate import escalate
from reminders.services.consent.stop import stop_patient
from reminders.services.enrollment.enroll import enroll
from reminders.services.enrollment.import_csv import CheckedRow, Rejected, check_rows
from reminders.services.find import pick_enrollment
from reminders.services.forms.fields import FieldError
from reminders.services.plans.change_state import cancel, pause, resume
from reminders.services.plans.discharge import record_discharge
from reminders.services.plans.reschedule import reschedule
from reminders.services.replies.reply import receive
from reminders.services.sending.deliver import deliver
from reminders.services.sending.tick import tick
from reminders.services.upkeep.simulation_events import EventFile, SimulatedEvent, read_moment
from reminders.services.visits.book_visit import book_visit, mark_by_id
from reminders.services.visits.visit_form import check_visit
from reminders.store.alerts import escalations
from reminders.store.alerts.on_call import add_on_call
from reminders.store.clinics import clinics
from reminders.store.enrollment import patients
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.records import timeline
from reminders.store.replies import holds
from reminders.store.sending.due import HELD, next_moments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from reminders.clock import FixedClock
    from reminders.core.alerts.on_call import OnCall
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.forms.enrollment_form import EnrollmentForm

_BATCH = 500
SIMULATED = Actor(ActorKind.SYSTEM, name="simulation")
ALERTS = "alerts"
HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class ScheduledEnrollment:
    """A form that is enrolled at a moment."""

    at: datetime
    line: int
    form: EnrollmentForm


T = TypeVar("T", ScheduledEnrollment, SimulatedEvent)


@dataclass(slots=True)
class Cohort:
    """Who takes part: arrivals in order of time, and the rows that were refused."""

    enrollments: list[ScheduledEnrollment] = field(default_factory=list[ScheduledEnrollment])
    rejected: list[Rejected] = field(default_factory=list[Rejected])


@dataclass(slots=True)
class SimulationResult:
    """What a simulation could not do: events that named no one, or came at a wrong time."""

    refused: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    moments: int = 0


def read_cohort(path: Path, clinic: Clinic, context: Context, start: datetime) -> Cohort:
    """Read the patients of a simulation; each is enrolled at the start, or at the column `enroll_at`.

    Raises:
        CSVFileError: the file cannot be read at all.

    """
    cohort = Cohort()
    for item in check_rows(path, clinic, context.catalog):
        if isinstance(item, Rejected):
            cohort.rejected.append(item)
            continue
        try:
            cohort.enrollments.append(ScheduledEnrollment(_enroll_time(item, start), item.row.line, item.form))
        except ValueError as error:
            cohort.rejected.append(Rejected(item.row.line, "enroll_at", str(error)))
    cohort.enrollments.sort(key=lambda enrollment: enrollment.at)
    return cohort


def simulate(  # noqa: PLR0913, PLR0917
    context: Context,
    clock: FixedClock,
    clinic: Clinic,
    cohort: Cohort,
    events: EventFile,
    span: tuple[datetime, datetime],
    progress: Callable[[datetime], None] = lambda _moment: None,
    on_call: Sequence[OnCall] = (),
) -> SimulationResult:
    """Play the span [start, end): arrivals first, then events in file order, then the tick of that instant.

    During an outage nothing ticks; events still apply.
    """
    with context.db.begin() as tx:
        clinic = clinics.add_clinic(tx, clinic)
        for person in on_call:
            add_on_call(tx, clinic.id, person)
    start, end = span
    result = SimulationResult()
    enrollments, pending_events = (
        list(cohort.enrollments),
        [event for event in events.events if start <= event.at < end],
    )
    result.refused += [(event.line, "lies before --from") for event in events.events if event.at < start]
    enrollments.reverse()
    pending_events.reverse()
    moment, outage_until = start, start
    due: dict[str, datetime] = {}
    while moment < end:
        clock.set(moment)
        due_enrollments, due_events = _take_due(enrollments, moment), _take_due(pending_events, moment)
        _enroll_due(context, clinic, due_enrollments)
        for event in due_events:
            if event.kind == "outage":
                outage_until = max(outage_until, event.until or moment)
            else:
                _apply(context, clinic, event, result)
        if moment >= outage_until:
            quiet = not due_enrollments and not due_events and moment != outage_until
            _tick(context, [lane for lane, at in due.items() if at == moment] if quiet else None)
        result.moments += 1
        progress(moment)
        due = _due_next(context, moment) if moment >= outage_until else {"outage": outage_until}
        upcoming = [items[-1].at for items in (enrollments, pending_events) if items]
        moment = min([*upcoming, *due.values(), end])
    return result


def _due_next(context: Context, moment: datetime) -> dict[str, datetime]:
    with context.db.read() as tx:
        due = next_moments(tx, moment)
        telling = escalations.next_telling_after(tx, moment)
        ending = holds.next_end(tx, moment)
    due |= {ALERTS: telling} if telling else {}
    return due | {HOLDS: ending} if ending else due


def _take_due(waiting: list[T], moment: datetime) -> list[T]:
    """Take what has come up to this moment from the end of a list that is sorted latest first."""
    due: list[T] = []
    while waiting and waiting[-1].at <= moment:
        due.append(waiting.pop())
    return due


def _tick(context: Context, lanes: Sequence[str] | None) -> None:
    """Deliver in the lanes that are known to be due; where anything else has happened, tick to find out."""
    if lanes is None or ALERTS in lanes:
        escalate(context)
    if lanes is None or {HELD, ALERTS, HOLDS} & set(lanes):
        lanes = list(tick(context))
    for lane in lanes:
        deliver(context, lane)


def _enroll_due(context: Context, clinic: Clinic, enrollments: Sequence[ScheduledEnrollment]) -> None:
    forms = [enrollment.form for enrollment in enrollments]
    for first in range(0, len(forms), _BATCH):
        enroll(context, clinic, forms[first : first + _BATCH], actor=SIMULATED)


def _enroll_time(item: CheckedRow, start: datetime) -> datetime:
    text = item.row.cells.get("enroll_at", "").strip()
    if not text:
        return start
    moment = read_moment("enroll_at", text)
    if moment < start:
        raise ValueError("enroll_at lies before --from")
    return moment


def _apply(context: Context, clinic: Clinic, event: SimulatedEvent, result: SimulationResult) -> None:
    try:
        match event.kind:
            case "reply":
                _reply(context, clinic, event)
            case "reschedule" if event.surgery_date is not None:
                reschedule(context, clinic, event.external_id, event.surgery_date, actor=SIMULATED)
            case "discharge":
                record_discharge(context, clinic, event.external_id, event.discharge_date, actor=SIMULATED)
            case "visit":
                _visit(context, clinic, event)
            case "cancel":
                cancel(context, clinic, event.external_id, event.reason, actor=SIMULATED)
            case "pause":
                pause(context, clinic, event.external_id, actor=SIMULATED)
            case "resume":
                resume(context, clinic, event.external_id, actor=SIMULATED)
            case "acknowledge" | "close":
                _deal_with_alerts(context, clinic, event)
            case _:
                stop_patient(context, clinic, event.external_id, event.channel, "staff", actor=SIMULATED)
    except (UseError, FieldError) as error:
        result.refused.append((event.line, str(error)))


def _visit(context: Context, clinic: Clinic, event: SimulatedEvent) -> None:
    if event.what:
        state = VisitState.MISSED if event.what == "missed" else VisitState.CANCELLED
        mark_by_id(context, clinic, event.external_id, event.visit_id, state, actor=SIMULATED)
        return
    values = {"visit_id": event.visit_id, "at": _clinic_time(event.visit_at, clinic), "place": event.place}
    book_visit(context, clinic, event.external_id, check_visit(values, clinic), actor=SIMULATED)


def _clinic_time(text: str, clinic: Clinic) -> str:
    """Return a time on the clinic's clock: as it is written, or from one with an offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo is None else f"{moment.astimezone(clinic.zone):%Y-%m-%dT%H:%M}"


def _deal_with_alerts(context: Context, clinic: Clinic, event: SimulatedEvent) -> None:
    """Let the person in the event's body acknowledge or close what is open about a patient."""
    with context.db.read() as tx:
        patient_id = pick_enrollment(tx, clinic, event.external_id).patient_id
        waiting = [alert.id for alert in timeline.alerts_of(tx, patient_id) if alert.closed_at is None]
    for alert_id in waiting:
        (acknowledge if event.kind == "acknowledge" else close)(context, clinic, alert_id, event.body, actor=SIMULATED)


def _reply(context: Context, clinic: Clinic, event: SimulatedEvent) -> None:
    with context.db.read() as tx:
        enrollment = pick_enrollment(tx, clinic, event.external_id)
        patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
        caregiver = caregiver_of(tx, patient.id) if event.party is Party.CAREGIVER else None
    if event.party is Party.CAREGIVER:
        if caregiver is None or not caregiver.phone:
            raise UseError("this patient has no caregiver at this time")
        receive(context, clinic, Channel.SMS, caregiver.phone, event.body)
        return
    channel = Channel.SMS if patient.phone else Channel.EMAIL
    receive(context, clinic, channel, patient.address(channel) or "", event.body)
