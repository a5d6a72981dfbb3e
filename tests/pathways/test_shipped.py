"""The four shipped pathways, row by row against the schedule of the clinical notes (their section 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.core.model.clinic import ClinicRules
from reminders.core.model.contact import Contact, Reach
from reminders.core.model.status import Status
from reminders.core.plans.anchors import OF_VISITS
from reminders.pathways.catalog import Catalog
from tests.core.making import EMAIL, SMS, hours, plan, subject
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.plans.pathway import Pathway, Step

TEMPLATES = Path(__file__).parents[2] / "templates" / "messages"
CATALOG = Catalog()
MD, LM, FU, VK = (
    CATALOG.find(name) for name in ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")
)
PATHWAYS: dict[str, Pathway] = {
    name: replace(found.pathway, steps=tuple(step for step in found.pathway.steps if step.anchor not in OF_VISITS))
    for name, found in zip(("MD", "LM", "FU", "VK"), (MD, LM, FU, VK), strict=True)
    if found
}
"""Without the steps that all of them share (`standard/visits.yaml`)."""
BACK = {1: "back", 2: "partly_back", 3: "not_yet"}
HOPED = {1: "as_hoped", 2: "better", 3: "same_or_worse"}

# key                 MD   LM   FU   VK  hours  channels answers
TABLE = """
preop_prep            -7   -7   -7   -7  10-12  email     -
preop_tomorrow        -1   -1   -1   -1  10-12  sms>email -
walk_1                 1    1    1    1  10-12  sms>email -
wound_1                4    4    4    3  10-12  sms>email fine
pain_plan              6    6    6    6  12-14  sms>email -
light_1                9   11   14    8  10-12  sms>email -
work_desk_1           14   14   28   10  10-12  sms>email back
work_desk_2           28   28   42   17  10-12  sms>email back
work_light_manual     42   42   84   21  10-12  sms>email back
work_heavy_1          56   56   98   42  10-12  sms>email back
work_heavy_2          84   84  182   84  10-12  sms>email back
physio_1              21   30   44    -  12-14  sms>email started
physio_2              45   49   70    -  12-14  sms>email -
smoke_free             -    -   21    -  12-14  email     -
bone_plan              -    -    -   45  10-12  sms>email -
recovery_3m           90   90   90   90  10-12  sms>email hoped
fusion_6m              -    -  186    -  10-12  email     hoped
pain_before           -6   -6   -6   -6  10-12  sms>email -
pain_before_again     -5   -5   -5   -5  10-12  sms>email -
anything_needed       11   10   10   13  10-12  sms>email need
walking_goal_1        43   43   46   43  10-12  sms>email goal
pain_10w              70   70    -   70  10-12  sms>email -
pain_10w_again        71   71    -   71  10-12  sms>email -
walking_goal_2        72   72   72   72  10-12  sms>email goal
walking_goal_3        99   99  100   99  10-12  sms>email goal
pain_12m               -    -  365    -  10-12  sms>email -
pain_12m_again         -    -  366    -  10-12  sms>email -
recovery_12m           -    -  372    -  10-12  sms>email hoped
"""
ANSWERS = {
    "-": {},
    "fine": {1: "fine", 2: "worried"},
    "back": BACK,
    "started": {1: "started", 2: "booked", 3: "not_for_me"},
    "hoped": HOPED,
    "need": {1: "all_fine", 2: "call_me"},
    "goal": {1: "ten_minutes", 2: "twenty_minutes", 3: "thirty_minutes"},
}
# Where an answer is a number from 0 to 10, of how many parts.
SCORED = {"pain_before", "pain_10w", "pain_12m"}
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (name, key, int(days[column]), between, channels, answers)
    for key, *days, between, channels, answers in ROWS
    for column, name in enumerate(PATHWAYS)
    if days[column] != "-"
]

# Who is left out, and what of these opens an item for staff.
WORK = {"desk": "desk", "light": "light_manual", "heavy": "heavy"}
CONDITIONS: dict[str, tuple[dict[str, set[str]], dict[str, set[str]]]] = {
    "pain_plan": ({}, {"opioid": {"no"}}),
    "work_desk_1": ({"job_strain": {"desk"}}, {}),
    "work_desk_2": ({"job_strain": {"desk"}}, {"answer.work_desk_1": {"back"}}),
    "work_light_manual": ({"job_strain": {"light_manual"}}, {}),
    "work_heavy_1": ({"job_strain": {"heavy"}}, {}),
    "work_heavy_2": ({"job_strain": {"heavy"}}, {"answer.work_heavy_1": {"back"}}),
    "physio_1": ({}, {"physio_referral": {"no"}}),
    "physio_2": ({}, {"physio_referral": {"no"}, "answer.physio_1": {"not_for_me"}}),
    "smoke_free": ({"smoker": {"yes"}}, {}),
    "bone_plan": ({}, {"fragility_fracture": {"no"}}),
    "fusion_6m": ({}, {"job_strain": {"heavy"}}),  # work_heavy_2 asks in the same week
}
FOLLOW_UP = {
    "fine": {"worried"},
    "back": {"not_yet"},
    "started": set(),
    "hoped": {"same_or_worse"},
    "need": {"call_me"},
    "goal": set(),
}


def test_there_are_four_and_each_holds_exactly_its_rows() -> None:
    assert len(PATHWAYS) == 4
    for column, (name, pathway) in enumerate(PATHWAYS.items()):
        wanted = {key for key, *days, _, _, _ in ROWS if days[column] != "-"}
        assert {step.key for step in pathway.steps} == wanted, name
        assert set(pathway.title) == {"en", "es"}
        assert [step.day for step in pathway.steps] == sorted(step.day for step in pathway.steps), "in order of days"


def test_each_reminds_of_visits_the_day_before_and_follows_up_missed_ones() -> None:
    for found in (MD, LM, FU, VK):
        assert found is not None
        shared = [step for step in found.pathway.steps if step.anchor in OF_VISITS]
        assert [(step.key, step.day, step.priority) for step in shared] == [
            ("visit_reminder", -1, 15),
            ("visit_missed", 1, 0),
        ]
        ask = shared[0].ask
        assert ask is not None
        assert (dict(ask.answers), ask.follow_up) == ({1: "confirmed", 2: "change"}, {"change"})


def _step(name: str, key: str) -> Step:
    step = PATHWAYS[name].step(key)
    assert step is not None, f"{name} has no {key}"
    return step


@each_row(("name", "key", "day", "between", "channels", "answers"), CELLS)
def test_a_row_of_the_schedule(name: str, key: str, day: int, between: str, channels: str, answers: str) -> None:
    step = _step(name, key)
    start, end = between.split("-")
    assert step.day == day
    assert str(step.between) == f"{start}:00-{end}:00"
    assert tuple(channel.value for channel in step.channels) == tuple(channels.split(">"))
    assert (dict(step.ask.answers) if step.ask else {}) == ANSWERS[answers]
    assert (step.ask is not None and step.ask.scale is not None) == (step.question_key in SCORED)
    assert step.ask is None or answers == "-" or step.ask.follow_up == FOLLOW_UP[answers]
    when, unless = CONDITIONS.get(key, ({}, {}))
    assert {fact: set(values) for fact, values in step.when.items()} == when
    assert {fact: set(values) for fact, values in step.unless.items()} == unless


@each_row("name", PATHWAYS)
def test_what_comes_before_surgery_and_the_steps_from_the_evidence_are_optional(name: str) -> None:
    optional = {step.question_key for step in PATHWAYS[name].steps if step.optional}
    goals = {"walking_goal_1", "walking_goal_2", "walking_goal_3"}
    year = {"pain_12m", "recovery_12m"} if name == "FU" else {"pain_10w"}
    assert optional == {"preop_prep", "preop_tomorrow", "pain_before", "anything_needed", *goals, *year}
    assert {step.question_key for step in PATHWAYS[name].steps if step.day < 0} <= optional


# Days after surgery in which a score counts: CMS, MIPS measures 459 and 461, 2026. No measure counts VK.
WINDOWS = {"MD": (42, 140), "LM": (42, 140), "FU": (274, 456)}


@each_row(("name", "first", "last"), [(name, *days) for name, days in WINDOWS.items()])
def test_a_baseline_and_a_score_in_the_window_of_the_measures_can_be_asked(name: str, first: int, last: int) -> None:
    asked = [step for step in PATHWAYS[name].steps if step.ask and step.ask.scale]
    assert all(step.ask and step.ask.scale and step.ask.scale.parts == ("back", "leg") for step in asked)
    assert {step.question_key for step in asked if step.day < 0} == {"pain_before"}
    assert all(first <= step.day <= last for step in asked if step.day > 0)


@each_row("name", PATHWAYS)
def test_nothing_is_planned_for_the_day_of_surgery(name: str) -> None:
    assert 0 not in {step.day for step in PATHWAYS[name].steps}


@each_row("name", PATHWAYS)
def test_what_says_today_or_tomorrow_is_gone_by_evening_and_nothing_waits_longer_than_two_days(name: str) -> None:
    for step in PATHWAYS[name].steps:
        limit = timedelta(hours=6) if step.key in {"walk_1", "preop_tomorrow"} else timedelta(days=2)
        limit = timedelta(days=4) if step.question_key == "pain_before" else limit
        assert step.valid_for <= limit, step.key


@each_row("name", PATHWAYS)
def test_the_first_days_win_under_a_cap(name: str) -> None:
    ranked = sorted(PATHWAYS[name].steps, key=lambda step: -step.priority)
    assert [step.key for step in ranked[:2]] == ["wound_1", "walk_1"]


@each_row("name", PATHWAYS)
def test_the_same_words_again_are_allowed_only_where_a_step_says_so(name: str) -> None:
    said: set[str] = set()
    for step in PATHWAYS[name].steps:
        seldom = {"work_check", "pain_two_parts", "pain_score", "recovery_check"}  # or months apart
        assert step.repeat == (step.template in said) or step.template in seldom, step.key
        said.add(step.template)
    work = [step for step in PATHWAYS[name].steps if step.template == "work_check"]
    assert [step.repeat for step in work] == [False] + [True] * (len(work) - 1)


@each_row("language", ["en", "es"])
@each_row(("name", "key"), [(name, key) for name, key, *_ in CELLS])
def test_every_template_named_is_there_in_both_languages(name: str, key: str, language: str) -> None:
    step = _step(name, key)
    folder = TEMPLATES / step.template / language
    email = {"email_subject.txt", "email.txt", "email.html"}
    needed = email | ({"sms.txt"} if SMS in step.channels else set())
    assert needed <= {file.name for file in folder.iterdir()}


STRAINS = ["desk", "light_manual", "heavy", "not_working", "retired", "unknown"]


PREOP = frozenset({"preop_prep", "preop_tomorrow"})
EVERY = frozenset(step.key for one in PATHWAYS.values() for step in one.steps if step.optional)


@each_row(("on", "most"), [(frozenset(), 9), (PREOP, 11), (EVERY, 20)])
@each_row(("name", "strain"), list(product(PATHWAYS, STRAINS)))
def test_every_patients_rows_fit_one_text_a_day_and_three_in_seven_days(
    name: str, strain: str, on: frozenset[str], most: int
) -> None:
    """Whatever the weekday of surgery and with every other fact unknown or yes, no text is lost to the caps."""
    clinic = ClinicRules(optional_on=on)
    contact = Contact({SMS: Reach.OPEN})
    for weekday, others in product(range(7), ({}, {"opioid": "yes", "smoker": "yes", "fragility_fracture": "yes"})):
        patient = subject(facts={"job_strain": strain, **others}, contact=contact)
        made = plan(PATHWAYS[name], date(2026, 3, 2) + timedelta(days=weekday), clinic=clinic, patient=patient)
        days = [message.step.day for message in made.values() if message.status is Status.PLANNED]
        assert "cap" not in {message.reason for message in made.values()}
        assert len(days) == len(set(days))
        assert all(sum(first <= day < first + 7 for day in days) <= 3 for first in range(-10, 400))
        assert len(days) <= most


@each_row("name", PATHWAYS)
def test_a_patient_of_unknown_work_is_asked_nothing_about_work(name: str) -> None:
    for strain in ("unknown", "retired", "not_working"):
        made = plan(PATHWAYS[name], date(2026, 3, 5), patient=subject(facts={"job_strain": strain}))
        asked = {message.reason for key, message in made.items() if key.startswith("work_")}
        assert asked == {"not_applicable"}
    unacknowledged = plan(PATHWAYS[name], date(2026, 3, 5))
    assert {m.reason for key, m in unacknowledged.items() if key.startswith("work_")} == {"missing_fact:job_strain"}


def test_pain_plan_physiotherapy_and_bone_plan_go_out_when_the_fact_is_unknown_and_smoking_does_not() -> None:
    fusion, kypho = (plan(PATHWAYS[name], date(2026, 3, 5)) for name in ("FU", "VK"))
    assert {fusion[key].status for key in ("pain_plan", "physio_1", "physio_2", "fusion_6m")} == {Status.PLANNED}
    assert kypho["bone_plan"].status is Status.PLANNED
    assert fusion["smoke_free"].reason == "missing_fact:smoker"


def test_a_clinic_closed_on_sundays_still_reaches_patients_on_the_other_days() -> None:
    closed = ClinicRules(hours=hours(sunday=None))
    made = plan(PATHWAYS["MD"], date(2026, 3, 7), clinic=closed)  # a Saturday: day 1 is a Sunday
    assert made["walk_1"].reason == "closed_day"
    assert made["wound_1"].status is Status.PLANNED
    assert made["wound_1"].channel is SMS
    assert EMAIL in made["wound_1"].step.channels
