"""What a plan says of each step: when, until when, on which channel, or why not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.quiet_hours import at_local
from reminders.core.model.status import Reason, Status
from reminders.core.plans.identity import stable_minute
from tests.core.making import BOTH, EMAIL, NEW_YORK, SMS, hours, local, plan, question, rules, step, subject, utc
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.plans.pathway import Step
    from reminders.core.plans.planning import PlannedMessage

THURSDAY = date(2026, 3, 5)  # three days before New York moves its clocks
SATURDAY = date(2026, 3, 7)


def only(made: dict[str, PlannedMessage]) -> PlannedMessage:
    (message,) = made.values()
    return message


def test_a_step_is_due_at_the_patients_own_minute_of_its_window() -> None:
    message = only(plan([step("walk_1", 1, "10:00-12:00")], THURSDAY))
    minute = 600 + stable_minute("A-1", "walk_1", 120)
    assert message.due_at == at_local(date(2026, 3, 6), minute, NEW_YORK)
    assert message.due_at.tzinfo is UTC
    assert (message.status, message.reason, message.channel) == (Status.PLANNED, None, SMS)


def test_the_minute_differs_between_patients_and_steps_and_never_between_runs() -> None:
    def minutes(key: str) -> list[str]:
        made = plan([step("walk_1"), step("wound_1", 4)], THURSDAY, patient=subject(key=key))
        return [local(message.due_at)[11:] for message in made.values()]

    # Written down: a patient's minute must not move when the service is updated.
    assert minutes("A-1") == minutes("A-1") == ["10:14", "10:22"]
    assert minutes("A-2") == ["11:50", "11:02"]


@each_row(
    ("valid_for", "ends"),
    [
        (timedelta(minutes=30), "2026-03-06 12:30"),
        (timedelta(hours=6), "2026-03-06 18:00"),
        (timedelta(hours=12), "2026-03-07 00:00"),
        (timedelta(days=1), "2026-03-07 12:00"),
        (timedelta(days=2), "2026-03-08 12:00"),  # the clocks move that night: still noon
        (timedelta(days=30), "2026-04-05 12:00"),
    ],
)
def test_validity_runs_on_the_wall_clock_from_the_end_of_the_window(valid_for: timedelta, ends: str) -> None:
    message = only(plan([step(valid_for=valid_for)], THURSDAY))
    assert local(message.send_before) == ends


@each_row(
    ("between", "first", "last", "ends"),
    [
        ("10:00-12:00", "12:00", "13:59", "20:00"),
        ("12:00-14:00", "12:00", "13:59", "20:00"),
        ("16:00-18:00", "15:00", "16:59", "23:00"),
        ("08:00-20:00", "12:00", "16:59", "23:00"),
    ],
)
def test_on_a_sunday_the_window_slides_and_its_end_with_it(between: str, first: str, last: str, ends: str) -> None:
    steps = [step(f"step_{number}", 1, between, channels=(EMAIL,)) for number in range(40)]
    made = plan(steps, SATURDAY).values()
    assert all(first <= local(message.due_at)[11:] <= last for message in made)
    assert {local(message.due_at)[:10] for message in made} == {"2026-03-08"}  # the window slides, not the day
    assert {local(message.send_before)[11:] for message in made} == {ends}


def test_a_closed_day_skips_and_says_so() -> None:
    clinic = rules(hours=hours(sunday=None))
    made = plan([step("walk_1", 1), step("wound_1", 2)], SATURDAY, clinic=clinic)
    assert (made["walk_1"].status, made["walk_1"].reason) == (Status.SKIPPED, Reason.CLOSED_DAY)
    assert made["wound_1"].status is Status.PLANNED


@each_row(
    ("surgery", "day", "due"),
    [
        (date(2028, 2, 29), 0, "2028-02-29"),
        (date(2028, 2, 29), 1, "2028-03-01"),
        (date(2028, 2, 28), 1, "2028-02-29"),
        (date(2027, 2, 28), 1, "2027-03-01"),
        (date(2028, 2, 29), 365, "2029-02-28"),
        (date(2028, 3, 7), -7, "2028-02-29"),
        (date(2026, 1, 3), -7, "2025-12-27"),
        (date(2026, 3, 5), -1, "2026-03-04"),
        (date(2026, 3, 5), 0, "2026-03-05"),
        (date(2100, 2, 28), 1, "2100-03-01"),  # no leap year
    ],
)
def test_days_are_counted_on_the_calendar(surgery: date, day: int, due: str) -> None:
    message = only(plan([step(day=day)], surgery, clinic=rules(hours=hours(sunday="10:00-18:00"))))
    assert local(message.due_at)[:10] == due


@each_row("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_every_day_of_a_year_lies_in_its_window_across_both_changes(zone: str) -> None:
    place = ZoneInfo(zone)
    steps = [step(f"day_{day}", day, "10:00-12:00", channels=(EMAIL,)) for day in range(366)]
    for message in plan(steps, date(2026, 1, 1), patient=subject(zone=place)).values():
        day = date(2026, 1, 1) + timedelta(days=message.step.day)
        opens, closes = ("12:00", "14:00") if day.weekday() == 6 else ("10:00", "12:00")
        shown = local(message.due_at, place)
        assert shown[:10] == day.isoformat()
        assert opens <= shown[11:] < closes


# walk_1 of "A-1" is due on Friday at 10:14 and may go until 18:00.
@each_row(
    ("now", "status", "reason"),
    [
        (None, Status.PLANNED, None),  # a plan on paper ignores the present
        ("2026-03-01 09:00", Status.PLANNED, None),
        ("2026-03-06 10:14", Status.PLANNED, None),  # this very minute
        ("2026-03-06 10:15", Status.PLANNED, None),  # gone, but still valid: due at once
        ("2026-03-06 17:59", Status.PLANNED, None),
        ("2026-03-06 18:00", Status.MISSED, Reason.ENROLLED_LATE),  # the very end: nothing goes after it
        ("2026-03-09 12:00", Status.MISSED, Reason.ENROLLED_LATE),
        ("2031-01-01 00:00", Status.MISSED, Reason.ENROLLED_LATE),
    ],
)
def test_enrolled_late(now: str | None, status: Status, reason: Reason | None) -> None:
    at = None if now is None else datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)
    message = only(plan([step("walk_1", 1, "10:00-12:00")], THURSDAY, now=at))
    assert (message.status, message.reason) == (status, reason)
    assert (local(message.due_at), local(message.send_before)) == ("2026-03-06 10:14", "2026-03-06 18:00")


def test_a_validity_that_runs_out_before_the_clinic_opens_again_is_missed_at_once() -> None:
    steps = [step("walk_1", 1, "10:00-12:00", valid_for=timedelta(hours=20))]  # until Saturday at 08:00
    evening = datetime(2026, 3, 6, 19, tzinfo=NEW_YORK)
    assert only(plan(steps, THURSDAY, now=evening)).status is Status.MISSED
    assert only(plan(steps, THURSDAY, now=evening.replace(hour=17))).status is Status.PLANNED


def test_a_correction_that_comes_too_late_says_its_own_reason() -> None:
    message = only(plan([step()], THURSDAY, now=utc("2027-01-01"), late_reason=Reason.TOO_LATE))
    assert (message.status, message.reason) == (Status.MISSED, Reason.TOO_LATE)


def test_an_optional_step_is_off_until_the_clinic_turns_it_on() -> None:
    steps = [step("preop", -1, optional=True)]
    off = only(plan(steps, THURSDAY))
    assert (off.status, off.reason) == (Status.SKIPPED, Reason.OPTIONAL_OFF)
    on = only(plan(steps, THURSDAY, clinic=rules(optional_on=frozenset({"preop"}))))
    assert on.status is Status.PLANNED


DESK = {"job_strain": frozenset({"desk"})}
NO_OPIOID = {"opioid": frozenset({"no"})}


@each_row(
    ("conditions", "facts", "reason"),
    [
        ({"when": DESK}, {"job_strain": "desk"}, None),
        ({"when": DESK}, {"job_strain": "heavy"}, "not_applicable"),
        ({"when": DESK}, {}, "missing_fact:job_strain"),
        ({"unless": NO_OPIOID}, {"opioid": "no"}, "not_applicable"),
        ({"unless": NO_OPIOID}, {"opioid": "yes"}, None),
        ({"unless": NO_OPIOID}, {}, None),
    ],
)
def test_a_step_that_does_not_apply_is_skipped_with_its_reason(
    conditions: dict[str, object], facts: dict[str, str], reason: str | None
) -> None:
    message = only(plan([step(**conditions)], THURSDAY, patient=subject(facts=facts)))
    assert message.reason == reason
    assert message.status is (Status.PLANNED if reason is None else Status.SKIPPED)


def test_a_condition_on_an_answer_to_come_does_not_skip_yet() -> None:
    back = {"answer.work_1": frozenset({"back"})}
    steps = [question("work_1", 14), step("work_2", 28, unless=back), step("praise", 30, when=back)]
    assert {message.status for message in plan(steps, THURSDAY).values()} == {Status.PLANNED}
    answered = plan(steps, THURSDAY, patient=subject(answers={"work_1": "back"}))
    assert [answered[key].status for key in ("work_2", "praise")] == [Status.SKIPPED, Status.PLANNED]
    not_yet = plan(steps, THURSDAY, patient=subject(answers={"work_1": "not_yet"}))
    assert [not_yet[key].status for key in ("work_2", "praise")] == [Status.PLANNED, Status.SKIPPED]


@each_row(
    ("sms", "email", "channel", "reason"),
    [
        (Reach.OPEN, Reach.OPEN, Channel.SMS, None),
        (Reach.OPEN, Reach.NO_CONSENT, Channel.SMS, None),
        (Reach.NO_CONSENT, Reach.OPEN, Channel.EMAIL, None),
        (Reach.OPTED_OUT, Reach.OPEN, Channel.EMAIL, None),
        (Reach.BAD_ADDRESS, Reach.OPEN, Channel.EMAIL, None),
        (Reach.OPTED_OUT, Reach.NO_CONSENT, Channel.SMS, "opted_out"),
        (Reach.NO_CONSENT, Reach.BAD_ADDRESS, Channel.EMAIL, "bad_address"),
        (Reach.NO_CONSENT, Reach.NO_CONSENT, Channel.SMS, "no_consent"),
    ],
)
def test_a_step_takes_the_first_open_channel_or_names_why_there_is_none(
    sms: Reach, email: Reach, channel: Channel, reason: str | None
) -> None:
    contact = Contact({SMS: sms, EMAIL: email})
    message = only(plan([step()], THURSDAY, patient=subject(contact=contact)))
    assert (message.channel, message.reason) == (channel, reason)


def test_an_email_only_step_never_becomes_a_text() -> None:
    contact = Contact({SMS: Reach.OPEN})
    message = only(plan([step(channels=(EMAIL,))], THURSDAY, patient=subject(contact=contact)))
    assert (message.channel, message.status, message.reason) == (EMAIL, Status.SKIPPED, "no_consent")


# Everything is wrong at once; then one thing after the other is put right.
@each_row(
    ("wrong", "reason"),
    [
        ({"optional", "facts", "closed", "late", "contact"}, "optional_off"),
        ({"facts", "closed", "late", "contact"}, "not_applicable"),
        ({"closed", "late", "contact"}, "closed_day"),
        ({"late", "contact"}, "enrolled_late"),
        ({"contact"}, "opted_out"),
        (set(), None),
    ],
)
def test_of_several_reasons_the_most_lasting_one_is_told(wrong: set[str], reason: str | None) -> None:
    message = only(
        plan(
            [step(optional=True, when=DESK)],
            SATURDAY,
            now=utc("2027-01-01") if "late" in wrong else None,
            clinic=rules(
                hours=hours(sunday=None if "closed" in wrong else "12:00-17:00"),
                optional_on=frozenset(() if "optional" in wrong else ("walk_1",)),
            ),
            patient=subject(
                facts={"job_strain": "heavy" if "facts" in wrong else "desk"},
                contact=Contact({SMS: Reach.OPTED_OUT}) if "contact" in wrong else BOTH,
            ),
        )
    )
    assert message.reason == reason


def test_steps_already_done_are_left_out_and_the_rest_keep_the_pathways_order() -> None:
    steps: list[Step] = [step("c", 3), step("a", 9), step("b", 1)]
    assert list(plan(steps, THURSDAY)) == ["c", "a", "b"]
    assert list(plan(steps, THURSDAY, done={("a", EMAIL, 0), ("elsewhere", SMS, 0)})) == ["c", "b"]


def test_a_window_that_a_clock_change_skips_moves_forward_and_waits_for_the_hours() -> None:
    # 02:00-02:30 is not on the clocks of 8 March 2026; at half past three the clinic is closed again.
    night = rules(hours=hours("02:00-03:00", "02:00-03:00"))
    steps = [step("night", 3, "02:00-02:30", valid_for=timedelta(days=2))]
    message = only(plan(steps, THURSDAY, now=utc("2026-03-01"), clinic=night))
    assert "03:00" <= local(message.due_at)[11:] < "03:30"
    assert message.status is Status.PLANNED
    short = [step("night", 3, "02:00-02:30", valid_for=timedelta(hours=2))]
    assert only(plan(short, THURSDAY, now=utc("2026-03-01"), clinic=night)).status is Status.MISSED
