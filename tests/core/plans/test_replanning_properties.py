"""What holds whatever happens to an enrollment, and in whatever order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.core.model.contact import Channel, Reach
from reminders.core.model.status import SENT, TRANSITIONS, UNSENT, Reason, Status, next_status
from reminders.core.plans.planning import PlannedMessage, Subject
from reminders.core.plans.replanning import path
from tests.core.making import BOTH, clinics, pathways, subjects
from tests.core.standing import WAITING, Enrollment
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.model.clinic import ClinicRules
    from reminders.core.plans.pathway import Pathway

SURGERY = date(2026, 10, 20)  # clocks change within the weeks after it, in the north and in the south


@each_row(("start", "target"), list(product(sorted(UNSENT), repeat=2)))
def test_a_way_leads_from_every_unsent_status_to_every_other_by_the_table(start: Status, target: Status) -> None:
    status: Status | None = start
    events = path(start, target)
    for event in events:
        assert status is not None
        assert (status, event) in TRANSITIONS
        status = next_status(status, event)
    assert status is target
    assert len(events) <= 2


@each_row(("start", "target"), list(product(sorted(SENT | {Status.FAILED}), sorted(UNSENT))))
def test_no_way_leads_back_from_what_has_left(start: Status, target: Status) -> None:
    with pytest.raises(ValueError, match="no way leads"):
        path(start, target)


happenings = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 96)),
        st.tuples(st.just("send"), st.sampled_from([Status.ACCEPTED, Status.DELIVERED, Status.UNCONFIRMED])),
        st.tuples(st.just("fail"), st.none()),
        st.tuples(st.just("move"), st.integers(-30, 30)),
        st.tuples(st.just("reach"), st.tuples(st.sampled_from(list(Reach)), st.sampled_from(list(Reach)))),
        st.tuples(st.just("pause"), st.booleans()),
        st.tuples(
            st.just("facts"), st.sampled_from([{}, {"job_strain": "desk"}, {"job_strain": "no", "opioid": "no"}])
        ),
        st.tuples(st.just("replan"), st.none()),
    ),
    max_size=8,
)


@st.composite
def enrollments(draw: st.DrawFn) -> Enrollment:
    made = Enrollment(
        draw(pathways()),
        SURGERY,
        datetime(2026, 10, 15, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 24 * 20))),
        clinic=draw(clinics),
        patient=draw(subjects),
    )
    for what, how in draw(happenings):
        _happen(made, what, how)
    return made


def _happen(made: Enrollment, what: str, how: object) -> None:
    match what, how:
        case "wait", int(hours):
            made.now += timedelta(hours=hours)
        case "send", Status() as status:
            made.send_due(status)
        case "fail", _:
            for key in made.send_due(Status.FAILED):
                _fail_over(made, key)
        case "move", int(days):
            made.move(SURGERY + timedelta(days=days))
        case "reach", (Reach() as sms, Reach() as email):
            made.reach(sms, email)
        case "pause", bool(paused):
            made.pause(paused=paused)
        case "facts", dict(facts):
            made.patient = replace(made.patient, facts=facts)
            made.replan()
        case _:
            made.replan()


def _fail_over(made: Enrollment, key: str) -> None:
    """Turn a text that can never arrive into its step's email, as `services.fail_over` does."""
    step = made.pathway.step(key)
    rows = [row for row in made.rows.values() if (row.step, row.surgery_generation) == (key, made.surgery_generation)]
    email_open = made.patient.contact.of(Channel.EMAIL) is Reach.OPEN
    if step and Channel.EMAIL in step.channels and email_open and not any(r.channel is Channel.EMAIL for r in rows):
        made.insert(PlannedMessage(step, Channel.EMAIL, made.now, made.now + timedelta(hours=6)))


@settings(max_examples=40)
@given(enrollments())
def test_a_plan_just_made_has_nothing_left_to_change(made: Enrollment) -> None:
    made.replan()
    assert not made.diff()


@settings(max_examples=40)
@given(enrollments())
def test_what_waits_is_what_the_plan_wants_and_nothing_else(made: Enrollment) -> None:
    made.replan()
    current = [row for row in made.rows.values() if row.surgery_generation == made.surgery_generation]
    left = {row.step for row in current if row.status not in UNSENT}
    expected = Status.HELD if made.paused else Status.PLANNED
    wanted = {
        (message.step.key, message.channel, message.due_at, message.send_before, expected)
        for message in made.wanted()
        if message.status is Status.PLANNED
    }
    stand_ins = {row for row in made.waiting() if row.step in left}
    assert {
        (row.step, row.channel, row.due_at, row.send_before, row.status) for row in made.waiting() - stand_ins
    } == wanted
    for row in stand_ins:
        assert row.channel is Channel.EMAIL
        assert row.status is expected
        assert made.patient.contact.of(row.channel) is Reach.OPEN


