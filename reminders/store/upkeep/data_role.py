"""The PostgreSQL role that web, workers and beat connect as: it reads and writes rows, and cannot change a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from reminders.store.database.session import UnfitDatabaseError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reminders.store.database.session import Tx

MAINTAIN_SINCE = 170000
"""The server version since which a role that owns nothing may be allowed to VACUUM what an erasure left behind."""

_KNOWN = text("SELECT 1 FROM pg_roles WHERE rolname = :name")
_VERSIONS = "alembic_version"


class NoRoleError(UnfitDatabaseError):
    """The role can be neither made nor changed; the message says what to do."""


def admit(tx: Tx, name: str, password: str) -> None:
    """Make the role, give it this password, and let it work with the rows of every table, also of those to come.

    Only the password's SCRAM verifier leaves this process, so that no log of the server can hold the password.

    Raises:
        NoRoleError: this connection may not do that.

    """
    role = tx.conn.dialect.identifier_preparer.quote_identifier(name)
    try:
        with tx.conn.begin_nested():
            _make_role(tx.conn, name, role, password)
    except ProgrammingError as error:
        if tx.conn.execute(_KNOWN, {"name": name}).first() is None:
            raise NoRoleError(
                f"there is no role {name}, and MIGRATION_DATABASE_URL may not make one; the server's "
                f"administrator can: CREATE ROLE {role} LOGIN PASSWORD '…' ({type(error.orig).__name__})"
            ) from None
    maintain = ", MAINTAIN" if _server_version(tx.conn) >= MAINTAIN_SINCE else ""
    for statement in _grants(role, f"SELECT, INSERT, UPDATE, DELETE{maintain}"):
        tx.conn.execute(text(statement))


def _make_role(conn: Connection, name: str, role: str, password: str) -> None:
    import psycopg  # 8 MB that SQLite need not pay

    driver = conn.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 there is no other driver; see store/session.py
    verifier = driver.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    verb = "CREATE" if conn.execute(_KNOWN, {"name": name}).first() is None else "ALTER"
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
    conn.exec_driver_sql(f"{verb} ROLE {role} {rights} PASSWORD '{verifier}'")


def _grants(role: str, rights: str) -> list[str]:
    mine = "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"{mine} GRANT {rights} ON TABLES TO {role}",
        f"{mine} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON {_VERSIONS} FROM {role}",
    ]


def _server_version(conn: Connection) -> int:
    return int(conn.exec_driver_sql("SHOW server_version_num").scalar_one())
