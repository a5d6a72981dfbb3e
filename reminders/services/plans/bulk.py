"""Moves, pauses or resumes many plans: one preview of every message, one confirmation, all or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import SYSTEM, Actor
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import UseError
from reminders.core.plans.bulk import OTHER_IS_LIVE, BulkAction, why_changed, why_not, write_seen
from reminders.core.plans.plan_changes import changes_between
from reminders.services.plans.change_state import change_state_in
from reminders.services.plans.look_ahead import look_ahead
from reminders.services.plans.move_version import live_mark, move_version
from reminders.services.plans.reschedule import reschedule_in
from reminders.store.enrollment import enrollments, patients
from reminders.store.plans import plans
from reminders.store.replies import holds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.bulk import BulkChange, Seen
    from reminders.core.plans.pathway import Pathway
    from reminders.core.plans.plan_changes import PlanChange
    from reminders.services.context import Context
    from reminders.services.plans.look_ahead import UpcomingPlan
    from reminders.store.database.session import Tx

MAX_AT_ONCE: Final = 200
"""As many as a person can look through, and as a page and a transaction carry within seconds."""


@dataclass(frozen=True, slots=True)
class Case:
    """One plan of a change: whose, from which day to which, and every message before and after.

    `moved_to`: the version of the care plan that it gets, where that is the change.
    """

    plan: Enrollment
    patient: Patient
    pathway: Pathway
    day: date
    changes: Sequence[PlanChange]
    ahead: UpcomingPlan
    moved_to: Pathway | None = None

    @property
    def changed(self) -> list[PlanChange]:
        """The messages whose time, status or words change."""
        old, new = self.templates
        return [
            one
            for one in self.changes
            if one.moved or (one.after and old.get(one.after.step) != new.get(one.after.step))
        ]

    @property
    def templates(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the steps say, by key, before and after."""
        before = {step.key: step.template for step in self.pathway.steps}
        return before, {step.key: step.template for step in self.moved_to.steps} if self.moved_to else before


@dataclass(frozen=True, slots=True)
class Stopped:
    """A plan that the change does not fit or that is not as it was seen, and why; no patient where it is gone."""

    enrollment_id: str
    patient: Patient | None
    why: str


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a change of many plans would do, and to whom it would do nothing. `seen` and `live` go into the form."""

    cases: Sequence[Case]
    left_out: Sequence[Stopped]
    seen: str
    live: str = ""

    @property
    def asking(self) -> list[str]:
        """What has to be confirmed, each as one short text."""
        return [f"{c.plan.id} {note.template}" for c in self.cases for note in c.ahead.all_warnings if note.asks]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a change: `done`, or nothing was changed. Then `stopped` says why, or it was not confirmed."""

    done: bool
    stopped: Sequence[Stopped] = ()
    preview: BulkPreview | None = None


def preview_bulk(context: Context, clinic: Clinic, ids: Sequence[str], change: BulkChange) -> BulkPreview:
    """Return what a change would do to each message: it is carried out and taken back."""
    with context.db.begin() as tx:
        items = enrollments.of_clinic(tx, clinic.id, ids[:MAX_AT_ONCE])
        results = _run(context, tx, clinic, items, change, SYSTEM)
        tx.roll_back()
        context.book.forget()  # a pathway kept by a transaction that was undone was never kept
    return results


