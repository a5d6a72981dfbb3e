"""Enrolling beside what the database can take at best: the same rows by bare COPY and by a plain ORM.

Ours reads a CSV file, checks every field, encrypts, plans and commits in batches; the other two write finished rows.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.machine import postgres_version
from bench.program import Program
from bench.table import print_table
from tests.servers import PostgresServer

COMPARED = 10_000
SIZES = (1_000, 10_000, 100_000)
INVENTED = 1_000
AREAS = ("202", "212", "215", "305", "312", "404", "415", "503", "602", "617")
HEADER = [
    "",
    "rows",
    "messages",
    "wall s",
    "messages/s",
    "of COPY",
    "CPU s ours",
    "CPU s server",
    "peak MB",
    "of it new",
]


def run() -> None:
    """Compare three ways on PostgreSQL and two on SQLite, then look at memory over three sizes."""
    with ExitStack() as stack:
        postgres = PostgresServer.start()
        stack.callback(postgres.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        files = {size: _generate(folder, size) for size in SIZES}
        print(f"  {postgres_version(postgres.url)} without fsync; the server's CPU where it is our own")
        print_table(HEADER, _compared(folder, postgres, files[COMPARED]))
        rows: list[list[object]] = []
        for size in SIZES:
            database = postgres.create_database()
            rows.append(
                _row(f"ours, PostgreSQL, {size:,}", _measure(folder, "ours", database, files[size], postgres.pid))
            )
            postgres.drop_database(database)
        print()
        print_table(HEADER, rows)


def _compared(folder: Path, postgres: PostgresServer, file: Path) -> list[list[object]]:
    source = postgres.create_database()
    ours = _measure(folder, "ours", source, file, postgres.pid)
    copy = _measure(folder, "copy", postgres.create_database(), source, postgres.pid)
    orm = _measure(folder, "orm", postgres.create_database(), source, postgres.pid)
    sqlite = _measure(folder, "ours", f"sqlite:///{folder}/ours.db", file)
    sqlite_orm = _measure(folder, "orm", f"sqlite:///{folder}/orm.db", source)
    best = copy["messages"] / copy["wall"]
    named = {
        "bare COPY, PostgreSQL": copy,
        "ORM add_all, PostgreSQL": orm,
        "ours, PostgreSQL": ours,
        "ORM add_all, SQLite": sqlite_orm,
        "ours, SQLite": sqlite,
    }
    return [_row(name, found, best) for name, found in named.items()]


def _row(name: str, found: dict[str, float], best: float | None = None) -> list[object]:
    rate = found["messages"] / found["wall"]
    ratio = rate / best if best else None
    return [
        name,
        found["rows"],
        found["messages"],
        found["wall"],
        int(rate),
        ratio,
        found["cpu"],
        found["server_cpu"],
        found["peak"],
        found["grown"],
    ]


def _measure(folder: Path, how: str, database: str, source: str | Path, server: int | None = None) -> dict[str, float]:
    """Measure in a process of its own: peak memory only ever grows."""
    command = [sys.executable, "-m", "bench.enroll_once", how, database, str(source), str(server or 0)]
    with Program(command, folder, {}) as program:
        program.watch()
        return json.loads(program.text.splitlines()[-1])


def _generate(folder: Path, size: int) -> Path:
    """Write a file of that many patients: some generated ones over and over, each time with another id and address."""
    found = folder / "generated"
    if not found.exists():
        options = ["--seed", "5", "--patients", str(INVENTED), "--from", "2026-01-01", "--to", "2027-01-01"]
        command = [sys.executable, "-m", "tests.promises.generate", *options, "--out", str(found)]
        with Program(command, folder, {}) as generator:
            generator.wait_end()
    target = folder / f"{size}.csv"
    with (found / "patients.csv").open(newline="") as source, target.open("w", newline="") as file:
        rows = list(csv.DictReader(source))
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(_another(rows[number % len(rows)], number) for number in range(size))
    return target


def _another(row: dict[str, str], number: int) -> dict[str, str]:
    phone = f"+1{AREAS[number % len(AREAS)]}{2_000_000 + number // len(AREAS)}"
    return row | {
        "external_id": f"B{number}",
        "family_name": f"{row['family_name']} {number}",
        "phone": phone if row["phone"] else "",
        "email": f"patient{number}@example.org" if row["email"] else "",
    }
