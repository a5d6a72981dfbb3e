"""The last look under the claim: now, later, or not at all, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.model.contact import Reach
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import TRANSITIONS, Event, Kind, Reason, Status
from reminders.core.plans.claiming import Claim, ClaimDecision, check_claim
from tests.core.making import NEW_YORK, clinic_hours, hours, step, zones
from tests.tables import each_row


def at(clock: str, day: str = "2026-03-10") -> datetime:
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=NEW_YORK)


DUE = Claim(
    kind=Kind.SCHEDULED,
    reach=Reach.OPEN,
    zone=NEW_YORK,
    hours=hours(),
    due_at=at("10:30"),
    send_before=at("12:00", "2026-03-11"),
    enrollment=EnrollmentState.ACTIVE,
    step=step(),
    facts={},
    answers={},
)
GO = ClaimDecision(Event.CLAIM)


def test_what_is_due_in_the_clinics_hours_goes() -> None:
    assert check_claim(DUE, at("10:30")) == GO


@each_row(
    ("first", "verdict"),
    [
        ({"first_asked": date(2026, 3, 9)}, GO),
        ({"first_asked": date(2026, 3, 9), "answers": {"walk_1": "3"}}, ClaimDecision(Event.SKIP, Reason.ANSWERED)),
        # An outage held the first one up until today: the planner finds another day.
        ({"first_asked": date(2026, 3, 10)}, ClaimDecision(None, replan=True)),
        ({"first_asked": date(2026, 3, 10), "first_open": True}, ClaimDecision(None, replan=True)),
        ({"first_open": True}, ClaimDecision(None)),  # on its way at this moment: looked at again
        ({}, ClaimDecision(Event.SKIP, Reason.NOT_ASKED)),
        ({"first_open": True, "send_before": at("10:30")}, ClaimDecision(Event.MISS, Reason.TOO_LATE)),
    ],
)
def test_a_question_is_asked_once_more_after_the_first_time_only(first: dict[str, Any], verdict: ClaimDecision) -> None:
    again = replace(step("walk_1_again"), again_of="walk_1")
    assert check_claim(replace(DUE, step=again, **first), at("10:30")) == verdict


@each_row(
    ("now", "send_before", "verdict"),
    [
        ("2026-03-10 17:59", "2026-03-11 12:00", GO),
        ("2026-03-10 18:00", "2026-03-11 12:00", ClaimDecision(None, wait_until=at("10:00", "2026-03-11"))),
        ("2026-03-10 23:00", "2026-03-11 12:00", ClaimDecision(None, wait_until=at("10:00", "2026-03-11"))),
        ("2026-03-11 09:59", "2026-03-11 12:00", ClaimDecision(None, wait_until=at("10:00", "2026-03-11"))),
        ("2026-03-11 11:59", "2026-03-11 12:00", GO),
        ("2026-03-11 12:00", "2026-03-11 12:00", ClaimDecision(Event.MISS, Reason.TOO_LATE)),  # nothing at its very end
        ("2026-03-14 11:00", "2026-03-11 12:00", ClaimDecision(Event.MISS, Reason.TOO_LATE)),
        # Its time runs out in the night: it is missed now, not looked at again and again.
        ("2026-03-10 18:30", "2026-03-11 09:00", ClaimDecision(Event.MISS, Reason.TOO_LATE)),
        ("2026-03-10 18:30", "2026-03-11 10:00", ClaimDecision(Event.MISS, Reason.TOO_LATE)),
        ("2026-03-10 18:30", "2026-03-11 10:01", ClaimDecision(None, wait_until=at("10:00", "2026-03-11"))),
        # Saturday night to Sunday noon.
        ("2026-03-14 19:00", "2026-03-16 12:00", ClaimDecision(None, wait_until=at("12:00", "2026-03-15"))),
    ],
)
def test_the_right_hour_or_not_at_all(now: str, send_before: str, verdict: ClaimDecision) -> None:
    claim = replace(DUE, send_before=datetime.fromisoformat(send_before).replace(tzinfo=NEW_YORK))
    assert check_claim(claim, datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)) == verdict


@each_row(
    ("changes", "verdict"),
    [
        ({"enrollment": EnrollmentState.CANCELLED}, ClaimDecision(Event.CANCEL, Reason.CANCELLED)),
        ({"enrollment": EnrollmentState.PAUSED}, ClaimDecision(Event.HOLD, Reason.PAUSED)),
        ({"revision_current": False}, ClaimDecision(None, replan=True)),
        ({"reach": Reach.OPTED_OUT}, ClaimDecision(Event.SKIP, "opted_out")),
        ({"reach": Reach.NO_CONSENT}, ClaimDecision(Event.SKIP, "no_consent")),
        ({"reach": Reach.BAD_ADDRESS}, ClaimDecision(Event.SKIP, "bad_address")),
        ({"facts": {"job_strain": "heavy"}}, ClaimDecision(Event.SKIP, "not_applicable")),
        ({"facts": {}}, ClaimDecision(Event.SKIP, "missing_fact:job_strain")),
        ({"send_before": at("10:30")}, ClaimDecision(Event.MISS, Reason.TOO_LATE)),
    ],
)
def test_what_changed_since_the_plan_stops_it(changes: dict[str, object], verdict: ClaimDecision) -> None:
    desk = replace(DUE, step=step(when={"job_strain": frozenset({"desk"})}), facts={"job_strain": "desk"})
    assert check_claim(desk, at("10:30")) == GO
    assert check_claim(replace(desk, **changes), at("10:30")) == verdict  # type: ignore[arg-type]


# All wrong at once; then one after the other is put right.
@each_row(
    ("wrong", "verdict"),
    [
        (7, ClaimDecision(Event.CANCEL, Reason.CANCELLED)),
        (6, ClaimDecision(Event.HOLD, Reason.PAUSED)),
        (5, ClaimDecision(None, replan=True)),
        (4, ClaimDecision(Event.SKIP, "missing_fact:job_strain")),
        (3, ClaimDecision(Event.MISS, Reason.TOO_LATE)),
        (2, ClaimDecision(Event.SKIP, "opted_out")),
        (1, ClaimDecision(None, wait_until=at("10:00", "2026-03-11"))),
        (0, GO),
    ],
)
def test_what_staff_did_comes_before_what_the_clock_did(wrong: int, verdict: ClaimDecision) -> None:
    claim = replace(
        DUE,
        enrollment={7: EnrollmentState.CANCELLED, 6: EnrollmentState.PAUSED}.get(wrong, EnrollmentState.ACTIVE),
        revision_current=wrong < 5,
        step=step(when={"job_strain": frozenset({"desk"})}),
        facts={} if wrong >= 4 else {"job_strain": "desk"},
        send_before=at("12:00", "2026-03-10" if wrong >= 3 else "2026-03-11"),
        reach=Reach.OPTED_OUT if wrong >= 2 else Reach.OPEN,
    )
    assert check_claim(claim, at("20:00" if wrong >= 1 else "11:00")) == verdict


def test_an_answer_given_meanwhile_decides_and_one_not_given_no_longer_waits() -> None:
    back = {"answer.work_1": frozenset({"back"})}
    unless, when = replace(DUE, step=step(unless=back)), replace(DUE, step=step(when=back))
    assert check_claim(replace(unless, answers={"work_1": "back"}), at("11:00")).event is Event.SKIP
    assert check_claim(unless, at("11:00")) == GO
    assert check_claim(replace(when, answers={"work_1": "back"}), at("11:00")) == GO
    assert check_claim(when, at("11:00")) == ClaimDecision(Event.SKIP, "missing_fact:answer.work_1")


@each_row("kind", [Kind.AUTO_REPLY, Kind.ALERT, Kind.STAFF])
def test_answers_alerts_and_staff_messages_do_not_wait_for_the_hours_but_obey_stop_and_their_end(kind: Kind) -> None:
    claim = replace(DUE, kind=kind, enrollment=None, step=None, facts=None, answers=None)
    assert check_claim(claim, at("03:00", "2026-03-11")) == GO
    assert check_claim(replace(claim, reach=Reach.OPTED_OUT), at("11:00")) == ClaimDecision(Event.SKIP, "opted_out")
    assert check_claim(claim, at("12:00", "2026-03-11")) == ClaimDecision(Event.MISS, Reason.TOO_LATE)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda wall: wall.replace(tzinfo=NEW_YORK))  # noqa: DTZ001 set beside
claims = st.builds(
    Claim,
    kind=st.sampled_from(list(Kind)),
    reach=st.sampled_from(list(Reach)),
    zone=zones,
    hours=clinic_hours,
    due_at=moments,
    send_before=moments,
    enrollment=st.none() | st.sampled_from(list(EnrollmentState)),
    revision_current=st.booleans(),
    step=st.just(step()),
)


@given(claims, moments)
def test_nothing_goes_outside_hours_or_validity_or_against_a_stop(claim: Claim, now: datetime) -> None:
    verdict = check_claim(claim, now)
    if verdict.event is Event.CLAIM:
        assert now < claim.send_before
        assert claim.reach is Reach.OPEN
        assert claim.enrollment in {None, EnrollmentState.ACTIVE}
        assert claim.revision_current
        assert claim.kind is not Kind.SCHEDULED or claim.hours.allow(now, claim.zone)
    if verdict.wait_until is not None:
        assert now < verdict.wait_until < claim.send_before
        assert claim.hours.allow(verdict.wait_until, claim.zone)


@given(claims, moments)
def test_a_verdict_is_an_event_with_its_reason_or_a_wait_or_a_replanning(claim: Claim, now: datetime) -> None:
    verdict = check_claim(claim, now)
    kinds = [verdict.event is not None, verdict.wait_until is not None, verdict.replan]
    assert sum(kinds) == 1
    if verdict.event is not None:
        assert (Status.PLANNED, verdict.event) in TRANSITIONS
        assert (verdict.reason is None) == (verdict.event is Event.CLAIM)


@given(claims, moments)
def test_what_waits_goes_when_its_time_has_come(claim: Claim, now: datetime) -> None:
    later = check_claim(claim, now).wait_until
    if later is not None:
        assert later - now <= timedelta(days=3)
        assert check_claim(claim, later) == GO
