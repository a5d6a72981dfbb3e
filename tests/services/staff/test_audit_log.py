"""The audit log's chain: whole after anything the service does, and broken at the place where someone else wrote."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, update

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.services.plans.change_state import pause, resume
from reminders.services.records.erase import erase
from reminders.services.records.purge import purge
from reminders.services.replies.reply import receive
from reminders.services.staff.audit_log import export_audit, verify_audit
from reminders.store.database.session import Database
from reminders.store.staff.audit import INSTALLATION, add_entry
from reminders.store.tables import audit, audit_chains, patients
from tests.making import OTHER_KEY, SOMEBODY, add_oak, all_rows, enroll_rows, make_context, row, vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.actor import Actor
    from reminders.core.model.audit_entries import AuditLine
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

DATABASES = ("sqlite", "postgresql")


ENTRIES = 7
PHONE = "+12025550177"


def write(context: Context, clinic_id: int, number: int = 1, actor: Actor = SOMEBODY) -> None:
    for _ in range(number):
        with context.db.begin() as tx:
            add_entry(tx, AuditEntry(clinic_id, Action.SIGNED_IN, actor, context.clock.now()))


@pytest.fixture
def seven(context: Context, clinic: Clinic) -> Clinic:
    """A clinic with seven entries in its chain."""
    write(context, clinic.id, ENTRIES)
    return clinic


def found(context: Context, clinic: Clinic) -> tuple[int, int | None, str | None]:
    """Return how many entries the chain of a clinic has, and where and how it is broken."""
    (report,) = verify_audit(context, clinic)
    return report.entries, report.fault and report.fault.sequence, report.fault and report.fault.problem


def tamper(context: Context, *statements: object) -> None:
    with context.db.begin() as tx:
        for statement in statements:
            tx.conn.execute(statement)  # type: ignore[call-overload]


def at_place(number: int) -> object:
    return audit.c.sequence == number


def swap(one: int, other: int) -> list[object]:
    move = lambda old, new: update(audit).where(at_place(old)).values(sequence=new)  # noqa: E731
    return [move(one, 999), move(other, one), move(999, other)]


def rewound(tx: Tx) -> None:
    """Cut the last entry off and set the head back, as someone without the keys would."""
    last = tx.conn.execute(audit.select().where(at_place(ENTRIES - 1))).one()
    tx.conn.execute(delete(audit).where(at_place(ENTRIES)))
    tx.conn.execute(update(audit_chains).values(sequence=last.sequence, hash=last.hash))


TAMPERED = {
    "nothing": ([], None, None),
    "another action": ([update(audit).where(at_place(3)).values(action="viewed today")], 3, "was changed"),
    "another actor": ([update(audit).where(at_place(3)).values(actor_name="eve")], 3, "was changed"),
    "another detail": ([update(audit).where(at_place(1)).values(detail="x")], 1, "was changed"),
    "its hash": ([update(audit).where(at_place(4)).values(hash="0" * 64)], 4, "was changed"),
    "one deleted": ([delete(audit).where(at_place(4))], 4, "is missing"),
    "the first deleted": ([delete(audit).where(at_place(1))], 1, "is missing"),
    "the last deleted": ([delete(audit).where(at_place(ENTRIES))], ENTRIES, "is missing"),
    "all deleted": ([delete(audit)], 1, "is missing"),
    "two swapped": (swap(2, 5), 2, "put in another's place"),
    "neighbors swapped": (swap(6, 7), 6, "put in another's place"),
    "taken out of the chain": ([update(audit).where(at_place(2)).values(sequence=None, hash=None)], 2, "is missing"),
    "one added at the end": ([update(audit).where(at_place(7)).values(sequence=8)], 7, "is missing"),
    "no head": ([delete(audit_chains)], 1, "head of its chain is missing"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_whatever_is_done_to_the_chain_is_found_and_named(context: Context, seven: Clinic, how: str):
    statements, place, problem = TAMPERED[how]
    tamper(context, *statements)
    _entries, where, what = found(context, seven)
    assert where == place
    assert what is None if problem is None else problem in (what or "")


def test_an_end_cut_off_together_with_the_head_is_found_for_want_of_the_key(context: Context, seven: Clinic):
    with context.db.begin() as tx:
        rewound(tx)
    assert found(context, seven)[1:] == (
        ENTRIES - 1,
        "is the end of a chain that was not written by this service with its keys",
    )


def test_an_entry_forged_beside_the_chain_is_found(context: Context, seven: Clinic, clock: FixedClock):
    forged = {"clinic_id": seven.id, "action": "signed in", "at": clock.now() + timedelta(days=2)}
    tamper(context, insert(audit).values(**forged))
    assert "outside the chain" in str(found(context, seven)[2])


def test_entries_from_before_the_chain_are_counted_and_break_nothing(
    context: Context, clinic: Clinic, clock: FixedClock
):
    old = {"clinic_id": clinic.id, "action": "corrected email, phone", "at": clock.now()}
    tamper(context, insert(audit).values(**old), insert(audit).values(**old))
    write(context, clinic.id, 3)
    (report,) = verify_audit(context, clinic)
    assert (report.entries, report.unchained, report.fault) == (3, 2, None)


def test_each_clinic_and_the_installation_have_a_chain_of_their_own(context: Context, seven: Clinic):
    write(context, INSTALLATION, 2)
    assert [(item.name, item.entries, item.fault) for item in verify_audit(context, None)] == [
        ("whole installation", 2, None),
        ("oak", ENTRIES, None),
    ]


def test_a_change_that_is_taken_back_leaves_no_entry(context: Context, seven: Clinic):
    with suppress(ZeroDivisionError), context.db.begin() as tx:
        add_entry(tx, AuditEntry(seven.id, Action.SIGNED_IN, SOMEBODY, context.clock.now()))
        _ = 1 / 0
    with context.db.begin() as tx:
        add_entry(tx, AuditEntry(seven.id, Action.SIGNED_IN, SOMEBODY, context.clock.now()))
        tx.roll_back()
    assert found(context, seven) == (ENTRIES, None, None)


def test_a_reading_transaction_refuses_to_be_written_in(context: Context, clinic: Clinic):
    with pytest.raises(RuntimeError, match="reading transaction"), context.db.read() as tx:
        add_entry(tx, AuditEntry(clinic.id, Action.SIGNED_IN, SOMEBODY, context.clock.now()))


def test_the_chain_holds_when_another_key_writes_and_is_doubted_when_no_key_fits(
    context: Context, seven: Clinic, clock: FixedClock
):
    rotated = make_context(Database(context.db.engine, vault(OTHER_KEY, bytes(range(32)))), clock)
    assert found(rotated, seven) == (ENTRIES, None, None)
    write(rotated, seven.id)
    assert found(rotated, seven) == (ENTRIES + 1, None, None)
    assert "keys" in str(found(context, seven)[2])


def test_an_erased_patients_entries_stay_and_verify(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    pause(context, clinic, "A", actor=SOMEBODY)
    patient = all_rows(context, patients)[0].id
    erase(context, clinic, patient, actor=SOMEBODY)
    assert found(context, clinic) == (3, None, None)
    assert [item.patient_id for item in all_rows(context, audit)] == [patient] * 3


def test_what_is_left_by_a_purge_verifies_and_what_is_cut_off_then_is_found(
    context: Context, seven: Clinic, clock: FixedClock
):
    start = clock.now()
    clock.set(start + timedelta(days=100))
    write(context, seven.id, 2)
    clock.set(start + timedelta(days=150))
    assert purge(context, None, timedelta(days=100))
    (report,) = verify_audit(context, seven)
    assert (report.entries, report.purged, report.fault) == (3, ENTRIES, None)
    last = all_rows(context, audit)[-1]
    assert (last.action, last.actor_kind, last.detail) == ("purged old audit entries", "system", "7 entries")
    tamper(context, delete(audit).where(at_place(ENTRIES + 1)))
    assert found(context, seven)[1:] == (ENTRIES + 1, "is missing")


def test_a_purge_of_everything_leaves_a_chain_that_goes_on(context: Context, seven: Clinic, clock: FixedClock):
    clock.set(clock.now() + timedelta(days=150))
    assert purge(context, None, timedelta(days=100))
    write(context, seven.id)
    assert found(context, seven) == (2, None, None)


def test_an_export_holds_who_what_when_and_the_hash_and_is_an_entry_itself(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    lines: list[AuditLine] = []
    assert export_audit(context, clinic, (None, None), lines.append, actor=SOMEBODY) == 2
    assert [(item.action, item.actor_name, item.detail) for item in lines] == [
        ("enrolled", "somebody", None),
        ("stopped a channel", "text", "sms"),
    ]
    assert all(item.hash for item in lines)
    assert all_rows(context, audit)[-1].action == "exported the audit log"
    assert export_audit(context, clinic, (context.clock.now() + timedelta(1), None), lines.append, actor=SOMEBODY) == 0


WRITERS, EACH = 8, 25


def test_eight_writers_at_once_keep_each_chain_whole(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    in_turn = [lambda: write(context, 1, EACH), lambda: write(context, 2, EACH), lambda: both(context, EACH)]
    run_together([in_turn[number % 3] for number in range(WRITERS)])
    counted = {report.name: (report.entries, report.fault) for report in verify_audit(context, None)}
    assert counted == {
        "whole installation": (0, None),
        "clinic 1": (5 * EACH, None),
        "clinic 2": (5 * EACH, None),
    }


def both(context: Context, number: int) -> None:
    """Write to two chains in one transaction, the second one first."""
    for _ in range(number):
        with context.db.begin() as tx:
            for clinic_id in (2, 1):
                add_entry(tx, AuditEntry(clinic_id, Action.SIGNED_IN, SOMEBODY, context.clock.now()))


def run_together(works: list[Callable[[], None]]) -> None:
    problems: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 the test looks at it
            problems.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert not any(thread.is_alive() for thread in threads)


def test_staff_changes_of_the_same_patients_in_opposite_orders_do_not_deadlock(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    clinic = add_oak(context)
    ids = ["A", "B"]
    enroll_rows(context, clinic, *[row(external_id=item) for item in ids])

    def there_and_back(external_id: str) -> None:
        for _ in range(10):
            pause(context, clinic, external_id, actor=SOMEBODY)
            resume(context, clinic, external_id, actor=SOMEBODY)

    run_together([lambda item=item: there_and_back(item) for item in ids * 2])
    assert found(context, clinic) == (2 + 4 * 20, None, None)
