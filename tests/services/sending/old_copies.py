"""Copies of a whole database, as people make them without asking the program: a file, or a database on the server."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from reminders.store.upkeep.installation import make_installation, where_it_is
from reminders.store.upkeep.witness import FileWitness
from tests.making import make_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.database.session import Database


@dataclass
class Copies:
    """One installation with a witness beside its database, of which copies are taken and put back."""

    url: str
    folder: Path
    clock: FixedClock
    opened: Callable[[str], Database]

    def start(self) -> Context:
        """Start a process on the database, with outboxes of its own."""
        context = replace(make_context(self.opened(self.url), self.clock), witness=FileWitness(self.folder / "witness"))
        with context.db.begin() as tx:
            make_installation(tx, where_it_is(tx))
        return context

    def take(self, context: Context) -> str:
        """Copy the database as it is; return where the copy is."""
        context.db.close()
        if context.db.engine.dialect.name == "sqlite":
            copy = self.folder / "copy.db"
            shutil.copy(self._file(), copy)
            return str(copy)
        name = f"{self._name()}_kept"
        self._server("DROP DATABASE IF EXISTS {}", name)
        self._server("CREATE DATABASE {} TEMPLATE {}", name, self._name())
        return name

    def put_back(self, context: Context, copy: str) -> Context:
        """Put a copy in the place of the database, and start a process on it."""
        context.db.close()
        if context.db.engine.dialect.name == "sqlite":
            for end in ("-wal", "-shm"):
                Path(f"{self._file()}{end}").unlink(missing_ok=True)
            shutil.copy(copy, self._file())
        else:
            self._server("DROP DATABASE {} WITH (FORCE)", self._name())
            self._server("CREATE DATABASE {} TEMPLATE {}", self._name(), copy)
            self._server("DROP DATABASE {}", copy)
        return self.start()

    def _file(self) -> Path:
        return Path(make_url(self.url).database or "")

    def _name(self) -> str:
        return str(conninfo_to_dict(self.url)["dbname"])

    def _server(self, statement: str, *names: str) -> None:
        address = make_url(self.url).set(drivername="postgresql", database="postgres")
        with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]
