"""Broken promises about visits, versions of a plan and second asks are caught, in a tiny world made by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.promises.case import Case, two_scores
from tests.promises.checker import RULES, ClinicOptions, build_case, check
from tests.promises.inputs import read_event
from tests.promises.mips_by_hand import mips_by_hand
from tests.promises.tiny import CLEAN, END, PATHWAY, ROW, START, WALK, Message, event, line, swapped, unsent
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Sequence

VISITS = """
  - {key: visit_reminder, anchor: visit, before: 1d, between: ["10:00", "12:00"], valid_for: 6h,
     channels: [sms, email], template: visit_reminder, repeat: true, ask: {answers: {1: confirmed, 2: change}}}
  - {key: visit_missed, anchor: missed_visit, day: 1, between: ["10:00", "12:00"], valid_for: 1d,
     channels: [sms, email], template: visit_missed, repeat: true}
"""
WITH_VISITS = PATHWAY + VISITS
BOOKED = event("03-20T15:00", "visit", visit_id="V1", visit_at="2026-04-10T14:30", place="Suite 4")
MOVED = event("04-09T20:00", "visit", visit_id="V1", visit_at="2026-04-15T09:15", place="Suite 4")
CANCELLED = event("04-01T15:00", "visit", visit_id="V1") | {"cancel": True}
MISSED = event("04-10T22:00", "visit", visit_id="V1") | {"missed": True}


def reminder(due: str, says: str = "April 10 at 2:30 PM. Place: Suite 4", **more: Any) -> Message:
    return line("visit_reminder", due, body=f"See you on {says}. Reply STOP to end.", **more)


REMINDED = reminder("04-09T14:30")
LATER = event("03-21T15:00", "visit", visit_id="V2", visit_at="2026-04-10T16:00", place="Floor 2")
BOTH = reminder("04-09T14:30", "April 10 at 2:30 PM (Suite 4) and 4:00 PM (Floor 2)")
TOGETHER = unsent("visit_reminder", "04-09T14:30", "skipped", "together")
AGAIN = reminder("04-14T14:30", "April 15 at 9:15 AM. Place: Suite 4")
FOLLOWED = line("visit_missed", "04-11T14:30", body="We did not see you on April 10.")
FINE: dict[str, tuple[Sequence[Message], Sequence[dict[str, Any]]]] = {
    "reminded": ([REMINDED], [BOOKED]),
    "moved after its reminder, and told again": ([REMINDED, AGAIN], [BOOKED, MOVED]),
    "moved before it, and told once": ([AGAIN], [BOOKED, MOVED | {"at": "2026-04-01T15:00:00+00:00"}]),
    "cancelled": ([unsent("visit_reminder", "04-09T14:30", "cancelled", "visit_cancelled")], [BOOKED, CANCELLED]),
    "missed and followed up": ([REMINDED, FOLLOWED], [BOOKED, MISSED]),
    "two on one day, told together": ([BOTH, TOGETHER], [BOOKED, LATER]),
    "two on one day, one of them cancelled in time": (
        [REMINDED, unsent("visit_reminder", "04-09T14:30", "cancelled", "visit_cancelled")],
        [BOOKED, LATER, CANCELLED | {"visit_id": "V2"}],
    ),
    "booked the evening before": ([], [BOOKED | {"at": "2026-04-09T20:00:00+00:00"}]),
}
BROKEN: dict[str, tuple[str, Sequence[Message], Sequence[dict[str, Any]]]] = {
    "never told": ("lost, visit V1", [], [BOOKED]),
    "missed for nothing": ("lost", [unsent("visit_reminder", "04-09T14:30", "missed", "late")], [BOOKED]),
    "capped without cause": ("lost", [unsent("visit_reminder", "04-09T14:30", "skipped", "cap")], [BOOKED]),
    "told twice": ("spoken of before", [REMINDED, REMINDED], [BOOKED]),
    "two on one day, and only one told": ("lost, visit V2", [REMINDED, TOGETHER], [BOOKED, LATER]),
    "two on one day, one text without the second's place": (
        "lost, visit V2",
        [reminder("04-09T14:30", "April 10 at 2:30 PM (Suite 4) and 4:00 PM"), TOGETHER],
        [BOOKED, LATER],
    ),
    "two on one day, each by its own text": ("spoken of before", [BOTH, REMINDED], [BOOKED, LATER]),
    "told together and cancelled before it left": ("lost, visit V2", [TOGETHER], [BOOKED, LATER, CANCELLED]),
    "told on the day itself": ("about no visit", [reminder("04-10T14:30")], [BOOKED]),
    "told after it was cancelled": ("about no visit", [REMINDED], [BOOKED, CANCELLED]),
    "told of a visit that was never booked": ("about no visit", [REMINDED], []),
    "told the old time": ("name the time", [REMINDED, AGAIN | {"body": REMINDED["body"]}], [BOOKED, MOVED]),
    "moved and not told again": ("lost, visit V1 of 2026-04-15", [REMINDED], [BOOKED, MOVED]),
    "at another place": ("name the place", [reminder("04-09T14:30", "April 10 at 2:30 PM. Place: Suite 5")], [BOOKED]),
    "on another day in words": ("name the day", [reminder("04-09T14:30", "April 11, 2:30 PM: Suite 4")], [BOOKED]),
    "a place with a period of its own": (
        "two periods",
        [reminder("04-09T14:30", "April 10 at 2:30 PM. Place: Suite 4.")],
        [BOOKED],
    ),
    "at short notice": (
        "short notice",
        [REMINDED | {"sent_at": "2026-04-09T19:30:00+00:00"}],
        [BOOKED | {"at": "2026-04-09T19:00:00+00:00"}],
    ),
    "a line on a day of no visit": (
        "no visit calls for",
        [REMINDED, unsent("visit_reminder", "04-20T14:30", "missed", "x")],
        [BOOKED],
    ),
    "missed and not followed up": ("lost, visit V1", [REMINDED], [BOOKED, MISSED]),
    "followed up though the patient came": ("about no visit", [REMINDED, FOLLOWED], [BOOKED]),
    "while paused": (
        "sent while paused",
        [REMINDED],
        [BOOKED, event("04-08T12:00", "pause"), event("04-09T15:00", "resume")],
    ),
}


def found(messages: Sequence[Message], events: Sequence[dict[str, Any]]) -> list[str]:
    return check([WITH_VISITS], [ROW], events, [*CLEAN, *messages], start=START, end=END)


@each_row("name", FINE)
def test_what_is_right_about_visits_is_left_alone(name: str) -> None:
    assert found(*FINE[name]) == []


@each_row("name", BROKEN)
def test_what_is_broken_about_visits_is_caught(name: str) -> None:
    words, messages, events = BROKEN[name]
    problems = found(messages, events)
    assert any(words in problem for problem in problems), problems


WEEK_OF = {"V1": ("2026-03-26T14:30", "2026-04-15T14:30"), "V2": ("2026-03-28T14:30", "2026-04-22T14:30")}
BOOKED_AND_MOVED = [
    event(at, "visit", visit_id=name, visit_at=times[number], place="Suite 4")
    for number, at in enumerate(("03-20T15:00", "03-24T20:00"))
    for name, times in WEEK_OF.items()
]
LATER_REMINDERS = [
    reminder("04-14T14:30", "April 15 at 2:30 PM: Suite 4"),
    reminder("04-21T14:30", "April 22 at 2:30 PM: Suite 4"),
]


@each_row(("messages", "events", "lost"), [(LATER_REMINDERS, BOOKED_AND_MOVED, False), ([], [], True)])
def test_a_cap_by_the_reminder_of_a_visit_that_has_moved_since_is_a_cause(
    messages: list[Message],
    events: list[dict[str, str]],
    lost: bool,  # noqa: FBT001 a row
) -> None:
    capped = [*CLEAN[:2], unsent("desk_1", "03-23T15:00", "skipped", "cap"), CLEAN[3], *messages]
    problems = check([WITH_VISITS], [ROW], events, capped, start=START, end=END, clinic=ClinicOptions(weekly_cap=2))
    assert any("desk_1" in problem and "lost" in problem for problem in problems) is lost, problems
    assert lost or problems == []


NEW = PATHWAY.replace("day: 14", "day: 16").replace("key: walk_1, day: 1", "key: walk_1, day: 2")
LATER_DESK = line("desk_1", "03-25T15:00")
LIVE = {"at": "2026-03-02T00:00:00+00:00", "event": "plan_live", "procedure": "laminectomy", "plan": "new"}
MOVE = event("03-15T15:00", "move_plan", plan="new")


@each_row(
    ("messages", "events", "row", "words"),
    [
        (CLEAN, [LIVE], {}, None),  # enrolled before: keeps its version
        (CLEAN, [MOVE], {}, "not in the window"),
        ([*CLEAN[:2], LATER_DESK, CLEAN[3]], [MOVE], {}, None),
        ([*CLEAN[:2], LATER_DESK, CLEAN[3]], [], {}, "not in the window"),
        ([CLEAN[0], *CLEAN], [MOVE], {}, "sent twice"),
        ([*CLEAN[:2], unsent("desk_1", "03-25T15:00", "missed", "late"), CLEAN[3]], [MOVE], {}, "lost"),
        ([*CLEAN[:2], CLEAN[3]], [MOVE], {}, "no line says"),
        (CLEAN, [LIVE], {"enroll_at": "2026-03-04T00:00:00+00:00"}, "not in the window"),
    ],
)
def test_a_patient_is_judged_by_the_version_of_the_plan_that_held(
    messages: list[Message], events: list[dict[str, str]], row: dict[str, str], words: str | None
) -> None:
    case = _case({"laminectomy": PATHWAY, "new": NEW}, messages, events, ROW | row)
    problems = [violation for rule in RULES for violation in rule(case)]
    assert any(words in problem for problem in problems) if words else problems == [], problems


@each_row(("status", "reason", "due", "lost"), [
    ("skipped", "cap", "03-10T14:30", False),  # as it was before the move
    ("missed", "too_late", "03-11T14:30", True),  # the new version rewrote what was over
])  # fmt: skip
def test_a_new_version_leaves_what_is_over(status: str, reason: str, due: str, lost: bool) -> None:  # noqa: FBT001 a row
    messages = [unsent("walk_1", due, status, reason), CLEAN[1], LATER_DESK, CLEAN[3]]
    case = _case({"laminectomy": PATHWAY, "new": NEW}, messages, [MOVE], ROW, weekly_cap=1)
    problems = [violation for rule in RULES for violation in rule(case) if "walk_1" in violation]
    assert any("lost" in problem for problem in problems) is lost, problems


def _case(
    pathways: dict[str, str], messages: list[Message], events: list[dict[str, str]], row: dict[str, str], **options: Any
) -> Case:
    clinic = ClinicOptions(**options)
    return build_case(pathways, [row], events, messages, start=START, end="2026-12-01", clinic=clinic)


PAIN = (
    PATHWAY.partition("  - key: wound_1")[0]
    + """
  - {key: pain_before, day: -5, between: ["10:00", "12:00"], valid_for: 1d, channels: [sms], template: pain_two_parts,
     optional: true, ask: {scale: [0, 10], parts: [back, leg], again_after: 1d}}
  - {key: pain_10w, day: 70, between: ["10:00", "12:00"], valid_for: 1d, channels: [sms], template: pain_two_parts,
     optional: true, ask: {scale: [0, 10], parts: [back, leg], again_after: 1d}}
