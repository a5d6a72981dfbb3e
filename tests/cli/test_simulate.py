"""`reminders simulate`: one line per message, the same in every run, and refused rows and events by line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.making import csv_file, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Result, Run

KEYS = "external_id kind step channel language due_at sent_at status reason body segments recipient".split()  # noqa: SIM905
SPAN = ("--from", "2026-03-01", "--to", "2026-04-01", "--out", "out.jsonl")
EVENTS = [
    {"at": "2026-03-11T18:00:00-04:00", "event": "reply", "external_id": "A", "body": "no more\u2028please STOP"},
    {"at": "2026-03-12T00:00:00Z", "event": "reschedule", "external_id": "B", "surgery_date": "2026-03-20"},
    {"at": "2026-03-13T00:00:00Z", "event": "outage", "until": "2026-03-15T00:00:00Z"},
    {"at": "2026-03-16T00:00:00Z", "event": "pause", "external_id": "C"},
    {"at": "2026-03-17T00:00:00Z", "event": "resume", "external_id": "C"},
    {"at": "2026-03-18T00:00:00Z", "event": "cancel", "external_id": "C", "reason": "readmitted"},
    {"at": "2026-03-18T00:00:00Z", "event": "opt_out", "external_id": "B", "channel": "email"},
]


def play(reminders: Run, folder: Path, *events: dict[str, str] | str) -> tuple[Result, list[dict[str, Any]]]:
    people = [row(external_id=name, phone=f"+1202555012{number}") for number, name in enumerate("ABC")]
    people[2]["enroll_at"] = "2026-03-10T12:00:00Z"
    csv_file(folder, *people).rename(folder / "people.csv")
    lines = [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in events]
    (folder / "events.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = reminders("simulate", "people.csv", *SPAN, "--events", "events.jsonl")
    out = folder / "out.jsonl"
    return found, [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []


def test_each_message_is_one_line_of_this_shape(reminders: Run, folder: Path):
    found, lines = play(reminders, folder, *EVENTS)
    assert (found.code, found.err) == (0, "")
    assert all(list(line) == KEYS for line in lines)
    by_kind = {line["kind"]: line for line in lines}
    assert by_kind["auto_reply"]["step"] is None
    assert by_kind["auto_reply"]["external_id"] == "A"
    assert {line["status"] for line in lines} == {"accepted", "planned", "skipped", "missed", "cancelled"}
    assert all(line["due_at"].endswith("+00:00") for line in lines)
    assert all((line["sent_at"] is not None) == (line["status"] == "accepted") for line in lines)
    assert all((line["body"] is not None) == (line["status"] == "accepted") for line in lines)


def test_two_runs_write_the_same(reminders: Run, folder: Path):
    first = play(reminders, folder, *EVENTS)
    second = play(reminders, folder, *EVENTS)
    assert first[1] == second[1]
    assert first[0].out.splitlines()[-1] == second[0].out.splitlines()[-1]


def test_events_do_what_they_say(reminders: Run, folder: Path):
    _, lines = play(reminders, folder, *EVENTS)
    told = {(line["external_id"], line["step"], line["channel"]): line for line in lines if line["kind"] == "scheduled"}
    assert told["A", "wound_1", "sms"]["reason"] == "opted_out"
    assert told["C", "wound_1", "sms"]["status"] == "missed"  # its whole day lay in the outage
    assert told["C", "light_1", "sms"]["status"] == "cancelled"
    walks = [line["due_at"][:10] for line in lines if (line["external_id"], line["step"]) == ("B", "walk_1")]
    assert walks == ["2026-03-11", "2026-03-21"]


def test_an_unclear_stop_and_a_plan_event_hold_in_a_simulation_as_they_do_for_real(reminders: Run, folder: Path):
    _, lines = play(
        reminders,
        folder,
        {"at": "2026-03-14T20:00:00Z", "event": "reply", "external_id": "A", "body": "ugh enough already"},
        {"at": "2026-03-14T20:00:00Z", "event": "reply", "external_id": "B", "body": "ugh enough already"},
        {"at": "2026-03-14T22:00:00Z", "event": "reply", "external_id": "B", "body": "no keep them"},
        {"at": "2026-03-14T20:00:00Z", "event": "reply", "external_id": "C", "body": "she passed away last night"},
        {"at": "2026-03-18T00:00:00Z", "event": "resume", "external_id": "C"},
    )
    answers = {name: [line for line in lines if (line["external_id"], line["step"]) == (name, None)] for name in "ABC"}
    said = {
        name: [line["body"] for line in sorted(found, key=lambda it: it["sent_at"])] for name, found in answers.items()
    }
    assert "Do you want these texts to stop?" in said["A"][0]
    assert "Your texts have stopped" in said["A"][1]
    assert [line["sent_at"][:16] for line in answers["A"]].count("2026-03-15T20:00") == 1
    assert ["Do you want these texts to stop?" in body for body in said["B"]].count(True) == 1
    assert "We are sorry" in said["C"][0]
    steps = {
        (line["external_id"], line["step"], line["channel"]): line for line in lines if line["kind"] == "scheduled"
    }
    became = {name: [steps[name, step, "sms"]["status"] for step in ("pain_plan", "light_1")] for name in "ABC"}
    assert became == {"A": ["skipped", "skipped"], "B": ["accepted", "accepted"], "C": ["missed", "accepted"]}
    assert steps["A", "light_1", "sms"]["reason"] == "opted_out"
    assert steps["C", "pain_plan", "sms"]["reason"] == "plan_event"


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (EVENTS[3] | {"external_id": "nobody"}, "no enrollment has that external id"),
        (EVENTS[3] | {"event": "explode"}, "event must be one of reply"),
        (EVENTS[3] | {"at": "2026-03-16T00:00:00"}, "at needs an offset"),
        (EVENTS[3] | {"at": "noon"}, "at must be a time such as"),
        (EVENTS[3] | {"external_id": ""}, "external_id is missing"),
        (EVENTS[1] | {"surgery_date": "2026-02-30"}, "surgery_date: there is no such day"),
        (EVENTS[6] | {"channel": "pigeon"}, "channel must be sms or email"),
        (EVENTS[5] | {"reason": "bored"}, "reason must be one of postponed"),
        (EVENTS[2] | {"until": "later"}, "until must be a time"),
        (EVENTS[3] | {"at": "2026-02-01T00:00:00Z"}, "lies before --from"),
        ("{not json", "not JSON (column 2)"),
        ("[1]", "an event is a JSON object"),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_a_wrong_event_is_named_by_line_and_the_rest_is_played(
    reminders: Run, folder: Path, event: dict[str, str] | str, sentence: str
):
    found, lines = play(reminders, folder, EVENTS[0], event)
    assert found.code == 1
    assert found.err.startswith("events.jsonl, line 2: ")
    assert sentence in found.err
    assert found.err.count("\n") == 1
    assert {line["reason"] for line in lines} >= {"opted_out"}


def test_refused_rows_are_listed_and_the_rest_is_played(reminders: Run, folder: Path):
    path = csv_file(
        folder,
        row(external_id="A", enroll_at=""),
        row(phone="1"),
        row(enroll_at="2026-02-01T00:00:00Z"),
        row(enroll_at="noon"),
    )
    found = reminders("simulate", str(path), *SPAN)
    assert found.code == 1
    assert [line.split(":")[0] for line in found.err.splitlines()] == [
        "line 3, column phone",
        "line 4, column enroll_at",
        "line 5, column enroll_at",
    ]
    assert (folder / "out.jsonl").read_text("utf-8").count('"walk_1"') == 1


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("none.csv", *SPAN), 2, "none.csv cannot be read"),
        (("p.csv", *SPAN[:2], "--to", "2026-03-01", *SPAN[4:]), 2, "--from must lie before --to"),
        (("p.csv", "--from", "x", *SPAN[2:]), 2, "--from: write the date as YYYY-MM-DD"),
        (("p.csv", *SPAN, "--events", "none.jsonl"), 2, "none.jsonl cannot be read"),
        (("p.csv", *SPAN[:4], "--out", "no/such/folder/out"), 2, "cannot be written"),
        (("p.csv", *SPAN, "--timezone", "Mars"), 2, "--timezone is not a known time zone"),
    ],
)
def test_a_mistake_is_one_sentence(reminders: Run, folder: Path, arguments: tuple[str, ...], code: int, sentence: str):
    csv_file(folder, row()).rename(folder / "p.csv")
    found = reminders("simulate", *arguments)
    assert found.code == code
    assert found.err.startswith("reminders: ")
    assert sentence in found.err
    assert found.err.count("\n") == 1


def test_it_leaves_nothing_behind_but_its_lines(reminders: Run, folder: Path):
    csv_file(folder, row()).rename(folder / "p.csv")
    reminders("simulate", "p.csv", *SPAN)
    assert sorted(path.name for path in folder.iterdir()) == ["out.jsonl", "p.csv"]
