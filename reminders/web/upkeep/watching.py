"""Keeps an eye on beat from the web process: a beat that is dead starts nothing that could miss it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from reminders.core.upkeep.clock_jump import jump_of
from reminders.services.upkeep.watch import watch
from reminders.telemetry.instruments import note_clock_jump

if TYPE_CHECKING:
    from collections.abc import Generator

    from reminders.services.context import Context

log = structlog.get_logger(__name__)

FIRST_CHECK_SECONDS = 90.0
"""A service that has just started may not have ticked yet."""

CHECK_INTERVAL_SECONDS = 30.0


@contextmanager
def watching(
    context: Context, first: float = FIRST_CHECK_SECONDS, every: float = CHECK_INTERVAL_SECONDS
) -> Generator[None]:
    """Watch in a thread while the block runs. A database that is away is what /readyz and the log are for."""
    ended = threading.Event()

    def check() -> None:
        wait, before = first, (context.clock.now(), context.clock.monotonic())
        while not ended.wait(wait):
            wait, after = every, (context.clock.now(), context.clock.monotonic())
            if jump := jump_of(before, after):
                note_clock_jump()
                log.error("clock_jumped", seconds=round(jump.total_seconds()), todo="let this machine follow NTP")
            before = after
            try:
                watch(context)
            except SQLAlchemyError as error:
                log.warning("watch_failed", problem=type(error).__name__)

    thread = threading.Thread(target=check, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
