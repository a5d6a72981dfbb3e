"""Short ways to build the core's values, and a strategy for each of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from reminders.core.model.clinic import ClinicRules
from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.quiet_hours import MINUTES_PER_DAY, ClinicHours, Span, parse_hours
from reminders.core.plans.pathway import Pathway, Step
from reminders.core.plans.planning import PlannedMessage, Subject, plan_messages
from reminders.core.plans.questions import Ask

SMS, EMAIL = Channel.SMS, Channel.EMAIL
BOTH = Contact({SMS: Reach.OPEN, EMAIL: Reach.OPEN})
NEW_YORK = ZoneInfo("America/New_York")

# Every way a clock can change: an hour at night, half an hour, at midnight, a whole date left out, never.
ODD_ZONES = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Kolkata",
    "America/Phoenix",
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "Pacific/Kiritimati",
    "Africa/Cairo",
    "America/Asuncion",
    "America/Havana",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "UTC",
]


def span(text: str) -> Span:
    return parse_hours(text)


def hours(weekday: str = "10:00-18:00", sunday: str | None = "12:00-17:00") -> ClinicHours:
    return ClinicHours(span(weekday), None if sunday is None else span(sunday))


def step(key: str = "walk_1", day: int = 1, between: str = "10:00-12:00", **more: object) -> Step:
    values: dict[str, object] = {"valid_for": timedelta(hours=6), "channels": (SMS, EMAIL), "template": "walk"}
    return Step(key=key, day=day, between=span(between), **{**values, **more})  # type: ignore[arg-type]


def question(key: str, day: int, **more: object) -> Step:
    return step(key, day, ask=Ask({1: "back", 2: "partly_back", 3: "not_yet"}), **more)


def pathway(*steps: Step) -> Pathway:
    return Pathway("test", 1, {"en": "Test"}, steps)


def subject(**more: object) -> Subject:
    return Subject(**{"key": "A-1", "zone": NEW_YORK, "contact": BOTH, **more})  # type: ignore[arg-type]


def rules(**more: object) -> ClinicRules:
    return ClinicRules(**more)  # type: ignore[arg-type]


def plan(
    steps: Pathway | list[Step],
    surgery: date,
    *,
    now: datetime | None = None,
    clinic: ClinicRules | None = None,
    patient: Subject | None = None,
    **more: object,
) -> dict[str, PlannedMessage]:
    """Plan and return the messages by step; every step must be there once."""
    path = steps if isinstance(steps, Pathway) else pathway(*steps)
    made = plan_messages(path, surgery, clinic or rules(), patient or subject(), now=now, **more)  # type: ignore[arg-type]
    by_step = {message.step.key: message for message in made}
    assert len(by_step) == len(made)
    return by_step


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(moment: datetime, zone: ZoneInfo = NEW_YORK) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


@cache
def zone_names() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc")))


zones = (st.sampled_from(ODD_ZONES) | st.deferred(lambda: st.sampled_from(zone_names()))).map(ZoneInfo)
dates = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, MINUTES_PER_DAY - 1))
    return Span(start, draw(st.integers(start + 1, MINUTES_PER_DAY)))


clinic_hours = st.just(ClinicHours()) | st.builds(ClinicHours, spans(), st.none() | spans())
facts = st.dictionaries(st.sampled_from(["job_strain", "opioid"]), st.sampled_from(["yes", "no", "desk"]), max_size=2)
contacts = st.builds(
    Contact,
    st.dictionaries(st.sampled_from([SMS, EMAIL]), st.just(Reach.OPEN) | st.sampled_from(list(Reach))),
)


conditions = st.sampled_from(
    [
        *({}, {}, {}, {"opioid": frozenset({"no"})}),
        *({"job_strain": frozenset({"desk"})}, {"job_strain": frozenset({"yes", "no"}), "opioid": frozenset({"yes"})}),
    ],
)


@st.composite
def steps_named(draw: st.DrawFn, key: str) -> Step:
    return Step(
        key=key,
        day=draw(st.integers(-10, 40)),
        between=draw(spans()),
        valid_for=timedelta(minutes=draw(st.integers(1, 4 * MINUTES_PER_DAY))),
        channels=draw(st.sampled_from([(SMS, EMAIL), (EMAIL, SMS), (SMS,), (EMAIL,)])),
        template="walk",
        when=draw(conditions),
        unless=draw(conditions),
        optional=draw(st.sampled_from([False, False, True])),
        priority=draw(st.integers(-2, 2)),
    )


@st.composite
def pathways(draw: st.DrawFn) -> Pathway:
    count = draw(st.integers(1, 8))
    return pathway(*[draw(steps_named(f"step_{number}")) for number in range(count)])


clinics = st.builds(
    ClinicRules,
    clinic_hours,
    daily_cap=st.integers(0, 3),
    weekly_cap=st.integers(0, 5),
    optional_on=st.sampled_from([frozenset(), frozenset({f"step_{number}" for number in range(10)})]),
)
subjects = st.builds(
    Subject,
    key=st.text(max_size=8),
    zone=zones,
    contact=st.just(BOTH) | contacts,
    facts=facts,
)
