"""Keeps, outside of the database, how far it has come: beside the SQLite file, or in Redis.

A copy that is restored does not take this along, and is seen to be older. Losing it loses evidence and nothing else,
so no failure here stops anything.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog

from reminders.ports import WitnessNote

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = structlog.get_logger(__name__)


class FileWitness:
    """A file beside the SQLite database; one installation's note under its key."""

    def __init__(self, path: Path) -> None:
        """Nothing is read or written yet."""
        self._path = path
        self._lock = threading.Lock()
        self._notes: dict[str, dict[str, Any]] = {}
        self._complained = False

    def read(self, installation: str) -> WitnessNote | None:
        """Return what was noted of an installation; None when nothing is known."""
        with self._lock:
            self._notes = self._load() or self._notes
            return _as_note(self._notes.get(installation))

    def note(self, installation: str, *, ticks: int | None = None, attempt: str | None = None) -> None:
        """Note a tick or an attempt that was committed."""
        with self._lock:
            if not self._notes:
                self._notes = self._load()
            _add(self._notes.setdefault(installation, {}), ticks, attempt)
            self._save()

    def start_over(self, installation: str, ticks: int) -> None:
        """Forget what was noted of an installation, and go on from here."""
        with self._lock:
            self._notes[installation] = {"ticks": ticks}
            self._save()

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            return dict(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def _save(self) -> None:
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump(self._notes, file)
            new.replace(self._path)
        except OSError as error:
            if not self._complained:
                log.warning("witness_not_written", problem=error.strerror, file=self._path.name)
            self._complained = True


class RedisWitness:
    """A hash in Redis per installation. It may be flushed: then nothing is known until the next tick."""

    def __init__(self, connect: Callable[[], Any], database: str) -> None:
        """`connect` returns a client, and is called at the first use; `database` is the name on its server."""
        self._connect, self._database = connect, database
        self._client: Any = None

    def read(self, installation: str) -> WitnessNote | None:
        """Return what was noted of an installation; None when nothing is known."""
        with suppress(Exception):
            stored = self._redis().hgetall(self._name(installation))
            return _as_note({_text(key): _text(value) for key, value in stored.items()})
        return None

    def note(self, installation: str, *, ticks: int | None = None, attempt: str | None = None) -> None:
        """Note a tick or an attempt that was committed. A tick that is written late sets the count back by one."""
        values = {"ticks": ticks, "attempt": attempt}
        with suppress(Exception):
            self._redis().hset(self._name(installation), mapping={key: value for key, value in values.items() if value})

    def start_over(self, installation: str, ticks: int) -> None:
        """Forget what was noted of an installation, and go on from here."""
        with suppress(Exception):
            self._redis().delete(self._name(installation))
        self.note(installation, ticks=ticks)

    def _name(self, installation: str) -> str:
        return f"reminders:witness:{self._database}:{installation}"

    def _redis(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client


class NoWitness:
    """Where nothing outside of the database can keep a note."""

    def read(self, installation: str) -> WitnessNote | None:  # noqa: ARG002 the protocol's
        """Return None."""
        return None

    def note(self, installation: str, *, ticks: int | None = None, attempt: str | None = None) -> None:
        """Do nothing."""

    def start_over(self, installation: str, ticks: int) -> None:
        """Do nothing."""


def _add(kept: dict[str, Any], ticks: int | None, attempt: str | None) -> None:
    if ticks is not None:
        kept["ticks"] = max(ticks, int(kept.get("ticks", 0)))
    if attempt is not None:
        kept["attempt"] = attempt


def _as_note(kept: dict[str, Any] | None) -> WitnessNote | None:
    if not kept:
        return None
    try:
        return WitnessNote(int(kept.get("ticks", 0)), kept.get("attempt") or None)
    except (TypeError, ValueError):
        return None


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
