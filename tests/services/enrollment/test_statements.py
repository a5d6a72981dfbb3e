"""How many statements a surgery costs, by each way in: as many for the hundredth patient as for the first.

A statement is most of what an enrollment costs us and the database. One more is a decision: raise the number then.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select

from reminders.core.hl7.outcomes import Outcome
from reminders.core.model.contact import Channel, Party
from reminders.core.plans.identity import message_key
from reminders.services.api.enroll import enroll_by_api
from reminders.services.api.keys import create_key, find_caller
from reminders.services.enrollment.enroll import enroll
from reminders.services.plans.look_ahead import look_ahead
from reminders.services.plans.reschedule import reschedule
from reminders.store.enrollment import enrollments as stored
from reminders.store.tables import enrollments, messages
from tests.core.hl7.making import booking
from tests.making import SOMEBODY, all_rows, enroll_rows, form, row
from tests.services.hl7.making import AGREED, take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ["sqlite"]  # there every statement passes where it is counted
BY_API, BOOKED, MOVED, BY_FILE = 20, 25, 28, 16


@pytest.fixture
def statements(context: Context) -> Iterator[list[str]]:
    """Collect what is asked of the database from now on."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    engines = {context.db.engine, context.db._reading}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def counts(asked: list[str], each: Sequence[Callable[[], object]]) -> list[int]:
    """Do one after the other; return how many statements each took."""
    numbers: list[int] = []
    for do in each:
        asked.clear()
        do()
        numbers.append(len(asked))
    return numbers


def test_an_enrollment_by_the_api(context: Context, clinic: Clinic, statements: list[str]):
    _key, token = create_key(context, clinic, "EHR", actor=SOMEBODY)
    caller = find_caller(context, token)
    assert caller is not None
    enroll_rows(context, clinic, row())

    def one(key: str) -> Callable[[], object]:
        return lambda: enroll_by_api(context, caller, key, row())

    one("first")()
    few = counts(statements, [one("second"), one("third")])
    enroll_rows(context, clinic, *(row() for _ in range(30)))
    assert [*few, *counts(statements, [one("last")])] == [BY_API] * 3, "\n".join(statements)


def test_a_surgery_booked_and_moved_by_hl7(context: Context, clinic: Clinic, statements: list[str]):
    def said(kind: str, number: int, day: str) -> Callable[[], object]:
        who = f"PID|1||7{number:04}^^^RIV^MR||RIVERA{number}^ANA||196{number}0412|F"
        person = f"{who}|||||(312) 555-01{number:02}^PRN^CP||eng"
        text = booking(
            kind, AGREED, day=day, person=person, case=f"C-{number}", number=f"{number}{day}", sent=f"{day}12"
        )

        def do() -> None:
            (receipt,) = take(context, clinic, text)
            assert receipt.outcome in {Outcome.ENROLLED, Outcome.RESCHEDULED}

        return do

    enroll_rows(context, clinic, row())
    said("SIU^S12", 1, "20260310")()
    assert counts(statements, [said("SIU^S12", number, "20260310") for number in (2, 3, 4)]) == [BOOKED] * 3
    said("SIU^S13", 1, "20260311")()
    assert counts(statements, [said("SIU^S13", number, "20260311") for number in (2, 3, 4)]) == [MOVED] * 3


def test_a_file_costs_the_same_for_one_row_and_for_twenty(context: Context, clinic: Clinic, statements: list[str]):
    def batch(size: int) -> Callable[[], object]:
        forms = [form(context, clinic, row()) for _ in range(size)]
        return lambda: enroll(context, clinic, forms, actor=SOMEBODY, from_file=True)

    batch(1)()
    batch(1)()  # the first one has kept the pathway; that it is kept is known from the second on
    assert counts(statements, [batch(1), batch(20)]) == [BY_FILE] * 2, "\n".join(statements)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"surgery_date": "2026-03-09", "email_consent": "no"},  # late: some of it is missed
        {"surgery_date": "2028-03-10"},  # more than 18 months ahead
        {"surgery_date": "2025-03-10"},  # all is over
        {"given_name": "Wilhelmina Ximena", "sms_consent": "no"},
    ],
)
def test_what_was_just_made_is_told_of_as_it_would_be_read(context: Context, clinic: Clinic, changes: dict[str, str]):
    forms = [form(context, clinic, row(**changes) | {"family_name": "Rivera"}) for _ in range(2)]
    results = enroll(context, clinic, forms, actor=SOMEBODY).results
    with context.db.begin() as tx:
        items = list(stored.find_enrollments(tx, clinic.id, [one.external_id for one in forms]).values())
        read = look_ahead(context, tx, clinic, items, context.clock.now())
    told = {one.external_id: result for one, result in zip(forms, results, strict=True)}
    for item in items:
        assert told[item.external_id].messages == read[item.id].messages
        assert told[item.external_id].first == read[item.id].first
        assert told[item.external_id].warnings == (*read[item.id].warnings, *read[item.id].duplicates)


def test_a_moved_plan_is_of_its_new_day_and_revision(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(external_id="A", sms_consent="no"))
    for day in ("2026-03-20", "2026-03-12", "2026-04-20"):
        reschedule(context, clinic, "A", date.fromisoformat(day), actor=SOMEBODY)
        with context.db.read() as tx:
            revision, generation = tx.conn.execute(select(enrollments.c.plan_revision, enrollments.c.anchor)).one()
        rows = all_rows(context, messages)
        assert {(item.plan_revision, item.anchor) for item in rows} == {(revision, generation)}
        for item in rows:
            key = message_key(item.enrollment_id, generation, item.step, Channel(item.channel), Party(item.party))
            assert item.identity == key
