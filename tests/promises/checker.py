"""Checks a run of `reminders simulate` against the promises in the design, with nothing borrowed from the code.

`check` returns one sentence per broken promise, and nothing for a clean run. From a shell:
`python -m tests.promises.checker --pathways DIR --csv F --events F --messages F --from D --to D` (exit 1 when broken).
Where the design leaves two readings open, both are allowed.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.promises import group_rules, line_rules, lost_rules, visit_rules
from tests.promises.case import Case
from tests.promises.clock import moment
from tests.promises.inputs import ClinicOptions, read_event, read_line, read_pathway, read_row
from tests.promises.story import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.promises.inputs import Row

__all__ = ["ClinicOptions", "check", "check_files"]

RULES = (
    line_rules.check_vocabulary,
    line_rules.check_scheduled,
    group_rules.check_repeats,
    group_rules.check_caps,
    group_rules.check_opt_in,
    group_rules.check_replies,
    lost_rules.check_coverage,
    lost_rules.check_lost,
    visit_rules.check_visits,
)


def check(
    pathways: Iterable[str],
    rows: Iterable[dict[str, str]],
    events: Iterable[Mapping[str, Any]],
    messages: Iterable[Mapping[str, Any]],
    *,
    start: str,
    end: str,
    clinic: ClinicOptions | None = None,
) -> list[str]:
    """Every broken promise, as a sentence.

    Args:
        pathways: the YAML documents.
        rows: the CSV, one dict per row; rows without a usable channel are taken as refused.
        events: the events file, one dict per line.
        messages: messages.jsonl, one dict per line.
        start: the span's first day or moment (UTC); `end` is exclusive.
        end: see `start`.
        clinic: the clinic's options; the defaults of `clinic add` if not given.
    """
    named = {read_pathway(text)[0]: text for text in pathways}
    case = build_case(named, rows, events, messages, start=start, end=end, clinic=clinic or ClinicOptions())
    return [violation for rule in RULES for violation in rule(case)]


def build_case(
    pathways: Mapping[str, str],
    rows: Iterable[dict[str, str]],
    events: Iterable[Mapping[str, Any]],
    messages: Iterable[Mapping[str, Any]],
    *,
    start: str,
    end: str,
    clinic: ClinicOptions,
) -> Case:
    """Everything the rules look at. `pathways` are documents by name, each version of one under a name of its own."""
    accepted: dict[str, Row] = {}
    for given in rows:
        row = read_row(given, clinic)
        if row is not None:
            accepted.setdefault(row.external_id, row)
    stories = tell(accepted.values(), [read_event(dict(event)) for event in events], moment(start), moment(end))
    lines = [read_line(number, dict(message)) for number, message in enumerate(messages, 1)]
    known = {name: read_pathway(text)[1] for name, text in pathways.items()}
    return Case(clinic, known, stories, lines, moment(end))


def check_files(
    pathways: Iterable[Path],
    rows: Path,
    events: Path | None,
    messages: Path,
    *,
    start: str,
    end: str,
    clinic: ClinicOptions | None = None,
) -> list[str]:
    """`check` on the files themselves."""
    documents = [path.read_text(encoding="utf-8") for path in pathways]
    with rows.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    happened = _json_lines(events) if events else []
    return check(documents, table, happened, _json_lines(messages), start=start, end=end, clinic=clinic)


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> int:
    """Check the files named on the command line; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description="Check a simulation against the promises.")
    parser.add_argument("--pathways", type=Path, required=True, help="folder of YAML files")
    parser.add_argument("--csv", type=Path, required=True)
    parser.add_argument("--events", type=Path)
    parser.add_argument("--messages", type=Path, required=True)
    parser.add_argument("--from", dest="start", required=True)
    parser.add_argument("--to", dest="end", required=True)
    parser.add_argument("--send-hours", default="10:00-18:00")
    parser.add_argument("--sunday-hours", default="12:00-17:00")
    parser.add_argument("--daily-cap", type=int, default=1)
    parser.add_argument("--weekly-cap", type=int, default=3)
    parser.add_argument("--closed-days", default="")
    parser.add_argument("--timezone", default="America/New_York")
    given = parser.parse_args()
    clinic = ClinicOptions(
        timezone=given.timezone,
        closed_days=tuple(date.fromisoformat(day) for day in given.closed_days.split(",") if day),
        send_hours=given.send_hours,
        sunday_hours=given.sunday_hours,
        daily_cap=given.daily_cap,
        weekly_cap=given.weekly_cap,
    )
    files = sorted(given.pathways.glob("*.y*ml"))
    found = check_files(files, given.csv, given.events, given.messages, start=given.start, end=given.end, clinic=clinic)
    print("\n".join(found) or "no broken promise")  # noqa: T201 - the result of a command
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
