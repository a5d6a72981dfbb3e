"""Moving a surgery warns of what enrolling it there would: nothing goes out, it is there twice, texts are longer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import update

from reminders.core.model.contact import Channel
from reminders.services.consent.stop import stop_patient
from reminders.services.enrollment.enroll import enroll
from reminders.services.find import pick_enrollment
from reminders.services.pick_patient import get_patient
from reminders.services.plans.change_state import CancelReason, cancel, pause
from reminders.services.plans.reschedule import preview_reschedule, reschedule
from reminders.store.tables import messages, patients
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, form, row, whole_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.context import Context

TEXTS_ONLY = {"email_consent": "no"}

# What: the row, what happens to it, the new date, the start of each warning, and whether one is to be confirmed.
MOVES: dict[str, tuple[dict[str, str], Callable[[Context, Clinic], object] | None, str, list[str], bool]] = {
    "a date to come": ({}, None, "2026-04-07", [], False),
    "years ago": ({}, None, "2016-03-10", ["surgery_date: no messages will go out: the surgery was so long"], True),
    "a mistyped year": ({}, None, "2062-03-10", ["surgery_date: the surgery is more than 18 months ahead"], True),
    "a phone that stopped, with email": (
        {},
        lambda context, clinic: stop_patient(context, clinic, "A", Channel.SMS, "staff", actor=SOMEBODY),
        "2026-04-07",
        ["phone: this phone has stopped texts (STOP)"],
        False,
    ),
    "a phone that stopped, without": (
        TEXTS_ONLY,
        lambda context, clinic: stop_patient(context, clinic, "A", Channel.SMS, "staff", actor=SOMEBODY),
        "2026-04-07",
        ["phone: no messages will go out: the patient has stopped"],
        True,
    ),
    "a phone that is dead": (
        TEXTS_ONLY,
        lambda context, _clinic: _dead_phone(context),
        "2026-04-07",
        ["phone: no messages will go out: nothing can arrive"],
        True,
    ),
    "a long name": ({"given_name": "Nguyễn"}, None, "2026-04-07", ["given_name: a letter of this name makes"], False),
    "a plan that is paused": (
        {},
        lambda context, clinic: pause(context, clinic, "A", actor=SOMEBODY),
        "2026-04-07",
        ["None: all messages are on hold"],
        False,
    ),
    "a plan that was canceled reopens": (
        {},
        lambda context, clinic: cancel(context, clinic, "A", CancelReason.POSTPONED, actor=SOMEBODY),
        "2026-04-07",
        [],
        False,
    ),
    "next to the same surgery": (
        {"surgery_date": "2026-09-01"},
        lambda context, clinic: _second(context, clinic, surgery_date="2026-04-10"),
        "2026-04-07",
        ["external_id: possible duplicate"],
        True,
    ),
    "next to another surgery": (
        {"surgery_date": "2026-09-01"},
        lambda context, clinic: _second(context, clinic, surgery_date="2026-04-10", procedure="laminectomy"),
        "2026-04-07",
        [],
        False,
    ),
}


def test_a_move_warns_as_enrolling_does_before_and_after_it_is_carried_out(context: Context):
    wrong: list[object] = []
    for number, (what, (cells, before, day, starts, asks)) in enumerate(MOVES.items()):
        clinic = add_oak(context, slug=f"oak-{number}")
        enroll_rows(context, clinic, _ana(number) | cells)
        if before:
            before(context, clinic)
        moved_to = date.fromisoformat(day)
        shown = preview_reschedule(context, clinic, _surgery(context, clinic), moved_to)
        done = reschedule(context, clinic, "A", moved_to, actor=SOMEBODY)
        told = [f"{item.column}: {item}" for item in done.ahead.all_warnings]
        right = len(told) == len(starts) and all(map(str.startswith, told, starts))
        if not right or any(item.asks for item in done.ahead.all_warnings) != asks or shown.ahead != done.ahead:
            wrong.append((what, told, shown.ahead, done.ahead))
    assert not wrong


def test_looking_at_a_move_changes_nothing(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, _ana(0))
    before = whole_store(context)
    assert preview_reschedule(context, clinic, _surgery(context, clinic), date(2026, 4, 7)).changes
    assert whole_store(context) == before


def test_a_move_says_how_many_messages_go_out_and_when_the_first_does(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, _ana(0) | {"timezone": "America/Chicago"})
    ahead = reschedule(context, clinic, "A", date(2026, 4, 7), actor=SOMEBODY).ahead
    planned = [item for item in all_rows(context, messages) if item.status == "planned"]
    assert ahead.messages == len(planned) > 3
    assert ahead.first == min(item.due_at for item in planned)
    assert str(ahead.first.tzinfo) == "America/Chicago"  # type: ignore[union-attr]


# A later row of a file under the same id: what it changes, and the start of each warning.
UPDATES: dict[str, tuple[dict[str, str], list[str]]] = {
    "another date": ({"surgery_date": "2026-04-07"}, []),
    "years ago": ({"surgery_date": "2016-03-10"}, ["surgery_date: no messages will go out: the surgery was so long"]),
    "a date next to the other surgery": ({"surgery_date": "2026-09-05"}, ["external_id: possible duplicate"]),
    "the procedure of the other surgery": (
        {"procedure": "laminectomy", "surgery_date": "2026-10-01"},
        ["external_id: possible duplicate"],
    ),
    "a work, and nothing that makes it a duplicate": ({"job_strain": "heavy"}, []),
}


def test_a_file_that_moves_a_surgery_is_warned_of_as_one_that_enrolls_it(context: Context):
    wrong: list[object] = []
    for number, (what, (cells, starts)) in enumerate(UPDATES.items()):
        clinic = add_oak(context, slug=f"oak-{number}")
        first = _ana(number)
        enroll_rows(context, clinic, first, first | {"external_id": "B", "surgery_date": "2026-09-01"})
        enroll_rows(
            context, clinic, first | {"external_id": "C", "surgery_date": "2026-10-02", "procedure": "laminectomy"}
        )
        (result,) = enroll(context, clinic, [form(context, clinic, first | cells)], actor=SOMEBODY).results
        told = [f"{item.column}: {item}" for item in result.warnings]
        if len(told) != len(starts) or not all(map(str.startswith, told, starts)) or result.outcome != "updated":
            wrong.append((what, told))
    assert not wrong


def test_a_file_that_gives_a_patient_the_phone_of_a_namesake_is_warned_of(context: Context, clinic: Clinic):
    other = row(given_name="Anna", family_name="Rivera", external_id="other")
    mine = row(given_name="Ana", family_name="Rivera", external_id="mine")
    enroll_rows(context, clinic, other, mine)
    later = form(context, clinic, mine | {"phone": other["phone"]})
    (result,) = enroll(context, clinic, [later], actor=SOMEBODY).results
    assert ["nearly the same name" in str(item) for item in result.warnings] == [True]


def test_a_plan_that_has_run_its_course_is_named_when_a_file_moves_it_and_not_for_a_spelling(
    context: Context, clinic: Clinic
):
    first = _ana(0)
    enroll_rows(context, clinic, first)
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).values(status="delivered", reason=None))
    told = [
        [
            str(item)
            for item in enroll(context, clinic, [form(context, clinic, later)], actor=SOMEBODY).results[0].warnings
        ]
        for later in (
            first | {"family_name": "Riviera"},
            first | {"family_name": "Riviera", "surgery_date": "2026-03-09"},
        )
    ]
    assert told == [[], ["no messages will go out: everything has been sent"]]


def _ana(number: int) -> dict[str, str]:
    return row(external_id="A", phone=f"(202) 555-01{number:02}", given_name="Ana", family_name="Rivera")


def _second(context: Context, clinic: Clinic, **cells: str) -> None:
    """Enroll the patient of surgery A for another one, under the same name and phone."""
    known = get_patient(context, clinic, _surgery(context, clinic).patient_id)
    second = row(external_id="B", given_name="Ana", family_name="Rivera", phone=known.phone or "")
    enroll_rows(context, clinic, second | {"email": known.email or ""} | cells)


def _dead_phone(context: Context) -> None:
    with context.db.begin() as tx:
        tx.conn.execute(update(patients).values(phone_bad_since=context.clock.now()))


def _surgery(context: Context, clinic: Clinic) -> Enrollment:
    with context.db.begin() as tx:
        return pick_enrollment(tx, clinic, "A")
