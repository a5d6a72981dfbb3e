"""Whether a kept connection to PostgreSQL is still one, asked of the kernel: no round trip before each transaction."""

from __future__ import annotations

import select
from typing import Any, Literal

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

_HEARD = select.POLLIN | getattr(select, "POLLRDHUP", 0)


class QuietPostgres(PGDialect_psycopg):
    """PostgreSQL through psycopg 3, whose connections are only pinged when something came over them meanwhile.

    A server that stops, or ends a session, says so or closes the socket; a pooler does too. What a host leaves behind
    that vanishes without a word is found by keepalives, as a ping would wait for them.
    """

    supports_statement_cache = True

    def do_ping(self, dbapi_connection: Any) -> Literal[True]:
        """Return True if a connection may be used; raises if not."""
        return True if is_quiet(dbapi_connection) else super().do_ping(dbapi_connection)


def is_quiet(connection: Any) -> bool:
    """Return True if a psycopg connection is open, and the server has said nothing since its last answer."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), _HEARD)
    return not poll.poll(0)
