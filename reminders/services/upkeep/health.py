"""How the service stands, for those who watch it from outside: may it be given work, and what do its numbers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def check_database(context: Context) -> str | None:
    """Return what is wrong with the database in a sentence, or None when it is this program's and opens."""
    try:
        require_schema(context.db)
    except (UnfitDatabaseError, WrongKeyError) as error:
        return str(error)
    except SQLAlchemyError:
        return "the database cannot be reached"
    return None


def check_beat(context: Context, tick: timedelta) -> str | None:
    """Return what is wrong with beat in a few words, or None while its last tick is recent."""
    with context.db.read() as tx:
        return beat_problem(tx, context.clock.now(), tick)


def read_status(context: Context) -> ServiceStatus:
    """Return the counts; none of them is about a person."""
    with context.db.read() as tx:
        return reporting.service_status(tx, context.clock.now())
