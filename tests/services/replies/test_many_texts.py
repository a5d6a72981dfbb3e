"""Many texts in one transaction: each comes out as if it had come alone, and none pays for another."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select, text

from reminders.core.model.contact import Channel
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text, receive_texts
from reminders.store.enrollment.patients import address_hashes
from reminders.store.replies import auto_replies
from reminders.store.replies.replies import wait_for_turn
from reminders.store.tables import alerts, answers, enrollments, holds, messages, opt_outs, patients, replies
from tests.making import add_oak, all_rows, enroll_rows, make_context, play, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

DATABASES = ("sqlite", "postgresql")

OURS = "+12025550100"
WORDS = (
    *("1", "2", "STOP", "START", "HELP", "hello", "thanks", "si", "yes", "3", "I have chest pain", "fever of 103"),
    *("STOP, I can't feel my legs", "He died last night", "the surgery got cancelled", "ugh enough already"),
    *("2 and I have chest pain", "no me manden mas mensajes", "he is back in the hospital", "what are your hours?"),
    *("I am out of the office until Monday", "this is not my number", "", "START but I have chest pain"),
)
SEALED = {"id", "sender", "sender_hash", "body", "provider_id", "patient_id", "reply_id", "last_reply_id"}
OWN = {"subject", "address", "address_hash", "identity", "enrollment_id", "external_id", "opened_at", "content"}


def phone(number: int) -> str:
    return f"+1202555{1000 + number}"


def came(body: str, number: int, **more: Any) -> InboundText:
    return replace(InboundText(phone(number), OURS, body, f"SM{number}"), **more)


@pytest.fixture
def asked(context: Context, clinic: Clinic, clock: FixedClock) -> Clinic:
    """Two patients for each text, of whom the second writes among many; wound_1 has just been asked."""
    ids = range(2 * len(WORDS))
    enroll_rows(context, clinic, *(row(external_id=f"R{number}", phone=phone(number)) for number in ids))
    play(context, clock, "03-14 20:00")
    return clinic


def shown(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """What rows say, without what is each row's own."""
    plain = [{name: value for name, value in item._mapping.items() if name not in SEALED | OWN} for item in rows]
    return sorted(plain, key=repr)


def outcome(context: Context, number: int) -> dict[str, object]:
    """All that became of the patient with a phone, and of the text."""
    with context.db.read() as tx:
        hashes = address_hashes(tx, Channel.SMS, phone(number))
        person = tx.conn.execute(select(patients.c.id).where(patients.c.phone_hash.in_(hashes))).scalar()
        plans = list(tx.conn.execute(select(enrollments.c.id).where(enrollments.c.patient_id == person)).scalars())
    sent = [item for item in all_rows(context, messages) if item.patient_id == person or item.address_hash in hashes]
    return {
        "text": shown([item for item in all_rows(context, replies) if item.sender_hash in hashes]),
        "alerts": Counter(
            (item.kind, item.detail, item.severity, item.known, item.times, item.patient_id == person)
            for item in all_rows(context, alerts)
            if item.subject in hashes or (person and item.patient_id == person)
        ),
        "answers": shown([item for item in all_rows(context, answers) if item.enrollment_id in plans]),
        "messages": Counter((item.kind, item.step, item.channel, item.status, item.reason) for item in sent),
        "stops": [(item.scope, item.source) for item in all_rows(context, opt_outs) if item.address_hash in hashes],
        "holds": Counter(item.kind for item in all_rows(context, holds) if item.address_hash in hashes),
    }


def test_each_comes_out_as_if_it_had_come_alone(context: Context, asked: Clinic):
    count, strange = len(WORDS), 2 * len(WORDS)
    alone = [came(body, number) for number, body in enumerate(WORDS)]
    among = [came(body, number + count) for number, body in enumerate(WORDS)]
    alone += [came("hello", strange), came("look", strange + 1, pictures=2)]
    among += [came("hello", strange + 2), came("look", strange + 3, pictures=2)]
    one_by_one = [receive_text(context, item) for item in alone]
    together = receive_texts(context, among)
    assert [together[index] for index in range(len(among))] == one_by_one
    numbers = [
        (one.body, int(one.provider_id[2:]), int(other.provider_id[2:]))
        for one, other in zip(alone, among, strict=True)
    ]
    outcomes = {body: (outcome(context, number), outcome(context, other)) for body, number, other in numbers}
    assert {body: both for body, both in outcomes.items() if both[0] != both[1]} == {}
    kinds = {item.kind for item in all_rows(context, alerts)}
    assert kinds == {"red_flag", "plan_event", "unclear_stop", "follow_up", "unknown_number"}, "the table is too short"


