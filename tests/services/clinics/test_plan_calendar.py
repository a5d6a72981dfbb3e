"""The calendar of a care plan: each message on its day, with the limits on texts, for the patient asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.status import Reason
from reminders.pathways.reading import read_pathway
from reminders.services.clinics.care.plan_calendar import PlanCalendar, plan_calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PLAN = """
id: knee
version: 1
title: {en: Knee, es: Rodilla}
steps:
  - {key: before, day: -6, channels: [email], template: preop_prep, optional: true, @}
  - {key: walk, day: 1, channels: [sms, email], template: walk, priority: 9, @}
  - {key: both, day: 7, channels: both, template: light_activity, @}
  - {key: same_day, day: 7, channels: [sms], template: walk, repeat: true, priority: 5, @}
  - {key: home, anchor: discharge, day: 7, channels: [sms], template: pain_plan, @}
  - {key: desk, day: 15, channels: [sms], template: walk, repeat: true, when: {job_strain: [desk]}, @}
  - {key: visit, anchor: visit, before: 1d, channels: [sms], template: visit_reminder, @}
""".replace("@", 'between: ["10:00", "12:00"], valid_for: 1d')


def calendar(
    context: Context, clinic: Clinic, plan: str = PLAN, *, optional: bool = False, **chosen: str
) -> PlanCalendar:
    return plan_calendar(context, clinic, read_pathway(plan, "knee.yaml"), chosen, optional=optional)


def days(found: PlanCalendar) -> Mapping[int, list[tuple[str, int, str, str | None]]]:
    return {
        week: sorted((entry.step.key, entry.day, entry.channel.value, entry.reason) for entry in entries)
        for week, entries in found.weeks.items()
    }


def test_each_message_stands_in_its_week_and_what_a_limit_leaves_out_says_so(context: Context, clinic: Clinic) -> None:
    found = calendar(context, clinic, job_strain="desk")
    assert days(found) == {
        0: [
            ("both", 7, "email", None),
            ("both", 7, "sms", Reason.CAP),
            ("same_day", 7, "sms", None),
            ("walk", 1, "sms", None),
        ],
        1: [("home", 8, "sms", None)],
        2: [("desk", 15, "sms", None)],
    }
    assert (found.texts, found.emails, found.capped, found.too_many) == (4, 1, 1, False)
    assert [step.key for step in found.of_visits] == ["visit"]
    assert all("10:00" <= f"{entry.local:%H:%M}" < "12:00" for week in found.weeks.values() for entry in week)


def test_two_texts_a_day_leave_none_out(context: Context, clinic: Clinic) -> None:
    found = calendar(context, replace(clinic, daily_cap=2, weekly_cap=7), job_strain="desk")
    assert (found.texts, found.emails, found.capped) == (5, 1, 0)


def test_the_patient_asked_about_decides_and_without_one_it_is_the_first_value(
    context: Context, clinic: Clinic
) -> None:
    heavy = calendar(context, clinic, job_strain="heavy")
    assert (heavy.texts, days(heavy)[2]) == (3, [("desk", 15, "sms", Reason.NOT_APPLICABLE)])
    for chosen in ({}, {"job_strain": "astronaut"}):
        found = calendar(context, clinic, **chosen)
        assert found.chosen == {"job_strain": found.facts["job_strain"][0]}


def test_optional_messages_stand_there_only_where_they_are_turned_on(context: Context, clinic: Clinic) -> None:
    assert -1 not in calendar(context, clinic).weeks
    assert days(calendar(context, clinic, optional=True))[-1] == [("before", -6, "email", None)]
    turned_on = replace(clinic, optional_steps="knee.before")
    assert -1 in calendar(context, turned_on).weeks


def test_more_than_nine_texts_in_a_year_are_too_many(context: Context, clinic: Clinic) -> None:
    head = PLAN.partition("  - {key: before")[0]
    more = 'between: ["10:00", "12:00"], valid_for: 1d, channels: [sms], template: walk, repeat: true'
    step = f"  - {{{{key: walk_{{0}}, day: {{0}}, {more}}}}}\n"
    nine, ten = (head + "".join(step.format(7 * week) for week in range(1, count + 1)) for count in (9, 10))
    assert [calendar(context, clinic, plan).too_many for plan in (nine, ten)] == [False, True]
    assert {entry.channel for week in calendar(context, clinic, ten).weeks.values() for entry in week} == {Channel.SMS}
