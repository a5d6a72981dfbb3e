"""An interface engine: one message after the other, each until it is answered AA or AR; its line is cut at times."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.chaos.hl7.traffic import Wire

START, END = b"\x0b", b"\x1c\r"
PATIENCE = 30.0
CUT = 0.02
"""Of each kind: in the middle of a message, and of its answer."""


class CutError(OSError):
    """The line was cut."""


@dataclass
class Progress:
    """What all senders have done together; `acknowledged` are bytes of messages, by their answer."""

    counts: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[bytes, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str) -> None:
        """Count something."""
        with self.lock:
            self.counts[name] += 1

    def take(self, wire: Wire, answer: str, seconds: float) -> None:
        """Write an answer down."""
        with self.lock:
            self.counts[answer] += 1
            self.acknowledged.setdefault(wire.raw, answer)
            self.seconds.append(seconds)
            if self.acknowledged[wire.raw] != answer:
                self.counts["another answer than the first time"] += 1


class Engine:
    """One connection of one sender."""

    def __init__(self, port: int, progress: Progress, seed: int, cuts: float = CUT) -> None:
        self._port = port
        self._progress = progress
        self._random = random.Random(seed)
        self._cuts = cuts
        self._line: socket.socket | None = None

    def send_all(self, wires: list[Wire]) -> None:
        """Send a queue."""
        for wire in wires:
            began = time.monotonic()
            while (answer := self._try(wire)) not in {"AA", "AR"}:
                if answer:
                    self._progress.note(answer)
                if time.monotonic() - began > 120:
                    msg = f"no answer but {answer!r} for two minutes"
                    raise TimeoutError(msg)
                time.sleep(0.05)
            self._progress.take(wire, answer, time.monotonic() - began)
        self._hang_up()

    def _try(self, wire: Wire) -> str:
        """Send a message; return MSA-1, or nothing where no answer came."""
        dice = self._random.random()
        try:
            if self._line is None:
                self._line = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
            framed = START + wire.raw + END
            if dice < self._cuts:
                self._line.sendall(framed[: self._random.randrange(1, len(framed) - 1)])
                self._progress.note("cut in a message")
                raise CutError
            self._line.sendall(framed)
            return self._answer(wire, cut=dice > 1 - self._cuts)
        except OSError as error:
            self._progress.note("" if isinstance(error, CutError) else "connection lost")
            self._hang_up()
            return ""

    def _answer(self, wire: Wire, *, cut: bool) -> str:
        assert self._line is not None
        answer = b""
        while not answer.endswith(END):
            piece = self._line.recv(3 if cut else 4096)
            if not piece:
                raise ConnectionResetError
            answer += piece
            if cut:
                self._progress.note("cut in an answer")
                raise CutError
        fields = answer.split(b"MSA|", 1)[1].split(b"\r")[0].split(b"|")
        if fields[1].decode() != wire.control_id:
            self._progress.note("answer to another message")
        return fields[0].decode()

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._line.close()
        self._line = None
