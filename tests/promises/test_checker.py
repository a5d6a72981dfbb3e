"""Each broken promise is caught, and a clean run is left alone. The world is tiny and made by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.promises.checker import ClinicOptions, check
from tests.promises.tiny import (
    CLEAN,
    DESK,
    END,
    PATHWAY,
    ROW,
    START,
    WALK,
    WOUND,
    WOUND_2,
    Message,
    event,
    line,
    run,
    swapped,
    unsent,
)
from tests.tables import each_row


def test_a_clean_run_breaks_nothing() -> None:
    assert run(CLEAN) == []


FINE = unsent("wound_2", "03-30T16:30", "skipped", "not_applicable")
PAUSE = [event("03-12T20:00", "pause"), event("03-13T16:00", "resume")]
CLEAN_RUNS: dict[str, tuple[list[Message], list[dict[str, str]]]] = {
    "answered": (swapped(WOUND_2, FINE), [event("03-13T18:00", "reply", body="1")]),
    "paused and resumed in time": (swapped(WOUND, WOUND | {"sent_at": "2026-03-13T16:00:00+00:00"}), PAUSE),
    "stopped, and email takes over": (
        [
            WALK,
            WOUND,
            DESK,
            unsent("wound_2", "03-30T16:30", "skipped", "opted_out"),
            line(None, "03-24T01:01", kind="auto_reply"),
        ],
        [event("03-24T01:00", "reply", body="Stop.")],
    ),
    "stopped and started again": (
        CLEAN,
        [event("03-11T01:00", "reply", body="no más"), event("03-12T01:00", "reply", body="START")],
    ),
    "missed for an outage": (
        swapped(WALK, unsent("walk_1", "03-10T14:30", "missed", "outage")),
        [{"at": "2026-03-10T14:00:00+00:00", "event": "outage", "until": "2026-03-10T23:00:00+00:00"}],
    ),
    "cancelled": (
        [
            WALK,
            WOUND,
            unsent("desk_1", "03-23T15:00", "cancelled", "cancelled"),
            unsent("wound_2", "03-30T16:30", "cancelled", "x"),
        ],
        [event("03-20T12:00", "cancel")],
    ),
    "postponed: everything again": (
        [
            WALK,
            unsent("wound_1", "03-13T14:10", "cancelled", "rescheduled"),
            unsent("desk_1", "03-23T15:00", "cancelled", "rescheduled"),
            unsent("wound_2", "03-30T16:30", "cancelled", "rescheduled"),
            line("walk_1", "03-31T14:30"),
            line("wound_1", "04-03T14:10"),
            line("desk_1", "04-13T15:00"),
            line("wound_2", "04-20T16:30"),
        ],
        [event("03-11T15:00", "reschedule", surgery_date="2026-03-30")],
    ),
    "corrected: the sent stay done": (
        [WALK, line("wound_1", "03-12T14:10"), line("desk_1", "03-22T16:30"), line("wound_2", "03-29T16:30")],
        [event("03-11T15:00", "reschedule", surgery_date="2026-03-08")],
    ),
    "enrolled late": (
        [unsent("walk_1", "03-10T14:30", "missed", "enrolled_late"), line("wound_1", "03-13T18:00"), DESK, WOUND_2],
        [],
    ),
}


@each_row("name", CLEAN_RUNS)
def test_what_is_right_is_left_alone(name: str) -> None:
    messages, events = CLEAN_RUNS[name]
    row = {"enroll_at": "2026-03-13T18:00:00+00:00"} if name == "enrolled late" else {}
    assert run(messages, events, row=row) == []


def late(message: Message, sent: str, **more: Any) -> Message:
    return message | {"sent_at": f"2026-{sent}:00+00:00"} | more


OUTAGE = {"at": "2026-03-10T14:00:00+00:00", "event": "outage", "until": "2026-03-10T15:00:00+00:00"}
STOP = event("03-12T01:00", "reply", body="ALTO")
BROKEN: dict[str, tuple[str, list[Message], list[dict[str, str]]]] = {
    "twice": ("sent twice", [*CLEAN, line("walk_1", "03-10T14:31")], []),
    "twice by email": ("sent twice", [*CLEAN, late(WALK, "03-10T15:00", channel="email")], []),
    "twice after a correction": (
        "sent twice",
        [*CLEAN[:1], late(WALK, "03-11T16:00"), *CLEAN[1:]],
        [event("03-11T15:00", "reschedule", surgery_date="2026-03-10")],
    ),
    "same words": ("same words", swapped(WOUND, WOUND | {"body": WALK["body"]}), []),
    "at night": ("outside the clinic's hours", swapped(WALK, late(WALK, "03-11T01:00")), []),
    "before Sunday noon": (
        "outside the clinic's hours",
        swapped(WALK, line("walk_1", "03-15T15:00")),
        [event("03-09T12:00", "reschedule", surgery_date="2026-03-14")],
    ),
    "after send_before": ("after its send_before", swapped(WOUND, late(WOUND, "03-14T17:00")), []),
    "before due": ("before it was due", swapped(WOUND, late(WOUND, "03-13T14:05")), []),
    "outside the window": ("not in the window", swapped(WALK, line("walk_1", "03-10T16:10")), []),
    "an hour off, as before the change of clocks": (
        "not in the window",
        swapped(WOUND, line("wound_1", "03-13T16:05")),
        [],
    ),
    "on another day": ("not in the window", swapped(WALK, line("walk_1", "03-11T14:30")), []),
    "for the old date": (
        "not in the window",
        CLEAN,
        [event("03-12T15:00", "reschedule", surgery_date="2026-03-10")],
    ),
    "after STOP": ("after the patient stopped", CLEAN, [STOP]),
    "after STOP in words": ("after the patient stopped", CLEAN, [STOP | {"body": "Please stop texting me!"}]),
    "after opt_out": ("after the patient stopped", CLEAN, [event("03-12T01:00", "opt_out", channel="sms")]),
    "answers after STOP": (
        "beyond its one confirmation",
        [WALK, line(None, "03-12T01:00", kind="auto_reply"), line(None, "03-12T02:00", kind="auto_reply")],
        [STOP],
    ),
    "START is for texts only": (
        "after the patient stopped",
        swapped(WOUND, WOUND | {"channel": "email"}),
        [event("03-10T20:00", "opt_out", channel="email"), event("03-11T20:00", "reply", body="START")],
    ),
    "while paused": ("sent while paused", CLEAN, [event("03-12T20:00", "pause"), event("03-13T15:00", "resume")]),
    "after cancel": ("sent while cancelled", CLEAN, [event("03-20T12:00", "cancel")]),
    "in an outage": ("sent while outage", CLEAN, [OUTAGE]),
    "no opt-in": ("opt-in line", swapped(WALK, WALK | {"body": "Walk a little."}), []),
    "language": ("the patient reads en", swapped(WALK, WALK | {"language": "es"}), []),
    "wrong order of channels": ("comes first", swapped(WALK, WALK | {"channel": "email"}), []),
    "answer says no": ("conditions do not hold", CLEAN, [event("03-13T18:00", "reply", body="1")]),
    "names a body part": ("body part", swapped(DESK, DESK | {"body": "How is your spine?"}), []),
    "no line": ("no line says", CLEAN[:-1], []),
    "lost after a postponement": (
        "lost",
        CLEAN[:1] + [unsent(m["step"], m["due_at"][5:16], "cancelled", "rescheduled") for m in CLEAN[1:]],
        [event("03-11T15:00", "reschedule", surgery_date="2026-03-30")],
    ),
    "missed for nothing": ("lost", swapped(WOUND, unsent("wound_1", "03-13T14:10", "missed", "late")), []),
    "missed though the outage was short": (
        "lost",
        swapped(WALK, unsent("walk_1", "03-10T14:30", "missed", "outage")),
        [OUTAGE],
    ),
    "missed though resumed in time": (
        "lost",
        swapped(WOUND, unsent("wound_1", "03-13T14:10", "missed", "paused")),
        PAUSE,
    ),
    "cap without cause": ("lost", swapped(DESK, unsent("desk_1", "03-23T15:00", "skipped", "cap")), []),
    "fuse without cause": ("lost", swapped(WOUND_2, unsent("wound_2", "03-30T16:30", "skipped", "fuse")), []),
    "not applicable though it is": (
        "lost",
        swapped(DESK, unsent("desk_1", "03-23T15:00", "skipped", "not_applicable")),
        [],
    ),
    "stopped without a STOP": ("lost", swapped(DESK, unsent("desk_1", "03-23T15:00", "skipped", "opted_out")), []),
    "no email after STOP": (
        "could go by email",
        [WALK, WOUND, unsent("desk_1", "03-23T15:00", "skipped", "opted_out"), FINE],
        [event("03-14T01:00", "reply", body="STOP"), event("03-13T18:00", "reply", body="1")],
    ),
    "no reason": ("no reason given", swapped(WALK, unsent("walk_1", "03-10T14:30", "missed", None)), []),
    "unknown status": ("not one of ours", swapped(WALK, WALK | {"status": "sent"}), []),
    "sent without a time": ("does not go with", swapped(WALK, WALK | {"sent_at": None}), []),
    "a time though not sent": ("does not go with", swapped(WALK, WALK | {"status": "skipped", "reason": "cap"}), []),
    "left sending": ("passing state", swapped(WALK, unsent("walk_1", "03-10T14:30", "sending", "x")), []),
    "planned in the past": (
        "still planned though it was due",
        swapped(DESK, unsent("desk_1", "03-23T15:00", "planned", None)),
        [],
    ),
    "held by nothing": ("nothing holds it", swapped(DESK, unsent("desk_1", "03-23T15:00", "held", "paused")), []),
    "after the end": ("after the end of the span", swapped(DESK, late(DESK, "05-01T14:30")), []),
    "unknown patient": ("no such enrollment", [*CLEAN, WALK | {"external_id": "Z"}], []),
    "unknown step": ("not a step of", [*CLEAN, WALK | {"step": "swim"}], []),
    "red flag unanswered": ("red-flag reply", CLEAN, [event("03-15T03:00", "reply", body="I have CHEST pain!")]),
}


@each_row("name", BROKEN)
def test_what_is_broken_is_caught(name: str) -> None:
    words, messages, events = BROKEN[name]
    found = run(messages, events)
    assert any(words in violation for violation in found), found


@each_row(
    ("row", "words"),
    [
        ({"sms_consent": "no"}, "without consent"),
        ({"job_strain": "heavy"}, "conditions do not hold"),
        ({"job_strain": ""}, "conditions do not hold"),
        ({"timezone": "America/Los_Angeles"}, "outside the clinic's hours"),
        ({"language": "es"}, "the patient reads es"),
        ({"procedure": "spinal_fusion"}, "no pathway"),
        ({"enroll_at": "2026-03-12T00:00:00+00:00"}, "before the enrollment"),
    ],
)
def test_a_row_that_forbids_a_line_is_believed(row: dict[str, str], words: str) -> None:
    found = run(CLEAN, row=row)
    assert any(words in violation for violation in found), found


def test_caps_count_by_the_day_a_text_was_due() -> None:
    assert any("a day" in found for found in run(CLEAN, clinic=ClinicOptions(daily_cap=0)))
    assert any("in 7 days" in found for found in run(CLEAN, clinic=ClinicOptions(weekly_cap=1)))
    capped = swapped(WOUND, unsent("wound_1", "03-13T14:10", "skipped", "cap"))
    assert run(capped, clinic=ClinicOptions(weekly_cap=1)) == []


# On the 11th the surgery is corrected to the 6th: the wound check is due on the 10th, as the walk was, until noon of
# the 11th. On the 12th it is corrected to the 7th: the wound check was due on the 11th, until noon of the 12th.
TWICE_CORRECTED = [
    event("03-11T14:00", "reschedule", surgery_date="2026-03-06"),
    event("03-12T17:30", "reschedule", surgery_date="2026-03-07"),
]
MISSED_BY_IT = [
    WALK,
    unsent("wound_1", "03-11T14:10", "missed", "too_late"),
    line("desk_1", "03-21T15:00"),
    line("wound_2", "03-28T16:30"),
]


@each_row(
    ("changed", "daily_cap", "words"),
    [
        ({}, 1, None),
        ({}, 2, "the reason 'too_late' does not hold"),  # nothing kept it from going on the morning of the 11th
        ({"due_at": "2026-03-10T14:10:00+00:00"}, 2, "lost"),
    ],
)
def test_a_cap_on_a_day_since_given_up_is_a_cause(changed: dict[str, str], daily_cap: int, words: str | None) -> None:
    walk, wound, *later = MISSED_BY_IT
    found = run([walk, wound | changed, *later], TWICE_CORRECTED, clinic=ClinicOptions(daily_cap=daily_cap))
    assert any(words in problem for problem in found) if words else found == [], found


@each_row(("weekly_cap", "lost"), [(1, False), (2, True)])
def test_a_cap_by_a_text_that_has_moved_since_is_a_cause(weekly_cap: int, lost: bool) -> None:  # noqa: FBT001 a row
    # The walk of the 10th gave way to the wound check of the 13th, which a discharge then moved to the 24th.
    home = PATHWAY.replace("template: wound\n    ask", "template: wound\n    after_discharge: 2\n    ask")
    discharged = event("03-12T15:00", "discharge", discharge_date="2026-03-22")
    capped = [
        unsent(step, due, "skipped", "cap") for step, due in (("walk_1", "03-10T14:30"), ("wound_2", "03-30T16:30"))
    ]
    lines = [*capped, line("wound_1", "03-24T14:10"), unsent("desk_1", "03-23T15:00", "skipped", "not_applicable")]
    row, clinic = ROW | {"job_strain": "heavy"}, ClinicOptions(weekly_cap=weekly_cap)
    found = check([home], [row], [discharged], lines, start=START, end=END, clinic=clinic)
    assert any("walk_1" in one and "lost" in one for one in found) is lost, found
    assert lost or found == []


OPTED_OUT = {"status": "skipped", "reason": "opted_out"}
STOP_NEXT_DAY = event("03-14T13:30", "reply", body="STOP")
START_LATER = event("03-20T14:00", "reply", body="START")
PAUSED_NEXT_DAY = [event("03-14T13:30", "pause"), event("03-20T14:00", "resume")]


@each_row(
    ("changed", "events", "weekly_cap", "lost"),
    [
        ({}, PAUSED_NEXT_DAY, 1, False),  # capped on the 13th, and paused from the morning of the 14th
        ({}, PAUSED_NEXT_DAY, 3, True),  # nothing kept it from going on the 13th
        ({}, [event("03-14T15:30", "pause"), event("03-20T14:00", "resume")], 1, False),
        ({}, [event("03-11T14:00", "pause"), event("03-12T14:00", "resume")], 1, True),  # a pause that was over by then
        ({"reason": "too_late"}, PAUSED_NEXT_DAY, 1, True),
        (OPTED_OUT, [STOP_NEXT_DAY, START_LATER], 1, False),
        (OPTED_OUT, [STOP_NEXT_DAY, START_LATER], 3, True),
        (OPTED_OUT, PAUSED_NEXT_DAY, 1, True),
        ({}, [STOP_NEXT_DAY, START_LATER], 1, True),
    ],
)
def test_a_pause_or_a_stop_after_a_cap_is_a_cause(
    changed: dict[str, str],
    events: list[dict[str, str]],
    weekly_cap: int,
    lost: bool,  # noqa: FBT001 a row
) -> None:
    wound = unsent("wound_1", "03-13T14:10", "missed", "paused") | changed
    texts_only = {"email_consent": "no"}
    found = run([WALK, wound, DESK, WOUND_2], events, row=texts_only, clinic=ClinicOptions(weekly_cap=weekly_cap))
    assert any("wound_1" in one and "lost" in one for one in found) is lost, found


def test_a_fourth_scheduled_text_to_a_shared_phone_in_a_day_is_caught() -> None:
    names = "ABCD"
    messages = [message | {"external_id": name} for name in names for message in CLEAN]
    found = run(messages, rows=[ROW | {"external_id": name} for name in names])
    assert found
    assert all("number 4 to one phone" in violation for violation in found)


def test_a_stop_holds_for_everyone_at_that_phone() -> None:
    messages = [message | {"external_id": name} for name in "AB" for message in CLEAN]
    found = run(messages, [STOP], rows=[ROW, ROW | {"external_id": "B"}])
    assert sum("after the patient stopped" in violation for violation in found) == 6


def test_a_closed_sunday_is_a_reason() -> None:
    row = {"surgery_date": "2026-03-14"}
    move = timedelta(days=5)
    shifted = [
        message | {key: (datetime.fromisoformat(message[key]) + move).isoformat() for key in ("due_at", "sent_at")}
        for message in CLEAN
    ]
    walk = shifted[0] | {"status": "skipped", "reason": "closed_day", "sent_at": None, "due_at": None, "body": None}
    closed = replace(ClinicOptions(), sunday_hours="none")
    assert run([walk, *shifted[1:]], row=row, clinic=closed) == []
    assert any("outside the clinic's hours" in found for found in run(shifted, row=row, clinic=closed))


def test_a_question_that_needs_staff_keeps_off_closed_days() -> None:
    staffed = PATHWAY.replace("    template: wound\n    ask", "    template: wound\n    needs_staff: true\n    ask")
    assert staffed != PATHWAY
    closed = ClinicOptions(closed_days=(date(2026, 3, 13),))
    later = swapped(WOUND, line("wound_1", "03-14T14:10"))

    def found(messages: list[Message], pathway: str) -> list[str]:
        return check([pathway], [ROW], [], messages, start=START, end=END, clinic=closed)

    assert found(later, staffed) == []
    assert found(CLEAN, PATHWAY) == []
    assert any("not in the window" in problem for problem in found(CLEAN, staffed))
    assert any("not in the window" in problem for problem in found(later, PATHWAY))


def test_a_skipped_local_time_moves_forward_and_a_double_one_is_the_first() -> None:
    nightly = '["10:00", "12:00"], valid_for: 6h'
    whole_day = ClinicOptions(send_hours="00:00-24:00", sunday_hours="00:00-24:00")

    def walk_at(due: datetime, surgery: str, start: str, end: str) -> list[str]:
        night = PATHWAY.replace(nightly, f'["{start}", "{end}"], valid_for: 6h')
        message = WALK | {"due_at": due.isoformat(), "sent_at": due.isoformat()}
        row = ROW | {"surgery_date": surgery}
        found = check([night], [row], [], [message], start="2026-03-01", end="2027-01-01", clinic=whole_day)
        return [violation for violation in found if "walk_1" in violation]

    spring, autumn = ("2026-03-07", "02:00", "03:00"), ("2026-10-31", "01:00", "02:00")
    assert walk_at(datetime(2026, 3, 8, 7, 20, tzinfo=UTC), *spring) == []
    assert walk_at(datetime(2026, 3, 8, 6, 20, tzinfo=UTC), *spring) != []
    assert walk_at(datetime(2026, 11, 1, 5, 20, tzinfo=UTC), *autumn) == []
    assert walk_at(datetime(2026, 11, 1, 6, 20, tzinfo=UTC), *autumn) != []


def test_the_command_line_says_what_it_found(tmp_path: Path) -> None:
    (tmp_path / "laminectomy.yaml").write_text(PATHWAY)
    header, values = ",".join(ROW), ",".join(ROW.values())
    (tmp_path / "patients.csv").write_text(f"{header}\n{values}\n")
    (tmp_path / "messages.jsonl").write_text("".join(json.dumps(message) + "\n" for message in CLEAN[1:]))
    command = [sys.executable, "-m", "tests.promises.checker", "--pathways", ".", "--csv", "patients.csv"]
    command += ["--messages", "messages.jsonl", "--from", START, "--to", END]
    here = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "A walk_1: no line says what became of it" in done.stdout