"""
)
ASKED = [line("pain_before", "03-04T15:30"), WALK, line("pain_10w", "05-18T14:30")]
SECOND = [line("pain_before_again", "03-05T15:30"), line("pain_10w_again", "05-19T14:30")]
OUTAGE = {"at": "2026-05-18T12:00:00+00:00", "event": "outage", "until": "2026-05-19T14:10:00+00:00"}
GIVEN_UP = unsent("pain_10w_again", "05-19T15:30", "cancelled", "replaced", channel="email")
NEXT_DAY = {"at": "2026-05-20T12:00:00+00:00", "event": "outage", "until": "2026-05-21T14:00:00+00:00"}
LATE_AFTER = event("05-19T20:00", "reply", body="3 6")
LATE = [*ASKED[:2], SECOND[0], ASKED[2] | {"sent_at": "2026-05-19T14:10:00+00:00"}]
NONE_NEEDED = [unsent(one["step"], one["due_at"][5:16], "skipped", "answered") for one in SECOND]
BEFORE, AFTER = (event(at, "reply", body=body) for at, body in (("03-04T20:00", "8 7"), ("05-18T20:00", "3 and 6")))


@each_row(
    ("messages", "events", "words"),
    [
        ([*ASKED, *SECOND], [], None),
        ([*ASKED, *NONE_NEEDED], [BEFORE, AFTER], None),
        ([*ASKED, *SECOND], [BEFORE, AFTER], "conditions do not hold"),  # asked again though answered
        ([*ASKED, *NONE_NEEDED], [], "lost"),
        ([*ASKED, *NONE_NEEDED], [BEFORE, AFTER | {"body": "much better"}], "lost"),
        ([*ASKED[:2], unsent("pain_10w", "05-18T14:30", "missed", "x"), *SECOND], [], "conditions do not hold"),
        # An outage holds the first one up until the day of the second, which then goes a day later.
        ([*LATE, line("pain_10w_again", "05-20T14:30")], [OUTAGE], None),
        ([*LATE, unsent("pain_10w_again", "05-20T14:30", "skipped", "answered")], [OUTAGE, LATE_AFTER], None),
        ([*LATE, unsent("pain_10w_again", "05-19T15:30", "skipped", "not_asked")], [OUTAGE], "lost"),
        ([*LATE, SECOND[1]], [OUTAGE], "not in the window"),
        # By email while texts were stopped: given up before the first was late, it keeps the day that it had then.
        ([*LATE, line("pain_10w_again", "05-20T14:30"), GIVEN_UP], [OUTAGE], None),
        (
            [*LATE, line("pain_10w_again", "05-20T14:30"), GIVEN_UP | {"due_at": "2026-05-18T15:30:00+00:00"}],
            [OUTAGE],
            "not in the window",
        ),
        # Moved behind the first, it has as long as it would have had on its own day.
        ([*LATE, line("pain_10w_again", "05-20T14:30", sent_at="2026-05-21T14:05:00+00:00")], [OUTAGE, NEXT_DAY], None),
        (
            [*LATE, line("pain_10w_again", "05-20T14:30", sent_at="2026-05-21T16:05:00+00:00")],
            [OUTAGE, NEXT_DAY],
            "after its send_before",
        ),
    ],
)
def test_a_score_in_two_parts_is_asked_for_once_more_only_if_it_was_not_given(
    messages: list[Message], events: list[dict[str, str]], words: str | None
) -> None:
    case = _case({"laminectomy": PAIN}, messages, events, ROW, optional_steps=("pain_before", "pain_10w"))
    problems = [violation for rule in RULES for violation in rule(case)]
    assert any(words in problem for problem in problems) if words else problems == [], problems


STOPPED = event("05-19T19:00", "reply", body="STOP")
CLOSED = unsent("pain_10w_again", "05-19T15:30", "skipped", "opted_out")


@each_row(
    ("more", "words"),
    [
        ([CLOSED, line("pain_10w_again", "05-20T14:30", channel="email")], None),
        ([CLOSED | {"due_at": "2026-05-18T15:30:00+00:00"}], "not in the window"),
        ([CLOSED], "not in the window"),
        ([CLOSED, unsent("pain_10w_again", "05-20T14:30", "missed", "too_late", channel="email")], "not in the window"),
    ],
)
def test_a_second_ask_that_went_by_email_leaves_its_text_on_its_own_day(more: list[Message], words: str | None) -> None:
    plan = PAIN.replace("channels: [sms], template: pain", "channels: [sms, email], template: pain")
    optional = ("pain_before", "pain_10w")
    case = _case({"laminectomy": plan}, [*LATE, *more], [OUTAGE, STOPPED], ROW, optional_steps=optional)
    problems = [violation for rule in RULES for violation in rule(case)]
    assert any(words in problem for problem in problems) if words else problems == [], problems


NEAR = PAIN.replace("day: -5", "day: -3")
# Surgery on Monday, March 9. The first goes on Saturday the 7th, so the second is due on Sunday, until Monday at 14:00.
FIRST_LATE = [line("pain_before", "03-06T15:30", sent_at="2026-03-07T15:10:00+00:00"), *ASKED[1:], SECOND[1]]
FRIDAY = {"at": "2026-03-06T12:00:00+00:00", "event": "outage", "until": "2026-03-07T15:05:00+00:00"}
SUNDAY = {"at": "2026-03-08T12:00:00+00:00", "event": "outage", "until": "2026-03-09T13:00:00+00:00"}


@each_row(
    ("again", "events", "words"),
    [
        (line("pain_before_again", "03-08T16:30"), [FRIDAY], None),
        (unsent("pain_before_again", "03-08T16:30", "missed", "too_late"), [FRIDAY, SUNDAY], None),
        (unsent("pain_before_again", "03-08T16:30", "missed", "too_late"), [FRIDAY], "lost"),
        (
            line("pain_before_again", "03-08T16:30", sent_at="2026-03-09T14:05:00+00:00"),
            [FRIDAY, SUNDAY],
            "sent after it",
        ),
    ],
)
def test_a_baseline_is_not_asked_for_once_more_on_the_day_of_surgery(
    again: Message, events: list[dict[str, str]], words: str | None
) -> None:
    case = _case({"laminectomy": NEAR}, [*FIRST_LATE, again], events, ROW, optional_steps=("pain_before", "pain_10w"))
    problems = [violation for rule in RULES for violation in rule(case)]
    assert any(words in problem for problem in problems) if words else problems == [], problems


@each_row(
    ("events", "back", "leg"),
    [
        ([BEFORE, AFTER], (8, 3, "met"), (7, 6, "not_met")),
        ([BEFORE, AFTER | {"body": "2 2"}], (8, 2, "met"), (7, 2, "met")),
        ([AFTER | {"body": "4 3"}], (None, 4, "not_met"), (None, 3, "met")),
        ([BEFORE], (8, None, "not_assessed"), (7, None, "not_assessed")),
        ([BEFORE | {"body": "10 9"}, AFTER | {"body": "5 5"}], (10, 5, "met"), (9, 5, "not_met")),
        # A correction within the hour counts, a later one does not; nor does what no one asked for.
        ([BEFORE, AFTER, event("05-18T20:50", "reply", body="9 1")], (8, 9, "not_met"), (7, 1, "met")),
        ([BEFORE, AFTER, event("05-18T21:10", "reply", body="9 1")], (8, 3, "met"), (7, 6, "not_met")),
        ([event("04-20T20:00", "reply", body="1 1")], (None, None, "not_assessed"), (None, None, "not_assessed")),
    ],
)
def test_a_measure_by_hand(events: list[dict[str, str]], back: tuple[Any, ...], leg: tuple[Any, ...]) -> None:
    case = _case({"laminectomy": PAIN}, ASKED, events, ROW, optional_steps=("pain_before", "pain_10w"))
    for measure, expected in ((459, back), (461, leg)):
        report = mips_by_hand(case, list(map(read_event, events)), measure, date(2026, 1, 1), date(2026, 12, 31))
        (patient,) = report["patients"]
        assert (patient["baseline"], patient["latest"], patient["outcome"]) == expected, measure
        assert report["met"] + report["not_met"] == report["denominator"] == 1


def test_only_two_numbers_on_the_scale_are_two_scores() -> None:
    assert [two_scores(text) for text in ("3 6", "back 10 leg 0", "3", "3 6 9", "3 11", "fine")] == [
        (3, 6), (10, 0), None, None, None, None,
    ]  # fmt: skip


def test_the_tiny_world_is_the_one_that_is_clean() -> None:
    assert check([WITH_VISITS], [ROW], [], swapped(WALK, WALK), start=START, end=END) == []
