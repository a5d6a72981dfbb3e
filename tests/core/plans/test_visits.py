"""Steps of visits: one message for each visit, before it, never after it, and told apart whatever moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.core.model.enrollment import FIRST_SLOT, Visit, VisitState
from reminders.core.model.status import Reason, Status
from reminders.core.plans.anchors import Anchor
from reminders.core.plans.caps import TextDates
from reminders.core.plans.pathway import second_asks
from reminders.core.plans.planning import PlannedMessage, plan_messages
from reminders.core.plans.questions import Ask
from reminders.core.plans.replanning import diff_plan, steps_done
from tests.core.making import BOTH, NEW_YORK, hours, local, pathway, rules, step, subject, utc
from tests.core.standing import Enrollment
from tests.tables import each_row

MONDAY = date(2026, 3, 9)
PLAN = pathway(
    step("walk_1", 1, priority=20),
    step("visit_reminder", -1, anchor=Anchor.VISIT, priority=25),
    step("visit_missed", 1, anchor=Anchor.MISSED_VISIT),
)
EARLY = datetime(2026, 3, 1, tzinfo=UTC)


def visit(at: str, number: int = 0, **more: object) -> Visit:
    """Book a visit at a local time of New York."""
    moment = datetime.fromisoformat(at).replace(tzinfo=NEW_YORK).astimezone(UTC)
    return Visit(f"v{number}", "e", f"V{number}", moment, slot=FIRST_SLOT + number, **({"known_at": EARLY} | more))  # type: ignore[arg-type]


def planned(*visits: Visit, now: datetime | None = None, **clinic: object) -> list[PlannedMessage]:
    made = plan_messages(PLAN, MONDAY, rules(**clinic), subject(), now=now, visits=visits)
    return [message for message in made if message.step.key != "walk_1"]


def said(messages: list[PlannedMessage]) -> list[str]:
    return [f"{item.step.key} {item.reason or local(item.due_at)[:10]} {item.slot - FIRST_SLOT}" for item in messages]


def test_no_visit_no_message() -> None:
    assert planned() == []


def test_each_visit_has_its_reminder_on_the_day_before() -> None:
    both = planned(visit("2026-03-20T09:30"), visit("2026-04-20T15:00", 1))
    assert said(both) == ["visit_reminder 2026-03-19 0", "visit_reminder 2026-04-19 1"]


@each_row(
    ("at", "known_at", "clinic", "result"),
    [
        ("2026-03-20T09:30", "2026-03-19T13:29", {}, "2026-03-19"),  # 24 hours and a minute ahead
        ("2026-03-20T09:30", "2026-03-19T13:31", {}, "short_notice"),
        ("2026-03-20T19:30", "2026-03-19T22:31", {}, "short_notice"),  # a day ahead, but the reminder's time was over
        ("2026-03-20T09:30", "2026-04-01T12:00", {}, "short_notice"),  # written down afterwards
        ("2026-03-16T09:30", "2026-03-01T00:00", {"hours": hours(sunday=None)}, "2026-03-14"),  # not on a Sunday
        ("2026-03-16T09:30", "2026-03-01T00:00", {}, "2026-03-15"),
        ("2026-03-10T09:30", "2026-03-01T00:00", {}, "2026-03-09"),
        ("2026-03-11T09:30", "2026-03-01T00:00", {"daily_cap": 0}, "cap"),
    ],
)
def test_when_a_reminder_goes_out(at: str, known_at: str, clinic: dict[str, object], result: str) -> None:
    (message,) = planned(visit(at, known_at=utc(known_at)), **clinic)
    assert message.reason == result or local(message.due_at)[:10] == result, message


def test_nothing_is_sent_after_the_visit() -> None:
    early, long = (
        visit("2026-03-20T08:30"),
        step("visit_reminder", -1, anchor=Anchor.VISIT, valid_for=timedelta(days=2)),
    )
    (message,) = plan_messages(pathway(long), MONDAY, rules(), subject(), now=None, visits=[early])
    assert message.send_before == early.at
    (late,) = planned(visit("2026-03-20T09:30"), now=datetime(2026, 3, 20, 14, tzinfo=UTC))
    assert late.status is Status.MISSED


def test_days_are_the_patients_own() -> None:
    """Nine in the morning in New York is the day before in Honolulu, where the patient lives."""
    far = subject(zone=ZoneInfo("Pacific/Honolulu"))
    made = plan_messages(PLAN, MONDAY, rules(), far, now=None, visits=[visit("2026-03-20T05:00")])
    assert [local(item.due_at, far.zone)[:10] for item in made if item.slot] == ["2026-03-18"]


def test_a_canceled_visit_has_no_message_and_a_missed_one_its_own() -> None:
    missed = visit("2026-03-20T09:30", state=VisitState.MISSED, missed_at=utc("2026-03-20T15:00"))
    canceled = visit("2026-03-25T09:30", 1, state=VisitState.CANCELLED)
    assert said(planned(missed, canceled)) == ["visit_missed 2026-03-21 0"]


def test_a_visit_on_the_day_of_another_text_takes_its_place_or_gives_way() -> None:
    made = plan_messages(PLAN, MONDAY, rules(), subject(), now=None, visits=[visit("2026-03-11T09:30")])
    assert {item.step.key: item.reason for item in made} == {"walk_1": "cap", "visit_reminder": None}


@each_row(
    ("visits", "result"),
    [
        (["2026-03-20T09:30", "2026-03-20T14:30"], ["2026-03-19 0+1", "together 1"]),
        (
            ["2026-03-20T09:30", "2026-03-20T11:00", "2026-03-20T14:30"],
            ["2026-03-19 0+1+2", "together 1", "together 2"],
        ),
        (["2026-03-20T09:30", "2026-03-24T14:30"], ["2026-03-19 0", "2026-03-23 1"]),
        # The clinic sends nothing on Sundays, so Saturday has the reminders of Sunday and of Monday.
        (["2026-03-15T09:30", "2026-03-16T09:30"], ["2026-03-14 0+1", "together 1"]),
    ],
)
def test_visits_that_fall_into_one_reminder_are_told_by_one_message(visits: list[str], result: list[str]) -> None:
    made = planned(*(visit(at, number) for number, at in enumerate(visits)), hours=hours(sunday=None))
    told = [
        f"{item.reason or local(item.due_at)[:10]} "
        + "+".join(str(slot - FIRST_SLOT) for slot in (item.slot, *item.also))
        for item in made
    ]
    assert told == result
    assert all(item.reason != Reason.CAP for item in made)


def test_where_the_one_message_gives_way_none_of_its_visits_is_called_told() -> None:
    visits = [visit("2026-03-11T09:30"), visit("2026-03-11T14:30", 1)]
    taken = (TextDates(date(2026, 3, 10), date(2026, 3, 10)),)
    made = plan_messages(PLAN, MONDAY, rules(), subject(texts_taken=taken), now=None, visits=visits)
    assert [item.reason for item in made if item.slot] == [Reason.CAP, Reason.CAP]


def test_a_message_about_several_visits_goes_before_the_first_of_them() -> None:
    early, later = visit("2026-03-20T08:30"), visit("2026-03-20T14:30", 1)
    long = pathway(step("visit_reminder", -1, anchor=Anchor.VISIT, valid_for=timedelta(days=2)))
    for booked in ([early, later], [later, early]):
        made = plan_messages(long, MONDAY, rules(), subject(), now=None, visits=booked)
        assert [item.send_before for item in made if item.status is Status.PLANNED] == [early.at]


def test_missed_visits_are_followed_up_together_only_if_they_were_on_one_day() -> None:
    missed_at = utc("2026-03-23T15:00")
    for days, also in ((("2026-03-20", "2026-03-20"), 1), (("2026-03-19", "2026-03-20"), 0)):
        first, second = (
            visit(f"{day}T{clock}", number, state=VisitState.MISSED, missed_at=missed_at)
            for number, (day, clock) in enumerate(zip(days, ("09:30", "14:30"), strict=True))
        )
        assert len(planned(first, second)[0].also) == also, days


def test_what_was_told_together_is_not_told_again_and_what_moves_is() -> None:
    first, second = visit("2026-03-20T09:30"), visit("2026-03-20T14:30", 1)
    one = Enrollment(PLAN, MONDAY, EARLY)
    one.visits = [first, second]
    one.replan()
    rows = {row.slot: row for row in one.rows.values() if row.slot}
    assert [(rows[slot].status, rows[slot].also) for slot in (first.slot, second.slot)] == [
        (Status.PLANNED, (second.slot,)),
        (Status.SKIPPED, ()),
    ]
    assert not one.diff()
    # Before it leaves: without the first visit, the second has its own message; with another day, each has one.
    alone = diff_plan([rows[second.slot]], planned(second), BOTH)
    assert [(change.status, change.also) for change in alone.change] == [(Status.PLANNED, ())]
    apart = diff_plan(list(rows.values()), planned(first, replace(second, at=second.at + timedelta(days=3))), BOTH)
    assert {change.standing.slot: (change.status, change.also) for change in apart.change} == {
        first.slot: (Status.PLANNED, ()),
        second.slot: (Status.PLANNED, ()),
    }
    # Once it has left, it has told of both.
    left = replace(rows[first.slot], status=Status.ACCEPTED)
    assert steps_done([left], 1) == {("visit_reminder", left.channel, slot) for slot in (first.slot, second.slot)}


def test_a_question_about_a_visit_is_not_asked_again_once_it_is_answered() -> None:
    ask = Ask(answers={1: "confirmed"}, again_after=timedelta(days=1))
    twice = pathway(*second_asks([step("visit_reminder", -3, anchor=Anchor.VISIT, ask=ask)]))
    first, second = visit("2026-03-20T09:30"), visit("2026-03-26T14:30", 1)
    who = subject(about_visits={first.slot: {"visit_reminder": "confirmed"}})
    made = plan_messages(twice, MONDAY, rules(), who, now=None, visits=[first, second])
    again = {item.slot: item.reason for item in made if item.step.again_of}
    assert again == {first.slot: Reason.ANSWERED, second.slot: None}


def test_a_plan_with_visits_differs_from_what_stands_only_where_it_does() -> None:
    first, second = visit("2026-03-20T09:30"), visit("2026-04-20T15:00", 1)
    one = Enrollment(PLAN, MONDAY, EARLY)
    one.visits = [first, second]
    one.replan()
    rows = [row for row in one.rows.values() if row.slot]
    assert [row.slot for row in rows] == [first.slot, second.slot]
    assert not one.diff()
    moved = replace(second, at=second.at + timedelta(days=2))
    diff = diff_plan(rows, planned(first, moved), BOTH)
    assert [change.standing.slot for change in diff.change] == [second.slot]
    assert diff.insert == ()