@settings(max_examples=40)
@given(enrollments())
def test_every_step_keeps_a_row_waits_at_most_once_and_says_why_it_does_not(made: Enrollment) -> None:
    made.replan()
    current = [row for row in made.rows.values() if row.surgery_generation == made.surgery_generation]
    assert {row.step for row in current} == {step.key for step in made.pathway.steps}
    assert max(Counter(row.step for row in made.waiting()).values(), default=1) == 1
    assert max(Counter((row.step, row.channel) for row in current).values()) == 1
    assert all(row.reason for row in made.rows.values() if row.status in UNSENT - {Status.PLANNED})
    assert all(row.reason is None for row in made.rows.values() if row.status is Status.PLANNED)


@settings(max_examples=40)
@given(enrollments())
def test_what_has_left_is_never_touched(made: Enrollment) -> None:
    left = {row for row in made.rows.values() if row.status not in UNSENT}
    made.move(SURGERY - timedelta(days=3))
    made.reach(Reach.OPTED_OUT, Reach.OPEN)
    made.pause()
    made.move(made.now.date() + timedelta(days=40))
    assert left <= set(made.rows.values())


@settings(max_examples=40)
@given(enrollments(), st.integers(0, 40))
def test_a_correction_there_and_back_changes_nothing(made: Enrollment, days: int) -> None:
    today = made.now.astimezone(made.patient.zone).date()
    home = min(made.surgery, today)
    made.move(home)
    before = dict(made.rows)
    made.move(today - timedelta(days=days))
    made.move(home)
    for key, row in made.rows.items():
        old = before.get(key)
        if old is None or old.status in UNSENT - WAITING:
            # Closed it stays, though the reason may be told again; a channel tried on the way leaves its closed row.
            assert row.status in UNSENT - WAITING
        else:
            assert row == old


@settings(max_examples=40)
@given(pathways(), clinics, subjects, st.integers(0, 40), st.integers(0, 40))
def test_a_correction_there_and_back_tells_the_same_reasons(
    steps: Pathway, clinic: ClinicRules, patient: Subject, ago: int, days: int
) -> None:
    now = datetime(2026, 10, 20, 15, tzinfo=UTC)
    today = now.astimezone(patient.zone).date()
    home = today - timedelta(days=ago)
    made = Enrollment(steps, home, now, clinic=clinic, patient=replace(patient, contact=BOTH))
    before = {key: (row.status, row.reason) for key, row in made.rows.items()}
    made.move(today - timedelta(days=days))
    made.move(home)
    for key, row in made.rows.items():
        status, reason = before[key]
        # Only "enrolled late" becomes "too late": by then it is the correction that came late.
        assert (row.status, row.reason) in {(status, reason), (Status.MISSED, Reason.TOO_LATE)}
        assert row.status is status


@settings(max_examples=40)
@given(enrollments())
def test_a_pause_there_and_back_changes_nothing(made: Enrollment) -> None:
    made.pause(paused=False)
    before = dict(made.rows)
    made.pause()
    assert not {row for row in made.waiting() if row.status is Status.PLANNED}
    made.pause(paused=False)
    assert made.rows == before


@settings(max_examples=40)
@given(enrollments())
def test_stop_leaves_no_text_waiting(made: Enrollment) -> None:
    made.reach(Reach.OPTED_OUT, Reach.OPEN)
    assert not {row for row in made.waiting() if row.channel is Channel.SMS}
    made.reach(Reach.OPTED_OUT, Reach.OPTED_OUT)
    assert not made.waiting()


@settings(max_examples=40)
@given(enrollments(), st.integers(1, 60))
def test_a_postponement_plans_every_step_afresh(made: Enrollment, days: int) -> None:
    new_date = made.now.astimezone(made.patient.zone).date() + timedelta(days=days)
    if new_date == made.surgery:
        new_date += timedelta(days=1)
    surgery_generation = made.surgery_generation
    made.move(new_date)
    assert made.surgery_generation == surgery_generation + 1
    afresh = {
        row.step
        for row in made.rows.values()
        if row.surgery_generation == made.surgery_generation and row.status in UNSENT
    }
    assert afresh == {step.key for step in made.pathway.steps}
