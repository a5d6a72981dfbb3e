"""`reminders plan`: local times in their windows in every zone, the very words, and a sentence for every mistake."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.plans.anchors import OF_VISITS
from tests.making import CATALOG, csv_file, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PLAN = ("plan", "microdiscectomy", "--surgery-date", "2026-03-05")
# Surgery on 5 March 2026: clocks change on 8 March (New York), 29 March (London), 5 April (Lord Howe, by half an hour).
ZONES = {
    "America/New_York": {"-05:00", "-04:00"},
    "Europe/London": {"+00:00", "+01:00"},
    "Australia/Lord_Howe": {"+11:00", "+10:30"},
    "America/Phoenix": {"-07:00"},
    "Asia/Kolkata": {"+05:30"},
}
SUNDAY = 6


@pytest.mark.parametrize("zone", ZONES)
def test_every_local_time_lies_in_its_window_across_the_clock_change(reminders: Run, zone: str):
    found = reminders(*PLAN, "--timezone", zone, "--job-strain", "desk", "--json")
    assert (found.code, found.err) == (0, "")
    lines = {line["step"]: line for line in json.loads(found.out)}
    file = CATALOG.find("microdiscectomy")
    assert file is not None
    steps = [step for step in file.pathway.steps if step.anchor not in OF_VISITS and not step.again_of]
    assert list(lines) == [step.key for step in steps]
    offsets = set()
    for step in steps:
        line = lines[step.key]
        assert list(line) == ["step", "channel", "due_at", "send_before", "local", "skipped", "body", "segments"]
        local, due = datetime.fromisoformat(line["local"]), datetime.fromisoformat(line["due_at"])
        assert due == local
        assert due.utcoffset() == timedelta(0)
        assert (local.date() - datetime(2026, 3, 5, tzinfo=local.tzinfo).date()).days == step.day
        start, end = step.between.start, step.between.end
        if local.weekday() == SUNDAY:  # the window slides into 12:00-17:00
            start, end = max(start, 12 * 60), max(start, 12 * 60) + (end - start)
        assert start <= local.hour * 60 + local.minute < end, step.key
        assert datetime.fromisoformat(line["send_before"]) > due
        assert (line["body"] is None) == (line["skipped"] is not None)
        offsets.add(line["local"][-6:])
    assert offsets == ZONES[zone]


def test_the_plan_shows_the_very_words_and_their_length(reminders: Run):
    lines = {line["step"]: line for line in json.loads(reminders(*PLAN, "--job-strain", "desk", "--json").out)}
    assert lines["work_desk_1"]["body"].startswith("Your Clinic: ")
    assert lines["work_desk_1"]["segments"] in {1, 2}
    assert lines["work_heavy_1"]["skipped"] == "not_applicable"
    texts = [line["body"] for line in lines.values() if line["body"] and line["channel"] == "sms"]
    assert ["HELP" in body for body in texts[:3]] == [True, False, False]


def test_the_same_question_has_the_same_answer(reminders: Run):
    assert reminders(*PLAN, "--json").out == reminders(*PLAN, "--json").out


def test_spanish_hours_and_caps_are_options(reminders: Run):
    found = reminders(
        *PLAN,
        "--language",
        "es",
        "--send-hours",
        "14:00-18:00",
        "--sunday-hours",
        "none",
        "--weekly-cap",
        "1",
        "--json",
    )
    lines = json.loads(found.out)
    assert {line["skipped"] for line in lines} >= {"cap"}
    assert all(datetime.fromisoformat(line["local"]).hour >= 14 for line in lines if line["skipped"] is None)
    assert "Your Clinic:" in str([line["body"] for line in lines])


def test_without_as_of_nothing_is_late_and_with_it_something_is(reminders: Run):
    old = ("plan", "microdiscectomy", "--surgery-date", "2001-03-05", "--json")
    assert "enrolled_late" not in reminders(*old).out
    late = json.loads(reminders(*old, "--as-of", "2001-03-12T12:00:00-05:00").out)
    assert {line["step"]: line["skipped"] for line in late}["walk_1"] == "enrolled_late"


def test_for_people_it_prints_days_and_words(reminders: Run):
    found = reminders(*PLAN)
    assert found.code == 0
    assert "Fri 2026-03-06" in found.out
    assert "skipped: optional_off" in found.out


def test_a_pathway_file_can_be_looked_at_before_it_is_used(reminders: Run, folder: Path):
    file = CATALOG.find("laminectomy")
    assert file is not None
    (folder / "mine.yaml").write_text(file.source.replace("id: laminectomy", "id: mine"), encoding="utf-8")
    assert reminders("plan", "mine.yaml", "--surgery-date", "2026-03-05").code == 0
    (folder / "mine.yaml").write_text(file.source.replace('"10:00"', "10:00"), encoding="utf-8")
    found = reminders("plan", "mine.yaml", "--surgery-date", "2026-03-05")
    assert found.code == 2
    assert found.err.startswith("reminders: mine.yaml, line ")


def own_facts(folder: Path) -> None:
    """Put a plan with a fact of its own into a folder for PATHWAYS_DIR."""
    file = CATALOG.find("laminectomy")
    assert file is not None
    declared = "facts: {brace: {labels: {en: Back brace}, values: [none, soft]}}\nsteps:\n"
    text = file.source.replace("steps:\n", declared, 1)
    text = text.replace("    template: walk\n", "    template: walk\n    when: {brace: [soft]}\n", 1)
    (folder / "laminectomy.yaml").write_text(text, encoding="utf-8")


def test_a_plan_s_own_fact_decides(reminders: Run, folder: Path):
    own_facts(folder)
    asked = ("plan", "laminectomy", "--surgery-date", "2026-03-05", "--json")

    def walk(*fact: str) -> str | None:
        found = reminders(*asked, *fact, PATHWAYS_DIR=str(folder))
        assert (found.code, found.err) == (0, "")
        return {line["step"]: line["skipped"] for line in json.loads(found.out)}["walk_1"]

    assert (walk(), walk("--fact", "brace=none"), walk("--fact", "brace=Soft")) == (
        "missing_fact:brace",
        "not_applicable",
        None,
    )
    wrong = reminders(*asked, "--fact", "brace=hard", PATHWAYS_DIR=str(folder))
    assert (wrong.code, wrong.err) == (2, "reminders: --fact brace: write one of: none, soft\n")
    people = [
        row(external_id=value, phone=f"+1202555012{at}", procedure="laminectomy", brace=value)
        for at, value in enumerate(("soft", "none", "hard"))
    ]
    csv_file(folder, *people).rename(folder / "people.csv")
    span = ("--from", "2026-03-01", "--to", "2026-04-01", "--out", "out.jsonl")
    played = reminders("simulate", "people.csv", *span, PATHWAYS_DIR=str(folder))
    assert (played.code, played.err) == (1, "line 4, column brace: write one of: none, soft\n")
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    assert {line["external_id"]: line["status"] for line in lines if line["step"] == "walk_1"} == {
        "soft": "accepted",
        "none": "skipped",
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("plan", "appendix", "--surgery-date", "2026-03-05"), "there is no pathway 'appendix'; known: laminectomy"),
        (("plan", "none.yaml", "--surgery-date", "2026-03-05"), "none.yaml: cannot be read"),
        (("plan", "laminectomy", "--surgery-date", "2026-02-30"), "--surgery-date: there is no such day"),
        (("plan", "laminectomy", "--surgery-date", "soon"), "--surgery-date: write the date as YYYY-MM-DD"),
        ((*PLAN, "--timezone", "Mars/Base"), "--timezone is not a known time zone"),
        ((*PLAN, "--job-strain", "astronaut"), "--job-strain: write one of: desk"),
        ((*PLAN, "--fact", "opioid"), "--fact is written NAME=VALUE"),
        ((*PLAN, "--fact", "opiod=yes"), "--fact: no fact is named 'opiod'; known: condition"),
        ((*PLAN, "--fact", "opioid=maybe"), "--fact opioid: write yes or no"),
        ((*PLAN, "--as-of", "yesterday"), "--as-of must be a time such as"),
        ((*PLAN, "--as-of", "2026-03-05T10:00:00"), "--as-of needs an offset"),
        ((*PLAN, "--language", "fr"), "sms.txt"),
        ((*PLAN, "--send-hours", "18:00-10:00"), "--send-hours: "),
        ((*PLAN, "--send-hours", "always"), "--send-hours: "),
        ((*PLAN, "--daily-cap", "0"), "--daily-cap and --weekly-cap must be 1 or more"),
        ((*PLAN, "--country", "Utopia"), "--country must be two letters"),
    ],
    ids=lambda item: item[-1] if isinstance(item, tuple) else "",
)
def test_a_mistake_is_one_sentence(reminders: Run, arguments: tuple[str, ...], sentence: str):
    found = reminders(*arguments)
    assert found.code in {1, 2}
    assert found.err.startswith("reminders: ")
    assert sentence in found.err
    assert found.err.count("\n") == 1
    assert found.out == ""


def test_it_needs_no_database_and_leaves_nothing_behind(reminders: Run, folder: Path):
    reminders(*PLAN)
    assert list(folder.iterdir()) == []


def test_a_discharge_date_moves_what_counts_from_it(reminders: Run):
    def wound(*options: str) -> str:
        lines = json.loads(reminders(*PLAN, *options, "--json").out)
        return next(line["local"][:10] for line in lines if line["step"] == "wound_1")

    assert wound() == wound("--discharge-date", "2026-03-06") == "2026-03-09"
    assert wound("--discharge-date", "2026-03-10") == "2026-03-12"
    for wrong, says in (("2026-03-04", "before the surgery"), ("soon", "YYYY-MM-DD")):
        refused = reminders(*PLAN, "--discharge-date", wrong)
        assert refused.code == 2
        assert says in refused.err


def test_a_visit_is_announced_with_its_own_time(reminders: Run):
    """The time that a clock change skips on 8 March moves forward by the change."""
    visits = ("--visit", "2026-03-20T09:30", "--visit", "2026-03-08 02:30")
    lines = json.loads(reminders(*PLAN, *visits, "--json").out)
    told = [(line["local"][:10], line["skipped"], line["body"]) for line in lines if line["step"] == "visit_reminder"]
    assert [(day, skipped) for day, skipped, _ in told] == [("2026-03-07", None), ("2026-03-19", None)]
    assert "Sunday, March 8 at 3:30 AM" in told[0][2]
    assert "Friday, March 20 at 9:30 AM. Reply 1 to confirm, 2 to change. Questions?" in told[1][2]
    spanish = json.loads(reminders(*PLAN, *visits, "--language", "es", "--json").out)
    assert "el viernes, 20 de marzo. Hora: 9:30 a.m. Responda 1 para confirmar, 2 para cambiarla. ¿Dudas?" in str(
        spanish
    )
    for wrong in ("2026-03-20", "2026-03-20T09:30-04:00", "2026-03-20T25:00"):
        assert reminders(*PLAN, "--visit", wrong).code == 2
