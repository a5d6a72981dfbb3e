"""Clinics take turns: a long backlog of one delays no one else, and no one is locked out."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, String, case, cast, func, insert, literal, select, text, true, update

from reminders.channels.outbox import Outbox
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.sending.deliver import deliver
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.select_due import select_due
from reminders.services.sending.tick import tick
from reminders.store.database.bulk import insert_rows
from reminders.store.records.reporting import service_status
from reminders.store.sending.claims import anything_to_sweep
from reminders.store.sending.due_clinics import SHORT, due_clinics
from reminders.store.sending.due_counts import count_due
from reminders.store.tables import messages
from tests.making import add_oak, all_rows, at, enroll_rows, make_context, row, uid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.ports import Outgoing
    from reminders.services.context import Context
    from reminders.store.database.session import Database, Tx

DUE = at("03-11 17:00")


def add_due(context: Context, clinic: Clinic, many: int, *, first: datetime = DUE, start: int = 0) -> None:
    """Make many planned texts of one patient, due a second apart from `first` backwards in no order of id."""
    enroll_rows(context, clinic, row())
    rows = [item for item in all_rows(context, messages) if item.clinic_id == clinic.id]
    pattern = next(item for item in rows if (item.step, item.channel) == ("walk_1", "sms"))
    new_rows = []
    for number in range(many):
        ready = first - timedelta(seconds=number)
        new = {"id": uid(start + number + 1), "identity": f"made up {start + number}", "due_at": ready}
        new_rows.append(dict(pattern._mapping) | new | {"ready_at": ready, "send_before": DUE + timedelta(hours=3)})
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).where(messages.c.clinic_id == clinic.id).values(status="cancelled"))
        insert_rows(tx, messages, new_rows)


def batch(tx: Tx, room: int, round_robin: RoundRobin | None = None, lane: str = "sms") -> list[int]:
    """Take a wave and mark it as taken; tell whose messages they were."""
    taken = select_due(tx, lane, room, DUE, round_robin or RoundRobin())
    ids = [item.id for item in taken.messages]
    tx.conn.execute(update(messages).where(messages.c.id.in_(ids)).values(status="sending"))
    return [item.row.clinic_id for item in taken.messages]


@pytest.mark.parametrize("room", [50, 4, 1])
def test_ten_thousand_texts_of_one_clinic_do_not_delay_five_of_another(context: Context, clinic: Clinic, room: int):
    pine = add_oak(context, slug="pine")
    add_due(context, clinic, 10_000, first=DUE - timedelta(hours=1))
    add_due(context, pine, 5, start=20_000)
    round_robin, sent = RoundRobin(), []
    with context.db.begin() as tx:
        while sent.count(pine.id) < 5:
            sent += batch(tx, room, round_robin)
    assert sent.count(clinic.id) <= 5 + room


def test_within_a_clinic_the_longest_due_goes_first(context: Context, clinic: Clinic):
    add_due(context, clinic, 20)
    with context.db.begin() as tx:
        found: Sequence[datetime] = [
            item.row.ready_at for item in select_due(tx, "sms", 20, DUE, RoundRobin()).messages
        ]
    assert found == sorted(found)
    assert len(found) == 20


def test_one_at_a_time_every_clinic_has_its_turn(context: Context, clinic: Clinic):
    others = [add_oak(context, slug=f"elm{number}") for number in range(4)]
    for number, item in enumerate([clinic, *others]):
        add_due(context, item, 3, start=100 * number)
    round_robin = RoundRobin()
    with context.db.begin() as tx:
        sent = [batch(tx, 1, round_robin)[0] for _ in range(15)]
    assert sent[:5] == sent[5:10] == sent[10:]
    assert len(set(sent)) == 5


def test_a_new_row_of_turns_starts_anywhere(context: Context, clinic: Clinic):
    for number, item in enumerate([clinic, *(add_oak(context, slug=f"elm{number}") for number in range(3))]):
        add_due(context, item, 40, start=100 * number)
    with context.db.begin() as tx:
        assert len({batch(tx, 1)[0] for _ in range(40)}) > 1


def test_what_does_not_fit_makes_more(context: Context, clinic: Clinic):
    add_due(context, clinic, 10)
    with context.db.begin() as tx:
        assert select_due(tx, "sms", 5, DUE, RoundRobin()).more
        assert not select_due(tx, "sms", 11, DUE, RoundRobin()).more
        assert not select_due(tx, "email", 11, DUE, RoundRobin()).more


def test_a_short_and_a_long_queue_name_the_same_clinics(context: Context, clinic: Clinic):
    others = [add_oak(context, slug=f"elm{number}") for number in range(3)]
    for number, item in enumerate(others[:2]):
        add_due(context, item, 20, start=100 * number)
    add_due(context, others[2], 5, start=500, first=DUE + timedelta(hours=1))
    ids = [item.id for item in others[:2]]
    with context.db.begin() as tx:
        assert due_clinics(tx, "sms", Channel.SMS, DUE, paused=False) == ids
        assert due_clinics(tx, "sms", Channel.EMAIL, DUE, paused=False) == []
    add_due(context, clinic, SHORT, start=1000)
    with context.db.begin() as tx:
        assert due_clinics(tx, "sms", Channel.SMS, DUE, paused=False) == sorted([clinic.id, *ids])


def test_rows_are_locked_only_as_the_room_asks_for_them(postgres: Database, clock: FixedClock):
    """Two clinics, room for three: a second worker at the same moment finds the rest."""
    context = make_context(postgres, clock)
    oak, pine = add_oak(context), add_oak(context, slug="pine")
    add_due(context, oak, 3)
    add_due(context, pine, 3, start=50)
    with context.db.begin() as first, context.db.begin() as second:
        one = select_due(first, "sms", 3, DUE, RoundRobin()).messages
        two = select_due(second, "sms", 6, DUE, RoundRobin()).messages
    assert (len(one), len(two)) == (3, 3)
    assert {item.id for item in one}.isdisjoint(item.id for item in two)


def add_to_come(context: Context, *, clinics: int = 2) -> None:
    """Make 400 due texts of two clinics, 40,000 that are to come, and 4,000 that were sent or failed."""
    for number in range(clinics):
        add_due(context, add_oak(context, slug=f"elm{number}"), 200, start=1000 * number)
    later = literal(DUE + timedelta(days=1), messages.c.due_at.type)
    numbers = func.generate_series(1, 110).table_valued(Column("number", Integer), name="n").render_derived()
    is_old = numbers.c.number > 100
    changed = {
        "id": func.gen_random_uuid(),
        "identity": messages.c.identity + " copy " + cast(numbers.c.number, String),
        "due_at": later,
        "ready_at": later,
        "status": case((numbers.c.number == 110, "failed"), (is_old, "delivered"), else_="planned"),
    }
    columns = [changed.get(column.name, column) for column in messages.c]
    copies = insert(messages).from_select(
        list(messages.c.keys()), select(*columns).where(messages.c.status == "planned").join(numbers, true())
    )
    with context.db.begin() as tx:
        tx.conn.execute(copies)
        tx.conn.execute(text("ANALYZE messages"))


def plans_of(tx: Tx, generic: str) -> list[str]:
    """Collect the plan of every statement that this transaction runs from here on."""
    plans: list[str] = []
    tx.conn.execute(text(f"SET LOCAL plan_cache_mode = {generic}"))
    tx.conn.execute(text("LOAD 'auto_explain'"))
    for setting in ("log_min_duration = 0", "log_analyze = on", "log_nested_statements = on"):
        tx.conn.execute(text(f"SET LOCAL auto_explain.{setting}"))
    tx.conn.execute(text("SET LOCAL client_min_messages = log"))
    connection = tx.conn.connection.driver_connection
    assert connection is not None
    connection.add_notice_handler(lambda notice: plans.append(notice.message_primary or ""))
    return plans


@pytest.mark.parametrize("generic", ["force_custom_plan", "force_generic_plan"])
def test_claims_ticks_and_counts_walk_an_index_however_much_is_to_come(
    postgres: Database, clock: FixedClock, generic: str
):
    context = make_context(postgres, clock)
    add_to_come(context)
    with context.db.begin() as tx:
        plans = plans_of(tx, generic)
        assert len(select_due(tx, "sms", 50, DUE, RoundRobin()).messages) == 50
        assert count_due(tx, DUE, 1600) == {"sms": 400}
        assert not anything_to_sweep(tx, DUE)
        status = service_status(tx, DUE)
        assert (status.due, status.sending, status.unconfirmed) == (400, 0, 0)
    about = [plan for plan in plans if "messages" in plan]
    assert len(about) >= 6
    assert [plan for plan in about if "Seq Scan on messages" in plan] == []
    read = [int(part.split()[0]) for plan in about for part in plan.split("Rows Removed by Filter: ")[1:]]
    assert sum(read) < 500, about


def test_three_workers_share_a_backlog_and_send_each_once(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    enroll_rows(context, add_oak(context), *(row() for _ in range(45)))
    clock.set(at("03-11 16:00"))
    left: list[tuple[int, str]] = []

    def slow(worker: int) -> Context:
        def send(outgoing: Outgoing) -> SendOutcome:
            time.sleep(0.02)
            left.append((worker, outgoing.message_id))
            return SendOutcome(Verdict.ACCEPTED)

        rules = replace(context.delivery, batch={"urgent": 2, "sms": 2, "email": 2})
        return replace(context, senders={Channel.SMS: Outbox(Channel.SMS, outcomes=send)}, delivery=rules)

    workers = [slow(number) for number in range(3)]
    wake_ups = tick(workers[0])["sms"]
    assert wake_ups == 6  # one for every four waves of two
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda worker: deliver(worker, "sms"), workers))
    assert len(left) == len({message for _, message in left}) == 45
    assert {worker for worker, _ in left} == {0, 1, 2}
    assert tick(workers[0]) == {}


def test_both_channels_of_the_urgent_lane_are_served(context: Context, clinic: Clinic):
    add_due(context, clinic, 4)
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).where(messages.c.status == "planned").values(lane="urgent"))
        tx.conn.execute(update(messages).where(messages.c.id.in_([uid(1), uid(2)])).values(channel="email"))
        found = select_due(tx, "urgent", 20, DUE, RoundRobin())
        assert sorted(item.row.channel for item in found.messages) == ["email", "email", "sms", "sms"]
        assert {Channel(item.row.channel) for item in select_due(tx, "urgent", 2, DUE, RoundRobin()).messages} == {
            "sms"
        }
        assert select_due(tx, "urgent", 2, DUE, RoundRobin()).more
