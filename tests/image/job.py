"""What is done to the running containers: the main job while a worker dies, and again through a rolling restart."""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.embedded.clinic_in_a_box import COLUMNS
from tests.image.engine import CheckError

if TYPE_CHECKING:
    from tests.image.engine import Stack

BATCH = 200
_READ = "import sys, urllib.request as r; sys.stdout.write(r.urlopen(sys.argv[1], timeout=10).read().decode())"
_HIDDEN = {
    "web": ("MIGRATION_DATABASE_URL", "POSTGRES_PASSWORD"),
    "worker": ("MIGRATION_DATABASE_URL", "POSTGRES_PASSWORD", "OIDC_CLIENT_SECRET"),
    "beat": ("MIGRATION_DATABASE_URL", "POSTGRES_PASSWORD", "OIDC_CLIENT_SECRET", "TWILIO_AUTH_TOKEN"),
}


def check_containers(stack: Stack) -> None:
    """Make sure that the containers are as narrow as the compose file says."""
    for service, hidden in _HIDDEN.items():
        container = stack.ids(service)[0]
        environment = dict(line.split("=", 1) for line in stack.execute(container, "env").splitlines() if "=" in line)
        if seen := sorted(set(hidden) & environment.keys()):
            raise CheckError(f"{service} sees {seen}")
        if (user := stack.execute(container, "id", "-u").strip()) != "10001":
            raise CheckError(f"{service} runs as {user}")
        script = "import importlib.util as u; print(u.find_spec('pip'), u.find_spec('ensurepip'))"
        for python in ("/venv/bin/python", "python3"):
            if (found := stack.execute(container, python, "-c", script).strip()) != "None None":
                raise CheckError(f"{service} has pip: {found}")
        host = stack.inspect(container)["HostConfig"]
        if not host["ReadonlyRootfs"] or not host["PidsLimit"] or host["PidsLimit"] < 0:
            raise CheckError(f"{service}: its root can be written to, or its processes have no limit")
    _refuses_without_password(stack)


def open_clinic(stack: Stack) -> None:
    """Open the clinic whose patients are written to."""
    stack.execute(
        stack.one("web"),
        *("reminders", "clinic", "add", "oak", "--name", "Oak Street Clinic", "--phone", "(202) 555-0100"),
        *("--timezone", "UTC", "--send-hours", "00:00-24:00", "--sunday-hours", "00:00-24:00"),
    )


def check_sending(stack: Stack) -> str:
    """Enroll, kill one of the workers while texts leave, and account for every text."""
    began = time.monotonic()
    _enroll(stack, 0)
    stack.until(lambda: len(_texts(stack)) >= BATCH // 10, "no text left")
    victim = stack.ids("worker")[0]
    stack.engine.run("kill", "--signal", "KILL", victim)
    if (left_then := len(_texts(stack))) >= BATCH:
        raise CheckError("every text had left before the worker was killed")
    _await_each_once(stack, BATCH)
    seconds = time.monotonic() - began
    stack.engine.run("rm", "-f", victim)
    stack.up("worker")
    stack.wait_healthy("worker", stack.workers)
    return f"{BATCH} texts, a worker killed after {left_then}: each arrived once, in {seconds:.0f} s"


def check_rolling_restart(stack: Stack) -> str:
    """Restart workers, beat and web one after the other while texts leave, and account for every text."""
    began = time.monotonic()
    _enroll(stack, BATCH)
    for service in ("worker", "beat", "web"):
        for container in stack.ids(service):
            stack.engine.run("restart", "--time", "45", container)
        stack.wait_healthy(service, stack.workers if service == "worker" else 1)
    _await_each_once(stack, 2 * BATCH)
    ready = json.loads(_fetch(stack, "web", "http://127.0.0.1:8000/readyz"))["checks"]
    if set(ready.values()) != {"ok"}:
        raise CheckError(f"after the rolling restart: {ready}")
    return f"{BATCH} more through a rolling restart: each arrived once, in {time.monotonic() - began:.0f} s"


def _enroll(stack: Stack, first: int) -> None:
    rows = io.StringIO()
    writer = csv.DictWriter(rows, COLUMNS)
    writer.writeheader()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    for number in range(first, first + BATCH):
        writer.writerow(
            {
                "external_id": f"EX-{number:05d}",
                "given_name": "Dana",
                "family_name": f"Whitfield{number}",
                "phone": f"+1202555{2000 + number:04d}",
                "email": "",
                "language": "es" if number % 3 == 0 else "en",
                "timezone": "",
                "procedure": "always_due",
                "surgery_date": yesterday,
                "job_strain": "desk",
                "sms_consent": "yes",
                "email_consent": "no",
            }
        )
    said = stack.execute(stack.one("web"), "reminders", "enroll", "-", "--json", text=rows.getvalue())
    if (count := json.loads(said)["enrolled"]) != BATCH:
        raise CheckError(f"{count} of {BATCH} were enrolled")


def _await_each_once(stack: Stack, count: int) -> None:
    """Wait until no text waits or is of unknown outcome; then every phone has had one."""
    stack.until(lambda: _statuses(stack) == {"accepted": count}, f"not all of {count} are accepted", 180)
    texts = Counter(text["to"] for text in _texts(stack))
    doubled = {phone: times for phone, times in texts.items() if times > 1}
    if doubled or len(texts) != count:
        raise CheckError(f"{len(texts)} of {count} phones had a text; more than one: {doubled}")


def _statuses(stack: Stack) -> dict[str, int]:
    lines = map(json.loads, stack.execute(stack.one("web"), "reminders", "messages", "--json").splitlines())
    return dict(Counter(line["status"] for line in lines if line["step"] == "text_now"))


def _texts(stack: Stack) -> list[dict[str, Any]]:
    answer = json.loads(_fetch(stack, "twilio", "http://127.0.0.1:9999/_messages"))
    return answer if isinstance(answer, list) else answer["messages"]


def _fetch(stack: Stack, service: str, url: str) -> str:
    return stack.execute(stack.one(service), "python", "-c", _READ, url)


def _refuses_without_password(stack: Stack) -> None:
    said = stack.execute(stack.one("redis"), "sh", "-c", "unset REDISCLI_AUTH; redis-cli ping 2>&1 || true")
    if "NOAUTH" not in said:
        raise CheckError(f"Redis answers without a password: {said.strip()}")
