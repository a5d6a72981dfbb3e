"""What a claim looks at does not grow with the clinics of an installation, and no clinic is left out for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, update

from reminders.core.model.contact import Channel
from reminders.core.sending.rate_limit import Rate
from reminders.services.clinics.senders import mark_sender_down
from reminders.services.sending.deliver import deliver
from reminders.services.sending.due_groups import RoundRobin, Search, due_groups
from reminders.services.sending.select_due import select_due
from reminders.store.clinics import switches
from reminders.store.sending import due_clinics
from reminders.store.tables import messages
from tests.making import SOMEBODY, add_oak, enroll_rows, outbox, row
from tests.services.sending.test_select_due import DUE, add_due

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

CLINICS = 12


@pytest.fixture
def others(context: Context, clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> list[Clinic]:
    """Let one clinic have a long queue and twelve others a text each; a claim looks at three of them."""
    monkeypatch.setattr(due_clinics, "WINDOW", 3)
    add_due(context, clinic, due_clinics.SHORT + 20, start=1000, first=DUE - timedelta(hours=1))
    places = [add_oak(context, slug=f"elm{number}") for number in range(CLINICS)]
    for number, place in enumerate(places):
        add_due(context, place, 1, start=number)
    return places


def look(tx: Tx, round_robin: RoundRobin, skip: set[int] | None = None, room: int = 50) -> tuple[list[int], bool]:
    search = Search("sms", Channel.SMS, DUE, room, round_robin, skip or set())
    (group,) = due_groups(tx, search, switches.switches_on(tx))
    return group.clinics, group.more


def test_a_look_is_bounded_and_five_of_them_see_every_clinic(context: Context, clinic: Clinic, others: list[Clinic]):
    round_robin, seen = RoundRobin(), set[int]()
    with context.db.begin() as tx:
        for _ in range(5):
            found, more = look(tx, round_robin)
            assert clinic.id in found, "the front of the queue is always seen"
            assert len(found) <= 1 + 2 * 3
            assert more
            seen.update(found)
    assert seen == {clinic.id, *(place.id for place in others)}


def test_where_only_some_can_be_served_it_looks_on_until_it_has_one(
    context: Context, clinic: Clinic, others: list[Clinic]
):
    last = others[-1].id
    with context.db.begin() as tx:
        for _ in range(8):
            found, _ = look(tx, RoundRobin(), {clinic.id, *(place.id for place in others[:-1])})
            assert last in found
        found, more = look(tx, RoundRobin(), {clinic.id, *(place.id for place in others)})
    assert (len(found), more) == (CLINICS + 1, False), "once around, and that is the end"


def test_every_clinic_is_served_behind_a_long_queue(context: Context, clinic: Clinic, others: list[Clinic]):
    round_robin, served = RoundRobin(), []
    with context.db.begin() as tx:
        for _ in range(6):
            taken = select_due(tx, "sms", 20, DUE, round_robin)
            assert taken.more
            served += [item.row.clinic_id for item in taken.messages]
            ids = [item.id for item in taken.messages]
            tx.conn.execute(update(messages).where(messages.c.id.in_(ids)).values(status="sending"))
    assert {place.id for place in others} <= set(served)


def test_a_long_queue_of_a_paused_clinic_or_a_sender_that_is_down_ends(
    context: Context, clinic: Clinic, others: list[Clinic], clock: FixedClock
):
    clock.set(DUE)
    with context.db.begin() as tx:
        switches.set_switch(tx, switches.clinic_switch(clinic.id), DUE)
    deliver(context, "sms")
    assert len(outbox(context).sent) == CLINICS
    with context.db.begin() as tx:
        assert not select_due(tx, "sms", 20, DUE, RoundRobin()).more
        mark_sender_down(tx, Channel.SMS, "default", DUE, actor=SOMEBODY)
        assert not select_due(tx, "sms", 20, DUE, RoundRobin()).messages


@pytest.mark.parametrize("senders", [3, 30])
def test_a_claim_within_rate_limits_takes_as_many_statements_for_three_senders_as_for_thirty(
    context: Context, clinic: Clinic, clock: FixedClock, senders: int
):
    for number in range(senders):
        enroll_rows(context, add_oak(context, slug=f"elm{number}", sms_sender=f"+1202555{1000 + number}"), row())
    limited = replace(
        context, delivery=replace(context.delivery, rate_limit=Rate(1.0), task_budget=timedelta(seconds=0.2))
    )
    clock.set(DUE)
    statements: list[str] = []
    note = lambda _1, _2, statement, *_3: statements.append(statement)  # noqa: E731
    event.listen(context.db.engine, "before_cursor_execute", note)
    deliver(limited, "sms")
    event.remove(context.db.engine, "before_cursor_execute", note)
    assert len(outbox(context).sent) == senders
    asked = [one for one in statements if "paces" in one or "LIMIT" in one or "clinics" in one]
    if context.db.engine.dialect.name == "postgresql":
        assert len(asked) <= 24, "\n".join(asked)


def take(context: Context, round_robin: RoundRobin, after: timedelta = timedelta(0)) -> tuple[list[int], bool]:
    """Take five and mark them as taken; tell whose they were, and whether more may be due."""
    with context.db.begin() as tx:
        taken = select_due(tx, "sms", 5, DUE + after, round_robin)
        ids = [item.id for item in taken.messages]
        tx.conn.execute(update(messages).where(messages.c.id.in_(ids)).values(status="sending"))
    return sorted(item.row.clinic_id for item in taken.messages), taken.more


def test_after_a_claim_that_was_filled_the_next_ones_need_not_look_for_half_a_second(context: Context, clinic: Clinic):
    round_robin, elm = RoundRobin(few=True), add_oak(context, slug="elm")
    add_due(context, clinic, 30)
    assert take(context, round_robin) == ([clinic.id] * 5, True)
    add_due(context, elm, 2, start=100)
    assert take(context, round_robin) == ([clinic.id] * 5, True), "that one has something due is not known yet"
    served, more = take(context, round_robin, timedelta(seconds=0.6))
    assert elm.id in served
    assert more


def test_a_claim_that_was_not_filled_ends_what_is_known_and_another_look_follows(context: Context, clinic: Clinic):
    round_robin, elm = RoundRobin(few=True), add_oak(context, slug="elm")
    add_due(context, clinic, 8)
    assert take(context, round_robin) == ([clinic.id] * 5, True)
    add_due(context, elm, 2, start=100)
    assert take(context, round_robin) == ([clinic.id] * 3, True), "nothing else is known, so it must be looked for"
    assert take(context, round_robin) == ([elm.id] * 2, False)
    assert take(context, round_robin) == ([], False)


def test_a_known_clinic_of_which_nothing_can_be_taken_ends_after_one_more_look(context: Context, clinic: Clinic):
    round_robin = RoundRobin(few=True)
    add_due(context, clinic, 5)
    assert take(context, round_robin) == ([clinic.id] * 5, True)
    assert take(context, round_robin) == ([], True)
    assert take(context, round_robin) == ([], False)


def test_a_clinic_that_is_paused_meanwhile_sends_nothing_although_it_is_known(context: Context, clinic: Clinic):
    round_robin = RoundRobin(few=True)
    add_due(context, clinic, 20)
    take(context, round_robin)
    with context.db.begin() as tx:
        switches.set_switch(tx, switches.clinic_switch(clinic.id), DUE)
    assert take(context, round_robin)[0] == []
    assert take(context, round_robin) == ([], False)
