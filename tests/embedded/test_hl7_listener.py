"""`reminders hl7 listen` as a process: messages doubled, out of order, malformed, cut off; then SIGTERM."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.hl7.framing import frame
from reminders.core.upkeep.encryption_keys import write_key
from tests.commands import run_command
from tests.core.hl7.making import booking
from tests.making import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTNER = """partner: riverside
timezone: America/Chicago
procedures: {"63030": microdiscectomy}
consent: {sms: {field: ZSU-1, values: {"Y": "yes"}}}
"""
CASES, MOVES = 8, 3
START = datetime(2099, 3, 1)  # noqa: DTZ001 local, as HL7 writes it


@pytest.fixture
def environment(tmp_path: Path, sqlite_url: str) -> dict[str, str]:
    (tmp_path / "riverside.yaml").write_text(PARTNER, encoding="utf-8")
    keys = {"SECRET_KEY": "a secret of these tests", "ENCRYPTION_KEYS": write_key(KEY)}
    made = {"DATABASE_URL": sqlite_url, "HL7_PARTNERS_DIR": str(tmp_path), "PATH": "", **keys}
    clinic = ("clinic", "add", "oak", "--name", "Oak", "--phone", "202-555-0100")
    assert run_command(tmp_path, made, *clinic).returncode == 0
    return made


@pytest.fixture
def listener(tmp_path: Path, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-c", "from reminders.cli import main; main()"]
    arguments = ["hl7", "listen", "--partner", "riverside", "--port", "0"]
    with subprocess.Popen(
        [*command, *arguments], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening for riverside on 127.0.0.1:")
            yield process, int(line.rsplit(":", 1)[1])
        finally:
            process.kill()


def messages_of(case: int) -> list[str]:
    """A surgery that is booked and then moved, from the first message to the last."""
    person = f"PID|1||{case}^^^R^MR||Rivera{case}^Ana|||||||||(202) 555-01{case:02}^PRN^CP"
    kinds = ["SIU^S12", *["SIU^S13"] * MOVES]
    return [
        booking(
            kind,
            "ZSU|Y",
            day=f"{START + timedelta(days=7 * index + case):%Y%m%d}",
            case=f"C-{case}",
            person=person,
            number=f"{case}.{index}",
            sent=f"{START + timedelta(minutes=index):%Y%m%d%H%M%S}",
        )
        for index, kind in enumerate(kinds)
    ]


def send(port: int, texts: list[bytes]) -> list[str]:
    """Send messages one after the other on one connection; return MSA-1 of each answer."""
    answers: list[str] = []
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as sender:
        for text in texts:
            sender.sendall(frame(text))
            answer = b""
            while not answer.endswith(b"\x1c\r"):
                piece = sender.recv(4096)
                assert piece, "the listener hung up instead of answering"
                answer += piece
            answers.append(answer.split(b"MSA|")[1][:2].decode())
    return answers


def cut_off(port: int, text: bytes, *, after_sending: bool) -> None:
    """Hang up in the middle of a message, or before the answer has come."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as sender:
        sender.sendall(frame(text) if after_sending else frame(text)[: len(text) // 2])


def test_a_storm_ends_where_the_newest_messages_say(
    listener: tuple[subprocess.Popen[str], int], tmp_path: Path, environment: dict[str, str]
):
    process, port = listener
    chance = random.Random(16)
    good = [text.encode() for case in range(CASES) for text in messages_of(case)]
    doubled = good + chance.sample(good, 4)
    chance.shuffle(doubled)
    bad = [b"nothing of HL7", good[0].replace(b"PID|1||0^^^R^MR", b"PID|1||")]
    for index, text in enumerate(chance.sample(good, 4)):
        cut_off(port, text, after_sending=index % 2 == 0)
    parts = [doubled[index::3] for index in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = [answer for part in pool.map(lambda part: send(port, part), parts) for answer in part]
    assert set(answers) == {"AA"}
    assert send(port, bad) == ["AR", "AR"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    error = process.stderr.read() if process.stderr else ""
    for secret in ("Rivera", "555-01", "C-1"):
        assert secret not in error

    told = run_command(tmp_path, environment, "messages", "--json")
    lines = map(json.loads, told.stdout.splitlines())
    first = sorted(
        (line["external_id"], line["due_at"][:10])
        for line in lines
        if line["step"] == "walk_1" and line["channel"] == "sms"
    )
    days = [START + timedelta(days=7 * MOVES + case + 1) for case in range(CASES)]
    assert first == [(f"C-{case}", day.date().isoformat()) for case, day in enumerate(days)]
