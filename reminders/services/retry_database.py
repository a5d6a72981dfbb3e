"""Retries work that the database aborted: a deadlock, or a server that restarts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

_CONFLICTS = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, and a lock not available in time (PostgreSQL, appendix A)."""

log = structlog.get_logger(__name__)


def retry_database(work: Callable[[], T], waits: Sequence[float], *, meets: bool = False) -> T:
    """Return what the work returns; wait between tries for these numbers of seconds, and raise after the last.

    `meets`: the work inserts what another process may insert at the same moment; the second one, which meets it at a
    unique column, is tried again and finds it there.

    The work opens its own transaction and may be done twice: a connection can be lost after a commit. Nothing else
    that it raises is tried again.
    """
    for seconds in waits:
        try:
            return work()
        except DBAPIError as error:
            is_met = meets and isinstance(error, IntegrityError)
            if not (is_met or isinstance(error, OperationalError) or error.connection_invalidated):
                raise
            log.warning("database_aborted", problem=type(error.orig).__name__, again_in_seconds=seconds)
            time.sleep(seconds)
    return work()


def lost_to_another(error: DBAPIError) -> bool:
    """Return True if PostgreSQL ended a transaction because another one had what it needed."""
    return getattr(error.orig, "sqlstate", None) in _CONFLICTS
