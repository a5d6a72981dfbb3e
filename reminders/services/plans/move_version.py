"""Moves a running enrollment to the live version of its care plan: what has left stays, the rest is planned again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import UseError
from reminders.core.plans.bulk import LIVE_ALREADY, NO_LIVE_PLAN
from reminders.services.plans.replan import replan
from reminders.services.wording.live_care import at_clinic
from reminders.store.plans import care_versions
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.plans.pathway import Pathway
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def live_mark(context: Context, tx: Tx, clinic: Clinic) -> str:
    """Return what is live at a clinic as one short text, to see whether that has changed."""
    ids = care_versions.live_ids(tx, context.clock.now(), [clinic.id]).get(clinic.id, ())
    return "-".join(map(str, ids)) or "shipped"


def move_version(context: Context, tx: Tx, clinic: Clinic, plan: Enrollment, *, actor: Actor) -> Pathway:
    """Move a locked enrollment to the live version inside an open transaction; return that version.

    Raises:
        UseError: it has that version already, or the clinic has no such care plan any more.

    """
    now = context.clock.now()
    pathway = context.book.get(tx, plan.pathway_version_id)
    file = at_clinic(context, clinic, tx).catalog.find(pathway.id)
    if file is None:
        raise UseError(NO_LIVE_PLAN)
    target = context.book.snapshot(tx, file, now)
    if target == plan.pathway_version_id:
        raise UseError(LIVE_ALREADY)
    replan(context, tx, replace(plan, pathway_version_id=target), now)
    numbers = care_versions.numbers_of_snapshots(tx, [plan.pathway_version_id, target])
    detail = f"{pathway.id}, {numbers[plan.pathway_version_id]} > {numbers[target]}"
    entry = AuditEntry(clinic.id, Action.MOVED_VERSION, actor, now, plan.patient_id, plan.id, detail)
    add_entry(tx, entry)
    return file.pathway
