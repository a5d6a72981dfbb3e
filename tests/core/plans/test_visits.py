"""Steps of visits: one message for each visit, before it, never after it, and told apart whatever moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.core.model.enrollment import FIRST_SLOT, Visit, VisitState
from reminders.core.model.status import Status
from reminders.core.plans.anchors import Anchor
from reminders.core.plans.planning import PlannedMessage, plan_messages
from reminders.core.plans.replanning import diff_plan
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
