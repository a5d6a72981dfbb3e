"""A year of surgeries through the real program: scores, second asks, visits, late discharges, a plan changed midway.

`python -m tests.promises.year --patients 500` plays it, has it judged by the checker that knows the promises and not
the code, compares the MIPS measures with a computation by hand, and prints what it saw. Exit code 1: a promise is
broken. It is played twice, the second time without visits: they may change no other message.
"""

from __future__ import annotations

import argparse
import base64
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from tests.promises.checker import RULES, ClinicOptions, build_case
from tests.promises.inputs import read_event
from tests.promises.mips_by_hand import mips_by_hand
from tests.promises.year_events import a_year_and_more
from tests.promises.year_play import END, KEY, OPTIONAL, START, UNTIL, Played, play

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.promises.case import Case
    from tests.promises.generate import Event

ROOT = Path(__file__).resolve().parents[2]
CLINIC = ClinicOptions(optional_steps=OPTIONAL)


def case_of(played: Played, rows: list[dict[str, str]], events: list[Event]) -> Case:
    """Return what the checker looks at."""
    everything = sorted([*events, *played.told], key=lambda event: datetime.fromisoformat(event["at"]))
    return build_case(
        played.pathways, rows, everything, played.messages, start=str(START), end=str(UNTIL), clinic=CLINIC
    )


def broken_promises(case: Case) -> list[str]:
    """Every broken promise, as a sentence."""
    return [violation for rule in RULES for violation in rule(case)]


def touched_by_visits(case: Case, other: Case) -> tuple[int, list[str]]:
    """Compare with the same year without visits: how many patients could be compared, and what differs among them.

    A text about a visit may take another's place under a cap, and a digit may answer it: such patients are left out.
    """
    compared, found = 0, list[str]()
    for name, lines in case.by_patient.items():
        theirs = other.by_patient.get(name, [])
        if case.stories[name].replies or any(line.reason in ("cap", "fuse") for line in [*lines, *theirs]):
            continue
        mine = [line for line in lines if (step := case.step(line)) is None or not step.of_visit]
        first, second = (
            sorted(f"{x.step} {x.channel} {x.due_at} {x.sent_at} {x.status} {x.reason}" for x in group)
            for group in (mine, theirs)
        )
        compared += len(lines) > len(mine)
        found += [f"{name}: a visit changed other messages: {set(first) ^ set(second)}"] if first != second else []
    return compared, found


def report(folder: Path, measure: int) -> dict[str, Any]:
    """Return what the real command reports of a year that was played in this folder."""
    key = base64.urlsafe_b64encode(KEY).decode()
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/reminders.db",
        "ENCRYPTION_KEYS": key,
        "SECRET_KEY": "a secret of a simulated year only",
    }
    command = ["report", "mips", "--measure", str(measure), "--from", str(START), "--to", str(END - timedelta(days=1))]
    done = subprocess.run(
        [sys.executable, "-m", "reminders", *command, "--json"],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def by_hand(case: Case, events: Sequence[Mapping[str, Any]], measure: int) -> dict[str, Any]:
    """Return what a computation by hand says of the same surgeries."""
    return mips_by_hand(case, [read_event(dict(event)) for event in events], measure, START, END - timedelta(days=1))


def sent_on_both(case: Case) -> Counter[tuple[str | None, str | None, int | None]]:
    """How many messages each step that goes out on both channels was, by person and surgery date."""
    return Counter(
        (line.external_id, line.step, version and version.anchor)
        for line in case.lines
        if line.sent_at and (step := case.step(line)) and step.on_both
        for version in [case.stories[line.external_id or ""].version_at(line.sent_at)]
    )


def figures(case: Case, events: list[Event], played: Played) -> dict[str, int]:
    """Return how much of everything there was: a clean year with nothing in it shows nothing."""
    sent = [line for line in case.lines if line.sent_at]
    caregivers = {name for name, story in case.stories.items() if story.row.of_caregiver}
    told = Counter(event["event"] for event in [*events, *played.told])
    visits = [event for event in events if event["event"] == "visit"]
    return {
        "patients": len(case.stories) - len(caregivers),
        "caregivers": len(caregivers),
        "texts sent to caregivers": sum((line.external_id or "") in caregivers for line in sent),
        "texts not sent after a caregiver's STOP": sum(
            line.reason == "opted_out" and (line.external_id or "") in caregivers for line in case.lines
        ),
        "steps sent by text and by email": sum(count == 2 for count in sent_on_both(case).values()),
        "messages": len(case.lines),
        "sent": len(sent),
        "second asks sent": sum((line.step or "").endswith("_again") for line in sent),
        "pain questions sent": sum((line.step or "").startswith("pain_1") for line in sent),
        "visit reminders sent": sum(line.step == "visit_reminder" for line in sent),
        "missed visits followed up": sum(line.step == "visit_missed" for line in sent),
        "visits booked or moved": sum("visit_at" in event for event in visits),
        "visits cancelled": sum("cancel" in event for event in visits),
        "visits missed": sum("missed" in event for event in visits),
        "discharges": told["discharge"],
        "plans moved to a new version": told["move_plan"],
        "patients enrolled on the new version": sum(
            s.versions[0].plan.endswith("changed") for s in case.stories.values()
        ),
        "replies": told["reply"],
    }


def main() -> int:
    """Play a year and print what was seen; 1 when a promise is broken or a measure differs."""
    parser = argparse.ArgumentParser(description="Play a year and check it.")
    parser.add_argument("--patients", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    rows, events = a_year_and_more(given.seed, given.patients, START, END, UNTIL)
    without = [event for event in events if event["event"] != "visit"]
    with tempfile.TemporaryDirectory(prefix="year-") as name:
        folder = Path(name)
        played = play(folder / "all", rows, events)
        case = case_of(played, rows, events)
        found = broken_promises(case)
        for measure in (459, 461):
            told, worked_out = report(folder / "all", measure), by_hand(case, events, measure)
            counts = {key: told[key] for key in ("denominator", "met", "not_met", "not_assessed")}
            print(f"measure {measure}: {counts}")  # noqa: T201 - the result of a command
            found += [f"measure {measure}: by hand {worked_out}, reported {told}"] if told != worked_out else []
        compared, differing = touched_by_visits(case, case_of(play(folder / "none", rows, without), rows, without))
    for what, count in (figures(case, events, played) | {"patients compared without their visits": compared}).items():
        print(f"{what}: {count}")  # noqa: T201
    print("\n".join([*found, *differing]) or "no broken promise")  # noqa: T201
    return 1 if found or differing else 0


if __name__ == "__main__":
    sys.exit(main())
