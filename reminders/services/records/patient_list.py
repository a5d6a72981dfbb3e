"""The list of a clinic's patients, by surgery: the latest ones, those nobody has confirmed, those who fit a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.services.plans.change_state import days_to_confirm
from reminders.services.record_view import record_view
from reminders.services.records.search import search
from reminders.store.records import recent
from reminders.store.replies import holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.records.search import Found
    from reminders.store.database.session import Tx
    from reminders.store.records.recent import Listed

ROWS = 50


@dataclass(frozen=True, slots=True)
class PatientList:
    """One page of the list. `more` is the enrollment after which the next page begins; `found`: what a search found.

    `held` are the enrollments that a text holds back.
    """

    rows: Sequence[Listed]
    held: frozenset[str]
    more: str | None = None
    found: Found | None = None


def list_latest(context: Context, clinic: Clinic, after: str | None, *, actor: Actor) -> PatientList:
    """Return the latest surgeries; `after` is the enrollment with which the page before ended."""
    with context.db.begin() as tx:
        rows = recent.latest_surgeries(tx, clinic.id, ROWS, after)
        held = _held(tx, rows)
        record_view(context, tx, clinic, Action.VIEWED_PATIENT_LIST, actor=actor)
    return PatientList(rows, held, rows[-1].enrollment_id if len(rows) == ROWS else None)


def list_unconfirmed(context: Context, clinic: Clinic, *, actor: Actor) -> PatientList:
    """Return the surgeries of the past year that nobody has confirmed, the latest first."""
    since, until = days_to_confirm(clinic, context.clock.now())
    with context.db.begin() as tx:
        rows = recent.unconfirmed_surgeries(tx, clinic.id, since, until, 4 * ROWS)
        held = _held(tx, rows)
        record_view(context, tx, clinic, Action.VIEWED_PATIENT_LIST, actor=actor)
    return PatientList(rows, held)


def list_found(context: Context, clinic: Clinic, query: str, *, actor: Actor) -> PatientList:
    """Return the latest surgery of each patient who fits a search."""
    with context.db.begin() as tx:
        matches = search(tx, clinic, query)
        of = recent.surgeries_of_patients(tx, clinic.id, [patient.id for patient in matches.patients])
        rows = [listed for patient in matches.patients for listed in of.get(patient.id, [])[:1]]
        held = _held(tx, rows)
        record_view(context, tx, clinic, Action.SEARCHED_PATIENT, actor=actor)
    return PatientList(rows, held, found=matches)


def _held(tx: Tx, rows: Sequence[Listed]) -> frozenset[str]:
    return holds.standing(tx, [row.enrollment_id for row in rows], []).enrollments
