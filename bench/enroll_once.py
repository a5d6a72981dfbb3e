"""One measurement of `bench.enroll`: `python -m bench.enroll_once ours|copy|orm DATABASE SOURCE SERVER_PID`.

SOURCE is a CSV file for `ours`, else the database whose finished rows are written again.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, registry

from bench.machine import MB
from reminders.clock import FixedClock
from reminders.config import load_settings, new_key
from reminders.core.model.actor import SYSTEM
from reminders.core.model.clinic import Clinic
from reminders.core.upkeep.encryption_keys import read_key
from reminders.services.enrollment.import_csv import import_csv
from reminders.store.clinics import clinics
from reminders.store.database.session import Database, open_database
from reminders.store.database.vault import Vault
from reminders.store.tables import consents, enrollments, messages, metadata, patients
from reminders.store.upkeep.schema import migrate
from reminders.wiring import build_throwaway_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

TABLES = (patients, consents, enrollments, messages)
Rows = dict["Table", list[dict[str, Any]]]


def main(how: str, url: str, source: str, server: int) -> None:
    """Measure one way and print what was found as JSON."""
    context = build_throwaway_context(load_settings(), url, FixedClock(datetime(2026, 1, 1, tzinfo=UTC)))
    migrate(context.db)
    if how == "ours":
        with context.db.begin() as tx:
            clinic = clinics.add_clinic(tx, Clinic(slug="oak", name="Oak Street Clinic"))
        work: Callable[[], object] = lambda: import_csv(context, clinic, Path(source), actor=SYSTEM)  # noqa: E731
    else:
        rows = _finished(source, context.db)
        write = _copy if how == "copy" else _add_all
        work = lambda: write(context.db, rows)  # noqa: E731
    before, spent, served = _peak(), time.process_time(), _server_cpu(server)
    started = time.perf_counter()
    work()
    found = {"wall": time.perf_counter() - started, "cpu": time.process_time() - spent}
    found["server_cpu"] = _server_cpu(server) - served if server else None
    found |= {"peak": _peak(), "grown": _peak() - before}
    with context.db.read() as tx:
        for name, table in (("rows", enrollments), ("messages", messages)):
            found[name] = tx.conn.execute(select(func.count()).select_from(table)).scalar_one()
    context.db.close()
    print(json.dumps(found))


def _finished(source: str, target: Database) -> Rows:
    """Read the rows another run has written; write what they refer to."""
    database = open_database(source, Vault([read_key(new_key())]))
    with database.read() as tx:
        found: Rows = {}
        for table in metadata.sorted_tables:
            if table.name in {"clinics", "pathway_versions"} or table in TABLES:
                found[table] = [dict(row) for row in tx.conn.execute(select(table)).mappings()]
    database.close()
    with target.begin() as tx:
        for table in [table for table in found if table not in TABLES]:
            tx.conn.execute(table.insert(), found.pop(table))
    return {table: found[table] for table in TABLES}


def _copy(database: Database, rows: Rows) -> None:
    with database.begin() as tx:
        connection = tx.conn.connection.driver_connection
        for table, found in rows.items():
            names = ", ".join(f'"{name}"' for name in found[0])
            with connection.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in found:
                    copy.write_row(tuple(row.values()))


def _add_all(database: Database, rows: Rows) -> None:
    mapper = registry(metadata=metadata)
    classes = {table: type(table.name, (), {}) for table in rows}
    for table, mapped in classes.items():
        mapper.map_imperatively(mapped, table)
    with Session(database.engine) as session:
        if database.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table, found in rows.items():
            session.add_all([classes[table](**row) for row in found])
            session.flush()
        session.commit()


def _peak() -> float:
    """Return the most memory this process ever held, in MB; Linux counts in KB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MB if sys.platform == "darwin" else peak / 1024


def _server_cpu(server: int) -> float:
    if not server:
        return 0.0
    process = psutil.Process(server)
    return sum(sum(part.cpu_times()[:2]) for part in (process, *process.children()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
