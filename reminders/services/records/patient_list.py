"""The list of a clinic's patients, by surgery: those who fit a filter or a search, and those no one has confirmed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.csv_cells import harmless
from reminders.core.records.patient_filter import ANY_QUESTION
from reminders.services.plans.change_state import days_to_confirm
from reminders.services.record_view import record_view
from reminders.services.records.search import search
from reminders.services.wording.live_care import at_clinic
from reminders.store.clinics.surgeons import list_surgeons
from reminders.store.plans import pathway_versions
from reminders.store.records import matching, recent
from reminders.store.replies import holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.surgeon import Surgeon
    from reminders.core.records.patient_filter import PatientFilter
    from reminders.services.context import Context
    from reminders.services.records.search import Found
    from reminders.store.database.session import Tx
    from reminders.store.records.recent import Listed

ROWS = 40
ASKED_WITHIN = timedelta(days=90)
"""As long as a care plan lasts: who did not answer a question of long ago is no work of today."""
TIME_TO_ANSWER = timedelta(days=1)
COUNTED: Final = 1000
"""So many are counted exactly; a list of more says "more than", which is as good to a person and quicker."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One surgery of a list, and what stands beside it. `day` counts from the surgery; negative is before it."""

    surgery: Listed
    day: int
    next_message: datetime | None
    last_contact: datetime | None
    surgeon: str | None
    held: bool


@dataclass(frozen=True, slots=True)
class PatientList:
    """One page of the list. `total`: how many fit on all pages, `more`: at least; `found`: what a search found."""

    rows: Sequence[PatientRow]
    total: int = 0
    more: bool = False
    found: Found | None = None
    surgeons: Sequence[Surgeon] = ()
    questions: Sequence[str] = field(default_factory=tuple)


def list_matching(context: Context, clinic: Clinic, patient_filter: PatientFilter, *, actor: Actor) -> PatientList:
    """Return the surgeries that fit a filter, a page at a time."""
    with context.db.begin() as tx:
        questions = _asked(context, tx, patient_filter)
        ids, total, more = _page_of_ids(tx, clinic, patient_filter, questions)
        surgeons = list_surgeons(tx, clinic.id)
        rows = _rows(context, tx, clinic, recent.surgeries_by_id(tx, clinic.id, ids), surgeons)
        record_view(context, tx, clinic, Action.VIEWED_PATIENT_LIST, actor=actor)
    templates = questions_of(at_clinic(context, clinic))
    return PatientList(rows, total, more=more, surgeons=surgeons, questions=templates)


def _page_of_ids(
    tx: Tx, clinic: Clinic, patient_filter: PatientFilter, questions: matching.Asked | None
) -> tuple[list[str], int, bool]:
    """Return the enrollments of a page, how many there are in all, and whether there are more than that."""
    start = (patient_filter.page - 1) * ROWS
    if start >= COUNTED:  # far down the list, what is above needs no reading
        ids = matching.ids_matching(tx, clinic.id, patient_filter, questions, limit=ROWS + 1, offset=start)
        if ids:
            return ids[:ROWS], start + len(ids[:ROWS]), len(ids) > ROWS
    ids = matching.ids_matching(tx, clinic.id, patient_filter, questions, limit=COUNTED + 1)
    return ids[start : start + ROWS], min(len(ids), COUNTED), len(ids) > COUNTED


def ids_matching(context: Context, clinic: Clinic, patient_filter: PatientFilter, limit: int) -> list[str]:
    """Return the enrollments that fit a filter, at most so many, in the order of the list."""
    with context.db.read() as tx:
        return matching.ids_matching(tx, clinic.id, patient_filter, _asked(context, tx, patient_filter), limit=limit)


def list_csv(context: Context, clinic: Clinic, patient_filter: PatientFilter, *, actor: Actor) -> str:
    """Return all surgeries that fit a filter as CSV, and record that they were handed out."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    with context.db.begin() as tx:
        questions = _asked(context, tx, patient_filter)
        ids = matching.ids_matching(tx, clinic.id, patient_filter, questions, limit=None)
        surgeons = list_surgeons(tx, clinic.id)
        for start in range(0, len(ids), _CHUNK):
            page = recent.surgeries_by_id(tx, clinic.id, ids[start : start + _CHUNK])
            writer.writerows(
                [harmless(cell) for cell in _cells(row)] for row in _rows(context, tx, clinic, page, surgeons)
            )
        record_view(context, tx, clinic, Action.DOWNLOADED_PATIENTS, actor=actor)
    return text.getvalue()


CSV_COLUMNS = (
    *("family_name", "given_name", "birth_date", "record_number", "phone", "procedure", "surgeon", "surgery_date"),
    *("day", "status", "next_message", "last_contact"),
)


def _cells(row: PatientRow) -> Iterator[str]:
    """Write one row; moments are on the patient's clock."""
    patient = row.surgery.patient
    yield from (patient.family_name, patient.given_name)
    yield patient.birth_date.isoformat() if patient.birth_date else ""
    yield from (patient.record_number or "", patient.phone or "", row.surgery.pathway_id, row.surgeon or "")
    yield row.surgery.surgery_date.isoformat()
    yield from (str(row.day), "held" if row.held else row.surgery.state)
    for moment in (row.next_message, row.last_contact):
        yield moment.astimezone(patient.zone).strftime("%Y-%m-%d %H:%M") if moment else ""


