"""Runs the real `reminders` program in a folder of its own, against stand-ins of Twilio and a real SMTP server."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.commands import run_command
from tests.fork_server import can_fork, start_forked
from tests.servers import free_port
from tests.standins import wait_until

if TYPE_CHECKING:
    from tests.fork_server import ForkedProcess
    from tests.standins.smtp import SmtpStandin
    from tests.standins.twilio import TwilioStandin

ROOT = Path(__file__).resolve().parents[2]

PATHWAY = """\
id: always_due
version: 1
title: {en: Always due}
steps:
  - key: text_now
    day: 0
    between: ["00:00", "24:00"]
    valid_for: 2d
    channels: [sms]
    template: walk
  - key: mail_now
    day: 0
    between: ["00:00", "24:00"]
    valid_for: 2d
    channels: [email]
    template: light_activity
  - key: much_later
    day: 200
    between: ["10:00", "12:00"]
    valid_for: 1d
    channels: [sms, email]
    template: recovery_check
    ask: {answers: {1: as_hoped, 2: better, 3: same_or_worse}}
"""

COLUMNS = [
    *("external_id", "given_name", "family_name", "phone", "email", "language", "timezone"),
    *("procedure", "surgery_date", "job_strain", "sms_consent", "email_consent"),
]


@dataclass
class ClinicInABox:
    """One folder, one SQLite database, and the program that works on it."""

    folder: Path
    twilio: TwilioStandin
    smtp: SmtpStandin
    extra: dict[str, str] = field(default_factory=dict)
    metrics_port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes] | ForkedProcess] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        (self.folder / "pathways").mkdir(exist_ok=True)
        (self.folder / "pathways" / "always_due.yaml").write_text(PATHWAY)
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "SMS_BACKEND": "twilio",
            "TWILIO_ACCOUNT_SID": self.twilio.account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio.auth_token,
            "TWILIO_FROM": "+12025550000",
            "TWILIO_API_BASE_URL": self.twilio.url,
            "EMAIL_BACKEND": "smtp",
            "SMTP_URL": self.smtp.url,
            "EMAIL_FROM": "Oak Street Clinic <care@clinic.example>",
            "PATHWAYS_DIR": str(self.folder / "pathways"),
            "TICK_SECONDS": "0.5",
            "LEASE_SECONDS": "40",
            "HTTP_TIMEOUT_SECONDS": "30",
            "LOG_FORMAT": "json",
            **self.extra,
        }

    def run(self, *arguments: str, check: bool = True, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a process of its own, while those that are up do their work."""
        command = [sys.executable, "-m", "reminders", *arguments]
        environment, said = self.environment | settings, {"stdout": "", "stderr": ""}
        if can_fork(command):
            with tempfile.TemporaryDirectory() as folder:
                files = {name: Path(folder) / name for name in said}
                code = start_forked(command, environment, self.folder, *files.values()).wait(120)
                said = {name: file.read_text() for name, file in files.items()}
            done = subprocess.CompletedProcess(command, code, **said)
        else:
            done = subprocess.run(
                command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120, check=False
            )
        assert not check or done.returncode == 0, done.stderr
        return done

    def run_here(self, *arguments: str) -> str:
        """Run a command in this process, which is quicker; return what it printed."""
        done = run_command(self.folder, self.environment, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def up(self, *, forks: bool = True) -> subprocess.Popen[bytes] | ForkedProcess:
        """Start the service, by fork or as an operator does; its log goes on in the same file."""
        command = [sys.executable, "-m", "reminders", "up", "--port", "0"]
        environment = self.environment | {"METRICS_PORT": str(self.metrics_port)}
        process: subprocess.Popen[bytes] | ForkedProcess
        if forks and can_fork(command):
            process = start_forked(command, environment, self.folder, self.folder / "up.log")
        else:
            with (self.folder / "up.log").open("ab") as log:
                process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    @property
    def log(self) -> str:
        path = self.folder / "up.log"
        return path.read_text() if path.exists() else ""

    @property
    def url(self) -> str:
        found = [line.split()[-1] for line in self.log.splitlines() if "reminders is up:" in line]
        return found[-1].rstrip("/") if found else ""

    def is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=30) as answer:
                return answer.status == 200
        except (URLError, ValueError, OSError):
            return False

    def is_quiet(self) -> bool:
        """Nothing is due and nothing is on the wire."""
        try:
            text = self.metrics()
        except (URLError, ValueError, OSError):
            return False
        return "reminders_due_messages 0.0" in text and "reminders_sending_messages 0.0" in text

    def metrics(self) -> str:
        """Return what a scrape reads."""
        with urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30) as answer:
            return answer.read().decode()

    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run_here("messages", "--json").splitlines()]

    def statuses(self, step: str) -> list[str]:
        return [line["status"] for line in self.messages() if line["step"] == step]

    def enroll(self, count: int) -> list[dict[str, str]]:
        self.run_here("migrate")
        self.run_here(
            *("clinic", "add", "oak", "--name", "Oak Street Clinic", "--phone", "(202) 555-0100"),
            *("--timezone", "UTC", "--send-hours", "00:00-24:00", "--sunday-hours", "00:00-24:00"),
        )
        self.rows = rows = [self._row(number) for number in range(count)]
        path = self.folder / "patients.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        assert json.loads(self.run_here("enroll", str(path), "--json"))["enrolled"] == count
        return rows

    def _row(self, number: int) -> dict[str, str]:
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
        return {
            "external_id": f"EXT-{number:05d}-SECRET",
            "given_name": f"Zenobia{chr(97 + number % 26)}",
            "family_name": f"Quartermain{number}",
            "phone": f"+1202555{2000 + number:04d}",
            "email": f"zenobia.{number}@quartermain.example.org",
            "language": "es" if number % 3 == 0 else "en",
            "timezone": "",
            "procedure": "always_due",
            "surgery_date": yesterday.isoformat(),
            "job_strain": "desk",
            "sms_consent": "yes",
            "email_consent": "yes",
        }

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(60)

    def wait_ready(self) -> None:
        wait_until(self.is_ready)

    def wait_quiet(self) -> None:
        wait_until(self.is_quiet)
