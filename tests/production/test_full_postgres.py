"""PostgreSQL's disk is full while texts leave: sending stops, nothing is doubled, and room alone mends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

import psycopg
import pytest

from tests.servers import PostgresServer, require
from tests.standins import wait_until
from tests.standins.twilio import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.production.line import Line

PATIENTS = 200
DISK_MB = 260


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """Run a server whose data are on a small disk of their own, in memory."""
    server = require(PostgresServer.start)
    if server.folder is None or server.process is None:
        pytest.skip("the server comes from the environment: its disk is not ours")
    data, kept = server.folder / "data", server.folder / "kept"
    server.process.send_signal(signal.SIGINT)
    server.process.wait(30)
    data.rename(kept)
    data.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=700", "tmpfs", data],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        server.stop()
        pytest.skip("a disk in memory cannot be mounted here; it takes root")
    try:
        subprocess.run(["cp", "-a", f"{kept}/.", data], check=True)
        shutil.chown(data, kept.stat().st_uid, kept.stat().st_gid)
        server.restart()
        yield server
    finally:
        if server.process is not None:
            server.process.send_signal(signal.SIGQUIT)
            server.process.wait(30)
        subprocess.run(["umount", "-l", data], check=True)
        server.stop()


def fill(data: Path) -> Path:
    """Leave no room on the disk of a folder."""
    ballast = data / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    assert os.statvfs(data).f_bavail == 0
    return ballast


def backlog(line: Line) -> float:
    """Return how many texts could leave, as the metrics tell the alarm."""
    with urlopen(f"http://127.0.0.1:{line.port}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(one for one in lines if one.startswith('reminders_backlog_messages{lane="sms"}')).split()[1])


def test_a_full_disk_stops_sending_and_room_alone_mends_it(line: Line):
    assert line.postgres.folder is not None
    line.enroll(PATIENTS)
    line.box.twilio.faults.append(Fault.slow(0.3, times=-1))
    line.beat()
    worker, web = line.worker(), line.web()
    line.wait_sent(10, 0)
    ballast = fill(line.postgres.folder / "data")
    worker.wait_for("No space left on device", 120)
    at_once = line.box.twilio.requests
    with suppress(OSError, StopIteration):  # reading needs no room, unless the server has given up
        assert backlog(line) > 0
    wait_until(lambda: worker.text.count("No space left on device") >= 3, 120)
    assert at_once < PATIENTS, "it was full in the middle"
    assert line.box.twilio.requests - at_once <= 100, "no more than what was claimed before leaves"
    ballast.unlink()
    if line.postgres.process is None or line.postgres.process.poll() is not None:
        line.postgres.restart()  # as a container is started again
    line.wait_sent(PATIENTS, 0, 240)
    texts = Counter(message.to for message in line.box.twilio.accepted)
    assert texts == Counter(row["phone"] for row in line.rows), "each once"
    line.wait_settled()
    assert worker.runs
    assert web.runs
    mails = Counter(mail.rcpt_tos[0] for mail in line.box.smtp.accepted)
    assert set(mails.values()) <= {1}
    with psycopg.connect(line.box.extra["DATABASE_URL"]) as connection:
        doubled = connection.execute(
            "SELECT count(*) FROM (SELECT message_id FROM attempts WHERE verdict = 'accepted'"
            " GROUP BY 1 HAVING count(*) > 1) AS twice"
        ).fetchone()
    assert doubled == (0,)
    line.assert_nothing_private_was_said()
