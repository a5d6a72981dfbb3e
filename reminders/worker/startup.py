"""What a process makes sure of before it works: the database, its schema, the keys, the broker.

What can come back by itself (a server that is down or still starting) is waited for, with a line every few seconds.
What cannot (a wrong password, another schema, other keys) ends the process with one sentence that says what is wrong
and where to look. No sentence holds a password.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from reminders.core.model.errors import SetupError
from reminders.store.database.session import UnfitDatabaseError
from reminders.store.database.vault import WrongKeyError
from reminders.store.upkeep.schema import note_writing_key, require_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from reminders.config import Settings
    from reminders.store.database.session import Database

log = structlog.get_logger(__name__)

RETRY_SECONDS = 3.0
PATIENCE_SECONDS = 5
REDIS_SCHEMES = frozenset({"redis", "rediss", "redis+socket"})

# libpq gives no SQLSTATE for a connection that was refused, only words. What follows FATAL is for good, but for these.
_PASSING = ("starting up", "shutting down", "recovery", "too many", "connection slots", "not yet accepting")
_LASTING = ("FATAL", "no password supplied", "SSL", "certificate", "invalid connection option")


class StartError(SetupError):
    """The process cannot start, and waiting will not help; the message says what is wrong and where to look."""


class NotYetError(SetupError):
    """Something that the process needs does not answer now, and may later."""


def await_database(database: Database, settings: Settings) -> None:
    """Wait until the database answers and fits this program.

    Raises:
        StartError: it refuses us, or its schema or keys are not ours.

    """
    _until_there(lambda: check_database(database, settings))
    note_writing_key(database)


def await_broker(settings: Settings) -> None:
    """Wait until Redis answers.

    Raises:
        StartError: it refuses us, or is no Redis.

    """
    require_redis(settings)
    _until_there(lambda: check_broker(settings))


def check_database(database: Database, settings: Settings) -> None:
    """Look once whether the database can be worked with.

    Raises:
        StartError: it cannot, whatever the time.
        NotYetError: it does not answer now.

    """
    place = database_place(settings)
    try:
        require_schema(database)
    except (UnfitDatabaseError, WrongKeyError) as error:
        raise StartError(f"{error} ({place}, from DATABASE_URL)") from None
    except DBAPIError as error:
        explanation = first_line(error)
        if isinstance(error, OperationalError) and not _is_lasting(explanation):
            raise NotYetError(f"{place} does not answer: {explanation}; DATABASE_URL says where it should be") from None
        raise StartError(f"{place} refuses the connection: {explanation}; correct DATABASE_URL") from None


def require_redis(settings: Settings) -> None:
    """Refuse a broker that is neither Redis nor in this process.

    Raises:
        StartError: BROKER_URL names another kind.

    """
    scheme = urlsplit(settings.broker_url).scheme
    if not settings.broker_is_in_process and scheme not in REDIS_SCHEMES:
        raise StartError(
            f"BROKER_URL names a broker that is not Redis ({scheme or 'no scheme'}://); use Redis or Valkey, "
            "for example redis://localhost:6379/0"
        )


def check_broker(settings: Settings, patience: float = PATIENCE_SECONDS) -> None:
    """Look once whether Redis answers, through the same code that the worker uses.

    Raises:
        StartError: it refuses us, or is no Redis.
        NotYetError: it does not answer now.

    """
    from kombu.connection import Connection  # with redis 6 MB and 0.1 s that the in-process broker need not pay
    from redis.exceptions import AuthenticationError, BusyLoadingError, InvalidResponse, RedisError, ResponseError

    from reminders.worker.transport import TRANSPORT, checked_url

    place = f"Redis at {_host_and_port(settings.broker_url, 6379)}"
    options = {"socket_timeout": patience, "socket_connect_timeout": patience}
    connection: Any = Connection(checked_url(settings.broker_url), transport=TRANSPORT, transport_options=options)
    try:
        transport = connection.transport
        transport.close_connection(transport.establish_connection())
    except BusyLoadingError:
        raise NotYetError(f"{place} is still loading its data") from None
    except AuthenticationError as error:
        raise StartError(f"{place} refuses the login: {_plain(error)}; correct the password in BROKER_URL") from None
    except InvalidResponse:
        raise StartError(f"what answers as {place} is not Redis; correct BROKER_URL") from None
    except ResponseError as error:
        raise StartError(f"{place} refuses: {_plain(error)}; correct BROKER_URL") from None
    except (RedisError, OSError) as error:
        raise NotYetError(f"{place} does not answer: {_plain(error)}; BROKER_URL says where it should be") from None
    except (ValueError, TypeError, KeyError) as error:
        raise StartError(
            f"BROKER_URL cannot be used ({type(error).__name__}); for example redis://host:6379/0"
        ) from None
    finally:
        connection.release()


def database_place(settings: Settings) -> str:
    """Name the database without its password."""
    if settings.is_sqlite:
        return f"the SQLite file {make_url(settings.database_url).database}"
    address = make_url(settings.database_url)
    user = f"user {address.username}, " if address.username else ""
    return (
        f"PostgreSQL at {address.host or 'the local socket'}:{address.port or 5432} ({user}database {address.database})"
    )


def first_line(error: DBAPIError) -> str:
    """Say what the driver said, without the statement and its values."""
    text = str(error.orig).strip()
    return text.splitlines()[0] if text else type(error.orig).__name__


def _is_lasting(error_text: str) -> bool:
    return any(word in error_text for word in _LASTING) and not any(word in error_text for word in _PASSING)


def _plain(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _host_and_port(url: str, port: int) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or port}" if parts.hostname else parts.path


def _until_there(check: Callable[[], None]) -> None:
    waited = False
    with _stoppable():
        while True:
            try:
                check()
            except NotYetError as problem:
                waited = True
                log.warning("waiting", problem=str(problem), again_in_seconds=RETRY_SECONDS)
                time.sleep(RETRY_SECONDS)
            else:
                break
    if waited:
        log.info("waiting_is_over")


@contextmanager
def _stoppable() -> Generator[None]:
    """Let SIGTERM end the wait: the first process of a container ignores it unless it says otherwise."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
