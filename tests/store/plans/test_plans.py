"""The rows of a plan: unique identity, changes under the lock, revisions, and texts that count against caps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.status import Event, Status
from reminders.core.plans.planning import Subject, plan_messages
from reminders.core.plans.replanning import Change
from reminders.services.plans.replan import owner_of
from reminders.store.enrollment.enrollments import find_enrollment
from reminders.store.plans import plans
from reminders.store.tables import messages
from tests.making import NOW, OAK, all_rows, enroll_rows, events_of, message, row

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.planning import PlannedMessage
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.plans.plans import PlanOwner


def owner(tx: Tx, clinic: Clinic, external_id: str = "A") -> PlanOwner:
    found = find_enrollment(tx, clinic.id, external_id)
    assert found is not None
    return owner_of(found)


def fresh_plan(context: Context) -> tuple[PlannedMessage, ...]:
    file = context.catalog.find("microdiscectomy")
    assert file is not None
    subject = Subject(key="A", zone=OAK.zone, contact=Contact(dict.fromkeys(Channel, Reach.OPEN)))
    return plan_messages(file.pathway, NOW.date(), OAK.rules, subject, now=None)


def test_a_doubled_plan_fails_whole(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))
    before = all_rows(context, messages)
    with pytest.raises(IntegrityError), context.db.begin() as tx:
        plans.insert_plan(tx, [(owner(tx, clinic), fresh_plan(context))], NOW)
    assert all_rows(context, messages) == before


def test_the_same_steps_of_another_surgery_day_or_channel_are_other_messages(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))
    count = len(all_rows(context, messages))
    with context.db.begin() as tx:
        mine = owner(tx, clinic)
        plan = fresh_plan(context)
        plans.insert_plan(tx, [(replace(mine, surgery_generation=2), plan)], NOW)
        walk = next(item for item in plan if item.step.key == "walk_1")
        plans.insert_plan(tx, [(mine, [replace(walk, channel=Channel.EMAIL)])], NOW)
    assert len(all_rows(context, messages)) == count + len(plan) + 1


def test_a_change_writes_status_times_and_each_event_of_its_way(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))
    with context.db.begin() as tx:
        (walk,) = (item for item in plans.standing_plan(tx, owner(tx, clinic).enrollment_id) if item.step == "walk_1")
        later = walk.due_at.replace(day=20)
        plans.change_plan(
            tx, [Change(walk, (Event.SKIP, Event.REPLAN), Status.PLANNED, None, later, walk.send_before)], NOW
        )
        plans.change_plan(tx, [Change(walk, (), Status.PLANNED, None, later, walk.send_before)], NOW)
    found = message(context, "walk_1")
    assert (found.status, found.due_at, found.ready_at) == ("planned", later, later)
    assert events_of(context, walk.id) == [
        "skip: planned > skipped",
        "replan: skipped > planned",
        "replan: planned > planned",
    ]


def test_a_change_behind_the_lock_is_refused_and_nothing_of_it_stays(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))

    def change_twice() -> None:
        with context.db.begin() as tx:
            standing = plans.standing_plan(tx, owner(tx, clinic).enrollment_id)
            (walk,) = (item for item in standing if item.step == "walk_1")
            change = Change(walk, (Event.SKIP,), Status.SKIPPED, "cap", walk.due_at, walk.send_before)
            plans.change_plan(tx, [change, change], NOW)

    with pytest.raises(RuntimeError, match="changed while its plan was locked"):
        change_twice()
    assert message(context, "walk_1").status == "planned"


def test_a_revision_is_stamped_on_what_is_unsent(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).where(messages.c.step == "walk_1").values(status="accepted"))
        plans.stamp_revision(tx, owner(tx, clinic).enrollment_id, 7)
    assert {item.step for item in all_rows(context, messages) if item.plan_revision != 7} == {"walk_1"}


def test_texts_that_count_are_sent_ones_and_those_planned_elsewhere(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A"))
    walk = message(context, "walk_1")
    with context.db.begin() as tx:
        mine = owner(tx, clinic)
        for status in ("accepted", "delivered", "undelivered", "sending", "unconfirmed"):
            tx.conn.execute(update(messages).where(messages.c.id == walk.id).values(status=status, sent_at=NOW))
            taken = plans.texts_taken(tx, [mine.patient_id], but_not=mine.enrollment_id)
            assert taken == {mine.patient_id: [(walk.due_at, NOW)]}, status
        for status in ("failed", "skipped", "missed", "cancelled", "held"):
            tx.conn.execute(update(messages).where(messages.c.id == walk.id).values(status=status, sent_at=None))
            assert plans.texts_taken(tx, [mine.patient_id], but_not=mine.enrollment_id) == {}, status
        assert len(plans.texts_taken(tx, [mine.patient_id])[mine.patient_id]) == 8
        assert plans.texts_taken(tx, []) == {}