def list_unconfirmed(context: Context, clinic: Clinic, page: int, *, actor: Actor) -> PatientList:
    """Return the surgeries of the past year that no one has confirmed, the latest first, a page at a time from 1."""
    since, until = days_to_confirm(clinic, context.clock.now())
    with context.db.begin() as tx:
        total = recent.count_unconfirmed(tx, clinic.id, since, until)
        surgeries = recent.unconfirmed_surgeries(tx, clinic.id, since, until, ROWS, (page - 1) * ROWS)
        rows = _rows(context, tx, clinic, surgeries, list_surgeons(tx, clinic.id))
        record_view(context, tx, clinic, Action.VIEWED_PATIENT_LIST, actor=actor)
    return PatientList(rows, total)


def list_found(context: Context, clinic: Clinic, query: str, *, actor: Actor) -> PatientList:
    """Return the latest surgery of each patient who fits a search."""
    with context.db.begin() as tx:
        matches = search(tx, clinic, query)
        of = recent.surgeries_of_patients(tx, clinic.id, [patient.id for patient in matches.patients])
        surgeries = [one for patient in matches.patients for one in of.get(patient.id, [])[:1]]
        rows = _rows(context, tx, clinic, surgeries, list_surgeons(tx, clinic.id))
        record_view(context, tx, clinic, Action.SEARCHED_PATIENT, actor=actor)
    return PatientList(rows, found=matches)


def questions_of(context: Context) -> list[str]:
    """Return the templates of the questions that care plans ask, each once, in the order of recovery."""
    steps = sorted(
        (step for plan in context.catalog.pathways for step in plan.steps if step.ask),
        key=lambda s: s.day,
    )
    return list(dict.fromkeys(step.template for step in steps))


def _asked(context: Context, tx: Tx, patient_filter: PatientFilter) -> matching.Asked | None:
    if not patient_filter.unanswered:
        return None
    chosen = patient_filter.unanswered
    asks: dict[int, dict[str, bool]] = {
        version: {
            step.key: bool(step.ask and not step.again_of and chosen in {ANY_QUESTION, step.template})
            for step in context.book.get(tx, version).steps
        }
        for version in pathway_versions.all_ids(tx)
    }
    keys = {key for steps in asks.values() for key, is_asked in steps.items() if is_asked}
    other = {
        version: [key for key, is_asked in steps.items() if key in keys and not is_asked]
        for version, steps in asks.items()
    }
    now = context.clock.now()
    return matching.Asked(
        keys=sorted(keys),
        other={version: found for version, found in other.items() if found},
        common=chosen == ANY_QUESTION,
        since=now - ASKED_WITHIN,
        until=now - TIME_TO_ANSWER,
    )


def _rows(
    context: Context, tx: Tx, clinic: Clinic, surgeries: Sequence[Listed], surgeons: Sequence[Surgeon]
) -> list[PatientRow]:
    """Read what stands beside some surgeries: three queries for any number."""
    ids = [one.enrollment_id for one in surgeries]
    held = holds.standing(tx, ids, []).enrollments
    ahead = matching.next_messages(tx, clinic.id, ids)
    contacts: Mapping[str, datetime] = matching.last_contacts(tx, [one.patient.id for one in surgeries])
    names = {surgeon.id: surgeon.name for surgeon in surgeons}
    now = context.clock.now()
    return [
        PatientRow(
            surgery=one,
            day=(now.astimezone(one.patient.zone).date() - one.surgery_date).days,
            next_message=ahead.get(one.enrollment_id),
            last_contact=contacts.get(one.patient.id),
            surgeon=names.get(one.surgeon_id or ""),
            held=one.enrollment_id in held,
        )
        for one in surgeries
    ]