def test_they_cost_a_few_statements_in_all(context: Context, asked: Clinic):
    bodies = ("hello", "2", "what are your hours?")
    many = [came(bodies[number % 3], number) for number in range(30)]
    statements: list[str] = []

    def executed(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(context.db.engine, "before_cursor_execute", executed)
    receive_texts(context, many[:3])
    few = statements.copy()
    statements.clear()
    receive_texts(context, many[3:])
    event.remove(context.db.engine, "before_cursor_execute", executed)
    assert len(all_rows(context, replies)) == 30
    asked_once = [item for item in few if item.startswith("SELECT") and "address_hash" in item]
    for_all = [item for item in statements if item.startswith("SELECT") and "address_hash" in item]
    each_phone = len(many) - 6 if context.db.engine.dialect.name == "sqlite" else 0  # our own words to it
    assert len(for_all) == len(asked_once) + each_phone, "what is known of the phones is asked for one by one"


def test_known_texts_no_clinic_and_a_second_text_of_one_phone(context: Context, asked: Clinic):
    receive_text(context, came("hello", 1))
    several = [came("hello", 1), came("STOP", 2), came("START", 2, provider_id="SM2b"), came("2", 3)]
    found = receive_texts(context, several)
    assert found.keys() == {0, 1, 3}, "the second text of a phone waits until the first has been dealt with"
    assert found[0] is None
    assert [item.source for item in all_rows(context, opt_outs)] == ["reply"]
    assert len(all_rows(context, replies)) == 3


def test_texts_to_no_clinic_are_dropped_and_the_others_stay(context: Context, clock: FixedClock):
    assert receive_texts(context, [came("hello", 1), came("STOP", 2)]) == {0: None, 1: None}
    add_oak(context)
    assert receive_texts(context, []) == {}
    found = receive_texts(context, [came("hello", 1), came("STOP", 2)])
    assert [reading is not None for reading in found.values()] == [True, True]


def test_a_stop_and_an_alarm_stand_or_fall_with_the_text(
    context: Context, asked: Clinic, monkeypatch: pytest.MonkeyPatch
):
    """The process dies when all is stored but our answers: nothing is stored, so that the next try does it all."""
    many = [came("hello", 1), came("STOP", 2), came("I have chest pain", 3)]
    before = [len(all_rows(context, table)) for table in (replies, opt_outs, alerts, messages)]

    def die(*_: Any) -> None:
        raise KeyError("power")

    monkeypatch.setattr(auto_replies, "plan_auto_replies", die)
    with pytest.raises(KeyError):
        receive_texts(context, many)
    with pytest.raises(KeyError):
        receive_text(context, many[1])
    assert [len(all_rows(context, table)) for table in (replies, opt_outs, alerts, messages)] == before
    monkeypatch.undo()
    receive_texts(context, many)
    after = [len(all_rows(context, table)) for table in (replies, opt_outs, alerts, messages)]
    assert [now - then for now, then in zip(after, before, strict=True)][:3] == [3, 1, 1]


@pytest.fixture
def on_postgres(postgres: Database, clock: FixedClock) -> Context:
    context = make_context(postgres, clock)
    clinic = add_oak(context)
    enroll_rows(context, clinic, *(row(external_id=f"R{number}", phone=phone(number)) for number in range(6)))
    return context


def test_a_phone_that_another_process_deals_with_is_left_out_at_once(on_postgres: Context):
    context = on_postgres
    with context.db.begin() as other:
        wait_for_turn(other, address_hashes(other, Channel.SMS, phone(2))[0])
        found = receive_texts(context, [came("STOP", number) for number in (1, 2, 3)])
    assert found.keys() == {0, 2}
    assert {item.provider_id for item in all_rows(context, replies)} == {"SM1", "SM3"}
    assert receive_text(context, came("STOP", 2)) is not None


def test_a_lock_that_stays_taken_holds_up_none_of_them_for_long(on_postgres: Context):
    """Staff change a plan for seconds: the stop of that patient waits alone, and the others do not wait with it."""
    context = on_postgres
    with context.db.begin() as other:
        other.conn.execute(text("SELECT id FROM enrollments FOR UPDATE"))
        other.conn.execute(text("SELECT id FROM messages FOR UPDATE"))
        assert receive_texts(context, [came("hello", 1), came("STOP", 2)]) == {}
        assert len(all_rows(context, replies)) == 0
        assert receive_texts(context, [came("hello", 1)]).keys() == {0}
        done: list[object] = []
        alone = threading.Thread(target=lambda: done.append(receive_text(context, came("STOP", 2))))
        alone.start()
        alone.join(0.2)
        assert done == []
    alone.join(30)
    assert len(done) == 1
    assert len(all_rows(context, opt_outs)) == 1
