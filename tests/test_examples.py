"""The files under `examples/` do what their comments and the README say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reminders.core.wording.sms_text import segments
from reminders.pathways.reading import read_pathway
from reminders.rendering import TemplateFolder
from reminders.services.enrollment.read_csv import read_rows
from reminders.services.forms.enrollment_form import OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from tests.promises.checker import check_files

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.slow


EXAMPLES = Path(__file__).parent.parent / "examples"
START, END = "2026-03-01", "2026-07-01"


def _reminders(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PATHWAYS_DIR": str(EXAMPLES)}
    command = [sys.executable, "-c", "from reminders.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    files = (str(EXAMPLES / "patients.csv"), "--events", str(EXAMPLES / "events.jsonl"), "--out", "out.jsonl")
    done = _reminders(folder, ("simulate", *files, "--from", START, "--to", END))
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "out.jsonl"


@pytest.fixture
def messages(played: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in played.read_text(encoding="utf-8").splitlines()]


class TestPatients:
    def test_the_file_has_every_column_and_both_languages(self):
        rows = [row.cells for row in read_rows(EXAMPLES / "patients.csv")]
        assert set(rows[0]) == {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS}
        assert {row["language"] for row in rows} >= {"en", "es"}
        assert len(rows) == 8

    def test_no_one_in_it_can_be_reached(self):
        for row in read_rows(EXAMPLES / "patients.csv"):
            digits = "".join(filter(str.isdigit, row.cells["phone"]))
            assert not digits or digits.removeprefix("1").startswith("20255501")  # never assigned: kept for fiction
            assert not row.cells["email"] or row.cells["email"].endswith("@example.org")


class TestSimulation:
    def test_every_patient_gets_something_in_time_and_in_words(self, messages: list[dict[str, Any]]):
        sent = [message for message in messages if message["sent_at"]]
        assert len({message["external_id"] for message in sent}) == 8
        assert {message["status"] for message in sent} == {"accepted"}
        assert all(message["body"] for message in sent)
        assert all(segments(message["body"]) == message["segments"] for message in sent if message["channel"] == "sms")

    def test_the_checker_of_the_promises_has_no_quarrel_with_it(self, played: Path):
        pathways = sorted((EXAMPLES.parent / "reminders" / "pathways").glob("*.yaml"))
        rows, events = EXAMPLES / "patients.csv", EXAMPLES / "events.jsonl"
        assert check_files(pathways, rows, events, played, start=START, end=END) == []

    def test_whatever_was_not_sent_says_why(self, messages: list[dict[str, Any]]):
        silent = [message for message in messages if not message["sent_at"] and message["status"] != "planned"]
        assert silent
        assert all(message["reason"] for message in silent)

    def test_each_event_shows(self, messages: list[dict[str, Any]]):
        reasons = Counter((message["external_id"], message["reason"]) for message in messages)
        assert reasons["EX-1002", "opted_out"]  # ALTO
        assert reasons["EX-1005", "opted_out"]  # opt_out
        assert reasons["EX-1003", "paused"]  # what ran out of time during the pause
        assert reasons["EX-1007", "cancelled"]
        answers = [message["external_id"] for message in messages if message["kind"] == "auto_reply"]
        assert sorted(answers) == ["EX-1001", "EX-1002"]
        late = {message["external_id"] for message in messages if message["sent_at"] == "2026-03-14T17:00:00+00:00"}
        assert "EX-1006" in late  # it was due during the outage and left at its end
        moved = [message["sent_at"] for message in messages if message["external_id"] == "EX-1008"]
        assert min(filter(None, moved)) > "2026-03-19"


class TestPathway:
    def test_it_loads_and_every_template_is_there(self):
        pathway = read_pathway((EXAMPLES / "pathway.yaml").read_text(encoding="utf-8"), "pathway.yaml")
        assert pathway.id == "microdiscectomy_fast"
        assert {step.template for step in pathway.steps} <= set(TemplateFolder().templates())

    def test_it_plans_from_a_folder_of_its_own(self, tmp_path: Path):
        done = _reminders(tmp_path, ("plan", "microdiscectomy_fast", "--surgery-date", "2026-03-05", "--json"))
        assert done.returncode == 0, done.stderr
        assert len(json.loads(done.stdout)) == 8
