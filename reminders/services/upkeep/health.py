"""How the service stands, for those who watch it from outside: may it be given work, and what do its numbers say."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

from reminders.services.upkeep.watch_beat import beat_problem
from reminders.store.database.session import UnfitDatabaseError
from reminders.store.database.vault import WrongKeyError
from reminders.store.records import reporting
from reminders.store.upkeep.schema import require_schema

if TYPE_CHECKING:
    from datetime import timedelta

    from reminders.core.upkeep.service_status import ServiceStatus
    from reminders.services.context import Context


DISK_NEEDED: Final = 32 * 2**20
"""Bytes that must be free: a wave of messages and the log that SQLite writes ahead."""


def check_database(context: Context) -> str | None:
    """Return what is wrong with the database in a sentence, or None when it is this program's and opens."""
    try:
        require_schema(context.db)
    except (UnfitDatabaseError, WrongKeyError) as error:
        return str(error)
    except SQLAlchemyError:
        return "the database cannot be reached"
    return None


def check_disk(context: Context) -> str | None:
    """Return what is wrong with the disk that a SQLite database is on, or None; a server has its own watch."""
    file = context.db.engine.url.database
    if context.db.engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return None
    free = shutil.disk_usage(Path(file).resolve().parent).free
    return f"the disk is full: {free // 2**20} MB are free" if free < DISK_NEEDED else None


def check_beat(context: Context, tick: timedelta) -> str | None:
    """Return what is wrong with beat in a few words, or None while its last tick is recent."""
    with context.db.read() as tx:
        return beat_problem(tx, context.clock.now(), tick)


def read_status(context: Context) -> ServiceStatus:
    """Return the counts; none of them is about a person."""
    with context.db.read() as tx:
        return reporting.service_status(tx, context.clock.now())
