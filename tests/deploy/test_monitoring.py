"""Rules and dashboard ask for metrics that a real scrape has; each rule fires, clears, and has a runbook entry."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
import yaml

from reminders.cli import make_app
from tests.making import enroll_rows, row, run_at
from tests.telemetry.scrape import Scrape, scrape

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus" / "reminders.rules.yml"
UNIT_TESTS = RULES.with_name("reminders.rules.test.yml")
DASHBOARD = ROOT / "deploy" / "grafana" / "reminders.json"
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
METRIC = re.compile(r"\b(?:reminders|process)_[a-z0-9_]+")
LABEL = re.compile(r'(lane|state|reason)(=~?)"([^"]+)"')
FILLED_IN = {
    "ID": str(uuid.UUID(int=1)),
    "SLUG": "oak",
    "NAME": "riverside",
    "EMAIL": "ada@oak.example",
    "FILE": "adt.hl7",
}
COMMAND = re.compile(r"(?:^|`|web )reminders ((?:[a-z0-9-]+ ?)+)", re.MULTILINE)


def rules() -> list[dict[str, Any]]:
    return yaml.safe_load(RULES.read_text())["groups"][0]["rules"]


def queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.fixture
def seen(context: Context, clinic: Clinic, clock: FixedClock) -> Scrape:
    """A scrape of a service that has sent a text and an email."""
    enroll_rows(context, clinic, row(), row(sms_consent="no"))
    run_at(context, clock, "03-11 16:00")
    return scrape(context)


def test_every_query_asks_for_metrics_and_labels_that_a_scrape_has(seen: Scrape):
    asked = {rule["alert"]: rule["expr"] for rule in rules()} | {query: query for query in queries()}
    known = {(name, value) for sample in seen.samples for name, value in sample.labels.items()}
    unknown = {name: sorted(set(METRIC.findall(query)) - seen.names) for name, query in asked.items()}
    assert {name: missing for name, missing in unknown.items() if missing} == {}
    labels = {
        (name, value)
        for query in asked.values()
        for name, _, values in LABEL.findall(query)
        for value in values.split("|")
    }
    assert labels - known == set()
    assert len(queries()) > 15


def test_a_query_of_a_metric_that_is_not_there_would_be_seen(seen: Scrape):
    assert set(METRIC.findall("max(reminders_backlog_seconds) > 3")) - seen.names == {"reminders_backlog_seconds"}


def test_every_rule_says_how_grave_it_is_and_has_a_runbook_entry_with_all_three_parts():
    entries = {text.split("\n", 1)[0]: text for text in re.split(r"^### ", RUNBOOK, flags=re.MULTILINE)[1:]}
    assert set(entries) == {rule["alert"] for rule in rules()}
    for rule in rules():
        entry = entries[rule["alert"]]
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
        assert rule["for"], rule["alert"]
        for part in ("**What it means.**", "**How to look.**\n\n```\n", "**What to do.**"):
            assert part in entry, (rule["alert"], part)


def test_every_command_of_the_runbook_can_be_typed():
    """With its options and arguments: at 3 am it is copied, with the words in capitals filled in."""
    typed = [text.split("`")[0].split("|")[0] for text in re.findall(r"\breminders ([a-z][^`\n]*)[`\n]", RUNBOOK)]
    typed = [text for text in typed if text.split()[0] in typer.main.get_command(make_app(None)).commands]  # type: ignore[attr-defined]
    assert len(typed) > 40
    for text in typed:
        command: Any = typer.main.get_command(make_app(None))
        words = [FILLED_IN.get(word, word) for word in text.split()]
        while hasattr(command, "commands"):
            assert words, f"reminders {text}: a command is missing"
            command = command.commands[words.pop(0)]
        command.make_context(text, words)  # UsageError: an option that is none, or an argument that is missing


def test_every_command_of_the_runbook_is_one():
    command = typer.main.get_command(make_app(None))
    wrong = []
    for words in (text.split() for text in COMMAND.findall(RUNBOOK)):
        group: Any = command
        for word in words:
            if not hasattr(group, "commands"):
                break
            group = group.commands.get(word)
            if group is None:
                wrong.append(" ".join(words))
                break
    assert len(COMMAND.findall(RUNBOOK)) > 30
    assert wrong == []


def test_every_rule_has_a_unit_test_that_fires_and_clears_it():
    cases = {case["name"]: case["alert_rule_test"] for case in yaml.safe_load(UNIT_TESTS.read_text())["tests"]}
    assert set(cases) == {rule["alert"] for rule in rules()}
    for name, (fires, clears) in cases.items():
        assert (fires["alertname"], len(fires["exp_alerts"])) == (name, 1)
        assert (clears["alertname"], clears["exp_alerts"]) == (name, [])


def test_promtool_fires_and_clears_every_rule():
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool; on Debian and Ubuntu: apt-get install prometheus")
    for arguments in (["check", "rules", RULES.name], ["test", "rules", UNIT_TESTS.name]):
        done = subprocess.run([promtool, *arguments], cwd=RULES.parent, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
