"""A real PgBouncer in transaction mode, before a PostgreSQL of the tests."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.server_programs import ServerUnavailable, private_folder, remove_folder, spawn
from tests.servers import OwnServer, free_port

if TYPE_CHECKING:
    from pathlib import Path

_SETTINGS = """\
[databases]
* = host={host} port={port} user={user}{password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
"""


class PgBouncer(OwnServer):
    """It lends `size` server connections, each for one transaction, to any number of clients."""

    def __init__(self, folder: Path) -> None:
        """Use `start`."""
        super().__init__(folder)

    @classmethod
    def start(cls, database: str, size: int) -> Self:
        """Start one before the server of a database.

        Raises:
            ServerUnavailable: the program is not installed, or does not start.

        """
        program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            msg = "no pgbouncer on this machine; on Debian and Ubuntu: apt-get install pgbouncer"
            raise ServerUnavailable(msg)
        pooler = cls(private_folder("pgbouncer"))
        pooler.port = free_port()
        server = conninfo_to_dict(database)
        password = f" password={server['password']}" if server.get("password") else ""
        settings = pooler._must_be_ours() / "pgbouncer.ini"
        settings.write_text(
            _SETTINGS.format(
                host=server.get("host", "127.0.0.1"),
                port=server.get("port", 5432),
                user=server.get("user", "reminders"),
                password=password,
                own_port=pooler.port,
                size=size,
            )
        )
        settings.chmod(0o644)
        pooler.process = spawn([program, str(settings)], settings.parent, parent_died=signal.SIGKILL)
        pooler._wait(lambda: _answers(pooler.url(database)))
        return pooler

    def url(self, database: str) -> str:
        """Return the URL of a database through the pooler."""
        return f"postgresql://reminders@127.0.0.1:{self.port}/{conninfo_to_dict(database)['dbname']}"

    def stop(self) -> None:
        """End it and remove its folder."""
        self._end(signal.SIGKILL)
        remove_folder(self._must_be_ours())


def _answers(url: str) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2, prepare_threshold=None) as found:
        return found.execute("SELECT 1").fetchone() is not None
    return False
