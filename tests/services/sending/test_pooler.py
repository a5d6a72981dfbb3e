"""PgBouncer in transaction mode: consecutive transactions of a connection run on different sessions of the server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.services.upkeep.schema import migrate, require_schema
from reminders.store.database.session import open_database
from reminders.store.staff.sign_in_attempts import add_attempt, lock_account
from reminders.store.tables import messages, replies
from tests.making import add_oak, all_rows, at, enroll_rows, make_context, outbox, row, run, vault
from tests.pooler import PgBouncer
from tests.servers import ServerUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

SESSIONS = 3
THREADS = 8
PATIENTS = 24
KEPT_BY_THE_POOLER = {"client_encoding", "application_name", "DateStyle", "TimeZone", "standard_conforming_strings"}
"""Settings that PgBouncer knows of and sets again for each client."""


@pytest.fixture
def pooled(postgres_url: str) -> Iterator[str]:
    try:
        pooler = PgBouncer.start(postgres_url, SESSIONS)
    except ServerUnavailable as problem:
        pytest.skip(str(problem))
    yield pooler.url(postgres_url)
    pooler.stop()


@pytest.fixture
def processes(pooled: str, clock: FixedClock) -> Iterator[list[Context]]:
    """Start two processes of ours, each with its own connections to the pooler."""
    found = [make_context(open_database(pooled, vault()), clock) for _ in range(2)]
    yield found
    for context in found:
        context.db.close()


def test_messages_go_out_once_and_texts_come_in_while_clients_share_few_sessions(
    processes: list[Context], pooled: str, postgres_url: str, clock: FixedClock
):
    for context in processes:
        require_schema(context.db)
    clinic = add_oak(processes[0])
    rows = [row(phone=f"+1202555{number:04}") for number in range(1000, 1000 + PATIENTS)]
    enroll_rows(processes[0], clinic, *rows)
    clock.set(at("03-11 17:30"))
    with ThreadPoolExecutor(THREADS) as pool:
        jobs = [pool.submit(_work, processes[number % 2], clinic, number) for number in range(PATIENTS)]
        for job in jobs:
            job.result()
    for context in processes:
        run(context)
    sent = [item.step for item in all_rows(processes[0], messages) if item.status == "accepted"]
    assert sent.count("walk_1") == PATIENTS
    assert sum(len(outbox(context).sent) for context in processes) == len(sent) == 2 * PATIENTS  # one answer each
    assert len(all_rows(processes[0], replies)) == PATIENTS
    assert _left_in_sessions(pooled) == set()
    with psycopg.connect(postgres_url) as direct:
        left = direct.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
        assert left == (0,), "an advisory lock outlives its transaction"
    assert migrate(processes[0].db)


def _work(context: Context, clinic: Clinic, number: int) -> None:
    """Send what is due, take a text, and what else holds a lock of the server: one after the other on one client."""
    run(context)
    receive(context, clinic, Channel.SMS, f"+1202555{1000 + number:04}", "what are your hours on friday")
    with context.db.begin() as tx:
        lock_account(tx, "account")
        add_attempt(tx, "account", "address", context.clock.now())


def _left_in_sessions(pooled: str) -> set[str]:
    """Return the settings that differ from the server's in any session, those that belong to a client left out."""
    left: set[str] = set()
    connections = [psycopg.connect(pooled, prepare_threshold=None) for _ in range(SESSIONS)]
    for connection in connections:  # each holds its session: no transaction has ended
        rows = connection.execute("SELECT name FROM pg_settings WHERE source = 'session'").fetchall()
        left |= {name for (name,) in rows} - KEPT_BY_THE_POOLER
    for connection in connections:
        connection.close()
    return left
