"""One whole run: build the line, let the storm go over it, wait until it is quiet, reckon."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from tests.chaos.account import Account, reckon
from tests.chaos.faults import ProviderFaults
from tests.chaos.proxy import Proxy
from tests.chaos.storm import LEASE_SECONDS, Size, Storm
from tests.embedded.clinic_in_a_box import ClinicInABox
from tests.production.line import Line
from tests.production.processes import Programs
from tests.servers import PostgresServer, RedisServer, require
from tests.standins.smtp import SmtpFault, SmtpStandin
from tests.standins.twilio import AutoCallbacks, TwilioStandin

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {
    "LEASE_SECONDS": str(LEASE_SECONDS),
    "HTTP_TIMEOUT_SECONDS": "2",
    "SETTLE_AFTER_SECONDS": "3",
    "TICK_SECONDS": "0.5",
}
# Where no process has anything left to do: what is due is neither planned nor on the wire, nor about to be asked for.
_UNREST = """
SELECT count(*) FROM messages WHERE due_at <= now()
AND (status IN ('planned', 'sending') OR (status = 'unconfirmed' AND settle_at IS NOT NULL))
"""
_SPREAD = """
UPDATE messages SET ready_at = now() + make_interval(secs => %s + random() * %s)
WHERE status = 'planned' AND due_at <= now()
"""
# Waiting out the back-off would take minutes; looking again sooner changes nothing else.
_HURRY = "UPDATE messages SET ready_at = now() WHERE status = 'planned' AND due_at <= now() AND ready_at > now()"
# As would waiting for the look-ups of a worker that was killed while it asked.
_ASK_NOW = (
    "UPDATE messages SET settle_at = now() WHERE status = 'unconfirmed' AND settle_at > now() + interval '1 minute'"
)
_UNLISTED = """
SELECT count(*) FROM messages WHERE status = 'unconfirmed' AND NOT EXISTS (
    SELECT FROM alerts WHERE alerts.message_id = messages.id AND kind = 'unconfirmed' AND closed_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did and found."""

    seed: int
    seconds: float
    storm: Storm
    faults: ProviderFaults
    account: Account
    bounds: dict[str, int]

    def failures(self) -> list[str]:
        """Say what is wrong, in one line each; nothing: all promises held."""
        found = [f"{kind}: {len(said)}, such as {said[0]}" for kind, said in sorted(self.account.wrong.items())]
        for channel, bound in self.bounds.items():
            if (listed := self.account.for_staff[channel]) > bound:
                found.append(f"for staff: {listed} on {channel}, more than the {bound} that were in flight at a blow")
        return found

    def lines(self) -> list[str]:
        """Tell the run."""
        return [
            f"seed {self.seed}, {self.seconds:.0f} s; replay: make chaos ARGS='--seed {self.seed}'",
            f"blows: {_counts(self.storm.blows)}; in flight then: {_counts(self.storm.in_flight)}",
            f"faults: {_counts(self.faults.counts)}",
            f"messages: {_counts(self.account.statuses)}",
            f"listed for staff, outcome unknown: {_counts(self.account.for_staff)}; at most {_counts(self.bounds)}",
            *(f"WRONG {line}" for line in self.failures()),
        ]


def run(folder: Path, size: Size, seed: int) -> Report:
    """Run one storm in a folder of its own."""
    began = time.monotonic()
    faults = ProviderFaults(seed, size.faults)
    with ExitStack() as stack:
        postgres, redis = require(PostgresServer.start), require(RedisServer.start)
        stack.callback(postgres.stop)
        stack.callback(redis.stop)
        proxy = Proxy(redis.port).start()
        stack.callback(proxy.stop)
        twilio, smtp = stack.enter_context(TwilioStandin()), stack.enter_context(SmtpStandin())
        programs = Programs(folder)
        stack.callback(_end_all, programs)
        line = Line(ClinicInABox(folder, twilio, smtp), programs, postgres, redis)
        line.box.extra |= SETTINGS
        line.box.extra |= {
            "BROKER_URL": f"redis://127.0.0.1:{proxy.port}/0",
            "PUBLIC_URL": f"http://127.0.0.1:{line.port}",
        }
        line.enroll(size.patients)
        twilio.rule = faults.for_text
        twilio.callbacks = AutoCallbacks(delay=0.3, shuffle=True, duplicates=1, loss=0.4, seed=seed)
        smtp.faults[:] = [*faults.for_emails([row["email"] for row in line.rows]), SmtpFault.slow(0.03, times=-1)]
        storm = Storm(line, proxy, size, seed)
        _execute(line, _SPREAD, 3600, 0)
        storm.start()
        _execute(line, _SPREAD, 0, size.seconds)
        storm.run()
        _wait_quiet(line, 90 + size.seconds)
        account = _reckon(line)
    # Twilio can be asked about a text; no one can be asked about an email.
    bounds = {"sms": 0, "email": storm.in_flight["email"] + faults.unknown_emails()}
    return Report(seed, time.monotonic() - began, storm, faults, account, bounds)


def _end_all(programs: Programs) -> None:
    """End every program at once: how they stop in order is for other tests to say."""
    for program in programs.started:
        if program.runs:
            program.process.kill()
            program.process.wait(10)
    programs.close()


def _reckon(line: Line) -> Account:
    by_phone = {row["phone"]: row["external_id"] for row in line.rows}
    by_email = {row["email"]: row["external_id"] for row in line.rows}
    texts = Counter(by_phone[text.to] for text in line.box.twilio.accepted)
    emails = Counter(by_email[mail.rcpt_tos[0]] for mail in line.box.smtp.accepted)
    account = reckon(line.due_messages(), texts, emails)
    if unlisted := _execute(line, _UNLISTED):
        account.complain("unlisted", f"{unlisted} of unknown outcome that staff are not told about")
    return account


def _wait_quiet(line: Line, seconds: float) -> None:
    """Wait until nothing is under way, at most so long: what is stuck then shows in the account."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        _execute(line, _HURRY)
        _execute(line, _ASK_NOW)
        if _execute(line, _UNREST) == 0:
            return
        time.sleep(0.5)


def _execute(line: Line, statement: str, *values: object) -> int:
    with psycopg.connect(line.box.extra["DATABASE_URL"]) as connection:
        cursor = connection.execute(statement, values)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else cursor.rowcount


def _counts(counter: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items())) or "none"
