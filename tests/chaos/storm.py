"""The storm: which blow falls when, drawn from one seed, and the blows themselves."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.proxy import Proxy
    from tests.production.line import Line
    from tests.production.processes import Program

LEASE_SECONDS = 4
PAUSE_SECONDS = LEASE_SECONDS + 3

MOMENT_SECONDS = 2.0
_ON_THE_WIRE = "SELECT channel, count(*) FROM messages WHERE status = 'sending' GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. `seconds`: messages become due one after the other within this time."""

    patients: int
    seconds: float
    kills: int
    redis_losses: int
    restarts: int
    pauses: int
    staff: int
    faults: float = 0.2


LONG = Size(patients=1000, seconds=110, kills=20, redis_losses=5, restarts=2, pauses=3, staff=9)
SHORT = Size(patients=40, seconds=7, kills=3, redis_losses=1, restarts=0, pauses=0, staff=2)


@dataclass
class Storm:
    """Throws every blow at its time. `in_flight`: what was on the wire, per channel, summed over the blows."""

    line: Line
    proxy: Proxy
    size: Size
    seed: int
    blows: Counter[str] = field(default_factory=Counter)
    in_flight: Counter[str] = field(default_factory=Counter)
    touched: dict[str, str] = field(default_factory=dict)
    _roles: dict[str, list[Program]] = field(default_factory=dict)
    _waking: list[tuple[float, Program]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw nothing yet."""
        self._random = random.Random(self.seed)

    def start(self) -> None:
        """Start two workers, two beats, and web for the receipts."""
        self._roles = {
            "worker": [self.line.worker(), self.line.worker()],
            "beat": [self.line.beat(), self.line.beat()],
        }
        self.line.web()
        for program in self._roles["worker"]:
            program.wait_for("ready")

    def plan(self) -> list[tuple[float, str]]:
        """Draw when which blow falls, in order."""
        beats = self.size.kills // 4
        names = ["kill_worker"] * (self.size.kills - beats) + ["kill_beat"] * beats
        names += ["flush_redis", "kill_redis", "half_open_redis", "flush_redis", "kill_redis"][: self.size.redis_losses]
        names += ["restart_postgres"] * self.size.restarts + ["pause_worker"] * self.size.pauses
        names += [("stop", "cancel", "reschedule")[number % 3] for number in range(self.size.staff)]
        return sorted((self._random.uniform(0.05, 1) * self.size.seconds, name) for name in names)

    def run(self) -> None:
        """Throw the blows, each at its time."""
        began = time.monotonic()
        for moment, name in self.plan():
            while (left := began + moment - time.monotonic()) > 0:
                self._wake_paused()
                time.sleep(min(left, 0.1))
            self.blows[name] += 1
            getattr(self, f"_{name}")()
        while self._waking:
            self._wake_paused()
            time.sleep(0.1)

    # -- the blows -----------------------------------------------------------------------------------------

    def _kill_worker(self) -> None:
        self._kill("worker", self.line.worker)

    def _kill_beat(self) -> None:
        self._kill("beat", self.line.beat)

    def _kill(self, role: str, start: Callable[[], Program]) -> None:
        index = self._random.randrange(2)
        program = self._roles[role][index]
        if role == "worker":
            self._count_in_flight()
        program.end(signal.SIGKILL)
        self._waking = [(when, paused) for when, paused in self._waking if paused is not program]
        self._roles[role][index] = start()

    def _pause_worker(self) -> None:
        program = self._random.choice(self._roles["worker"])
        self._count_in_flight()
        program.process.send_signal(signal.SIGSTOP)
        self._waking.append((time.monotonic() + PAUSE_SECONDS, program))

    def _wake_paused(self) -> None:
        for waking in [one for one in self._waking if one[0] <= time.monotonic()]:
            self._waking.remove(waking)
            waking[1].process.send_signal(signal.SIGCONT)

    def _flush_redis(self) -> None:
        self.line.broker.flush()

    def _kill_redis(self) -> None:
        self.line.broker.kill()
        time.sleep(0.5)
        self.line.broker.restart()

    def _half_open_redis(self) -> None:
        self.proxy.freeze()

    def _restart_postgres(self) -> None:
        self._count_in_flight()
        self.line.postgres.restart()

    def _stop(self) -> None:
        self._touch("stop", "--channel", "sms")

    def _cancel(self) -> None:
        self._touch("cancel", "--reason", "other")

    def _reschedule(self) -> None:
        self._touch("reschedule", (datetime.now(UTC) + timedelta(days=2)).date().isoformat())

    def _touch(self, verb: str, *more: str) -> None:
        """Do to one patient what staff do, while waves are out."""
        left = [row["external_id"] for row in self.line.rows if row["external_id"] not in self.touched]
        patient = self._random.choice(left)
        self.line.box.run("patient", verb, patient, *more)
        self.touched[patient] = verb

    def _count_in_flight(self) -> None:
        """Count what is on the wire; a blow that would hit nothing waits a moment for a wave."""
        deadline = time.monotonic() + MOMENT_SECONDS
        with psycopg.connect(self.line.box.extra["DATABASE_URL"], autocommit=True) as connection:
            while not (found := connection.execute(_ON_THE_WIRE).fetchall()) and time.monotonic() < deadline:
                time.sleep(0.02)
        self.in_flight.update(dict(found))
