"""2,000 surgeries from a FHIR server that behaves badly, read by pollers that are killed: each once, none skipped."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tests.core.fhir.making import appointment
from tests.services.fhir.server import StandIn, running
from tests.services.fhir.test_poll import ALL, fill

COUNT: Final = 2000
KILLS: Final = 12
PARTNER: Final = """partner: elm
timezone: America/Chicago
procedures: {{"63030": microdiscectomy}}
fhir:
  base_url: {base}
  network: private
  page_size: 100
  look_back: 365d
  resources: [Appointment]
  consent: {{sms: ["urn:riverside:consent|texts"]}}
"""


def run() -> None:
    """Fill a server, poll it with kills, change a third of it, poll again, compare."""
    server = StandIn(trouble=ALL, every=23)
    fill(server, COUNT, _day)
    with tempfile.TemporaryDirectory() as name, running(server) as base:
        folder = Path(name)
        (folder / "elm.yaml").write_text(PARTNER.format(base=base), encoding="utf-8")
        settings = {"PATH": os.environ["PATH"], "HL7_PARTNERS_DIR": name}
        _command(folder, settings, "migrate")
        clinic = ("--name", "Oak Clinic", "--phone", "202-555-0100", "--timezone", "America/Chicago")
        _command(folder, settings, "clinic", "add", "oak", *clinic)
        _poll(folder, settings, "read")
        for number in range(0, COUNT, 3):
            server.put(appointment(start=_day(number, 2), id=f"a{number}", who=f"Patient/p{number}"))
        for number in range(1, COUNT, 6):
            server.put(appointment("cancelled", id=f"a{number}", who=f"Patient/p{number}"))
        _poll(folder, settings, "changed")
        wrong = _compare(folder, settings)
        print(f"{COUNT} surgeries, {server.requests} requests, {len(wrong)} not as the server has them {wrong[:3]}")


def _poll(folder: Path, settings: dict[str, str], what: str) -> None:
    """Poll until a poll ends; the first ones are killed after a random while."""
    began, polls, ended = time.monotonic(), 0, False
    while not ended:
        polls += 1
        poller = subprocess.Popen([*_PROGRAM, "fhir", "poll"], cwd=folder, env=settings, stdout=subprocess.DEVNULL)
        try:
            ended = poller.wait(random.uniform(1.5, 9) if polls <= KILLS else None) == 0
        except subprocess.TimeoutExpired:
            poller.kill()
            poller.wait()
    print(
        f"{what}: {time.monotonic() - began:.0f} s, {polls} pollers, {min(polls - 1, KILLS)} of them killed or stopped"
    )


def _compare(folder: Path, settings: dict[str, str]) -> list[str]:
    """Return what differs between the server and the enrollments: which there are, their days, which are cancelled."""
    lines = map(json.loads, _command(folder, settings, "messages", "--json").splitlines())
    known = {line["external_id"] for line in lines}
    expected = {f"a{number}" for number in range(COUNT)}
    days = Counter(
        (_day(number, 0 if number % 3 else 2)[:10], "cancelled" if number % 6 == 1 else "active")
        for number in range(COUNT)
    )
    with closing(sqlite3.connect(folder / "reminders.db")) as database:
        found = Counter(database.execute("SELECT surgery_date, state FROM enrollments").fetchall())
    return [*sorted(expected ^ known), *map(str, (days - found) | (found - days))]


def _day(number: int, shift: int = 0) -> str:
    return f"{datetime.now(UTC).date() + timedelta(days=30 + number % 40 + shift)}T18:00:00Z"


def _command(folder: Path, settings: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([*_PROGRAM, *arguments], cwd=folder, env=settings, check=True, capture_output=True, text=True)
    return done.stdout


_PROGRAM: Final = [sys.executable, "-m", "reminders"]