def carry_out_bulk(
    context: Context,
    clinic: Clinic,
    seen: Sequence[Seen],
    change: BulkChange,
    *,
    confirmed: Callable[[Sequence[str]], bool],
    actor: Actor,
) -> BulkResult:
    """Change all plans that were seen, in one transaction, or none; `confirmed` is asked about the warnings.

    Nothing is changed if one of them is not as it was seen.
    """
    with context.db.begin() as tx:
        items = {one.id: one for one in enrollments.of_clinic(tx, clinic.id, [one.enrollment_id for one in seen])}
        people = patients.get_patients(tx, {one.patient_id for one in items.values()})
        stopped = [
            Stopped(one.enrollment_id, _owner(items.get(one.enrollment_id), people), why)
            for one in seen
            if (why := why_changed(one, items.get(one.enrollment_id)))
        ]
        if change.action is BulkAction.PLAN and change.live != live_mark(context, tx, clinic):
            stopped = [Stopped(one.id, people[one.patient_id], OTHER_IS_LIVE) for one in items.values()]
        if stopped or not items:
            return BulkResult(done=False, stopped=stopped)
        results = _run(context, tx, clinic, list(items.values()), change, actor)
        if results.left_out or not confirmed(results.asking):
            tx.roll_back()
            context.book.forget()
            return BulkResult(done=False, stopped=results.left_out, preview=results)
    return BulkResult(done=True)


def _owner(plan: Enrollment | None, people: Mapping[str, Patient]) -> Patient | None:
    return people[plan.patient_id] if plan else None


def _run(
    context: Context, tx: Tx, clinic: Clinic, items: Sequence[Enrollment], change: BulkChange, actor: Actor
) -> BulkPreview:
    """Change plans that are locked, one after the other, oldest first."""
    people = patients.get_patients(tx, {one.patient_id for one in items})
    held = holds.standing(tx, [one.id for one in items], []).enrollments
    changes: dict[str, Sequence[PlanChange]] = {}
    versions: dict[str, Pathway] = {}
    left_out: list[Stopped] = []
    for plan in items:
        why = why_not(change, plan, held=plan.id in held) or _try(
            context, tx, clinic, plan, change, actor, changes, versions
        )
        if why:
            left_out.append(Stopped(plan.id, people[plan.patient_id], why))
    was = {plan.id: plan for plan in items if plan.id in changes}
    now = context.clock.now()
    ahead = _ahead(context, tx, clinic, list(was), change, now)
    cases = [
        Case(
            plan=plan,
            patient=people[plan.patient_id],
            pathway=context.book.get(tx, plan.pathway_version_id),
            day=change.day_for(plan.surgery_date),
            changes=changes[plan.id],
            ahead=ahead[plan.id],
            moved_to=versions.get(plan.id),
        )
        for plan in was.values()
    ]
    live = live_mark(context, tx, clinic) if change.action is BulkAction.PLAN else ""
    return BulkPreview(cases, left_out, write_seen(was.values()), live)


def _try(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    clinic: Clinic,
    plan: Enrollment,
    change: BulkChange,
    actor: Actor,
    changes: dict[str, Sequence[PlanChange]],
    versions: dict[str, Pathway],
) -> str | None:
    """Change one plan and note what that did; return why it cannot be changed. A refusal has written nothing."""
    before = plans.standing_plan(tx, plan.id)
    try:
        if change.moves:
            reschedule_in(context, tx, clinic, plan.key, change.day_for(plan.surgery_date), actor=actor)
        elif change.action is BulkAction.PLAN:
            versions[plan.id] = move_version(context, tx, clinic, plan, actor=actor)
        else:
            pauses = change.action is BulkAction.PAUSE
            change_state_in(context, tx, plan, EnrollmentState.PAUSED if pauses else EnrollmentState.ACTIVE, actor)
    except UseError as error:
        return str(error)
    changes[plan.id] = changes_between(before, plans.standing_plan(tx, plan.id))
    return None


def _ahead(
    context: Context, tx: Tx, clinic: Clinic, ids: Sequence[str], change: BulkChange, now: datetime
) -> dict[str, UpcomingPlan]:
    """Return what goes out of the plans as they are now; a pause needs no warning that nothing does."""
    if not ids:
        return {}
    silent = ids if change.action is BulkAction.PAUSE else ()
    return look_ahead(context, tx, clinic, enrollments.of_clinic(tx, clinic.id, ids), now, silent=silent)
