"""Starts one of our programs, watches what it costs, and ends it."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench.machine import MB

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.servers import OwnServer

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60


class Program:
    """A process of ours in a folder of its own; it ends with the block."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._log = folder / f"{Path(command[0]).name}-{time.monotonic_ns()}.log"
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._started = time.perf_counter()
        with self._log.open("wb") as log:
            self._popen = subprocess.Popen(
                list(command),
                cwd=folder,
                env=inherited | {"PYTHONPATH": str(ROOT)} | dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._process = psutil.Process(self._popen.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._popen.terminate()
        try:
            self._popen.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()

    @property
    def text(self) -> str:
        """What it has said so far."""
        return self._log.read_text(errors="replace")

    def wait(self, ready: Callable[[], bool]) -> float:
        """Return the seconds from its start until it was ready.

        Raises:
            RuntimeError: it ended, or took too long.

        """
        while not ready():
            seconds = time.perf_counter() - self._started
            if self._popen.poll() is not None or seconds > PATIENCE_SECONDS:
                raise RuntimeError(f"not ready after {seconds:.0f} s: {self.text[-600:]}")
            time.sleep(0.01)
        return time.perf_counter() - self._started

    def wait_end(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until it has done its work.

        Raises:
            RuntimeError: it failed.

        """
        if self._popen.wait(timeout=seconds):
            raise RuntimeError(self.text[-600:])

    def watch(self) -> tuple[float, float]:
        """Follow it to its end; return the most memory it held, in MB, and the CPU seconds it used.

        Raises:
            RuntimeError: it failed.

        """
        memory = cpu = 0.0
        while self._popen.poll() is None:
            with suppress(psutil.Error):
                memory, cpu = max(memory, self.memory()), self.cpu_seconds()
            time.sleep(0.05)
        if self._popen.returncode not in {0, 1}:  # 1: some rows or events were refused
            raise RuntimeError(self.text[-600:])
        return memory, cpu

    def memory(self) -> float:
        """Return what it and its children hold in memory, in MB."""
        return sum(process.memory_info().rss for process in self._all()) / MB

    def cpu_seconds(self) -> float:
        """Return the processor time it and its children have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self._all())

    def _all(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]


def server_cpu(server: OwnServer) -> float:
    """Return the processor time that a server has used, with the sessions it serves and those that have ended."""
    if server.pid is None:
        return 0.0
    process = psutil.Process(server.pid)
    return sum(process.cpu_times()[:4]) + sum(sum(child.cpu_times()[:2]) for child in process.children())


def answers(url: str) -> bool:
    """Tell whether a page answers 200."""
    with suppress(URLError, OSError), urlopen(url, timeout=2) as page:  # noqa: S310 our own server
        return page.status == 200
    return False


def at_rest(programs: Sequence[Program], seconds: float) -> list[float]:
    """Return what each program uses of one core while nothing happens, in percent."""
    before = [program.cpu_seconds() for program in programs]
    time.sleep(seconds)
    return [100 * (program.cpu_seconds() - spent) / seconds for program, spent in zip(programs, before, strict=True)]
