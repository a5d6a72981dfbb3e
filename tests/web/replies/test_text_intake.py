"""Texts that come faster than one by one can be stored: together, each answered once it is committed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from reminders.core.model.contact import Channel
from reminders.services.replies.intake import understand
from reminders.store.enrollment.patients import address_hashes
from reminders.store.replies.replies import wait_for_turn
from reminders.store.tables import alerts, opt_outs, replies
from reminders.web.replies import text_intake
from tests.making import add_oak, all_rows, enroll_rows, make_context, row
from tests.standins import wait_until
from tests.web.texting import form, post, site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.database.session import Database

MANY = 24


def phone(number: int) -> str:
    return f"+1202555{2000 + number}"


@pytest.fixture
def context(postgres: Database, clock: FixedClock) -> Context:
    context = make_context(postgres, clock)
    enroll_rows(context, add_oak(context), *(row(external_id=f"R{n}", phone=phone(n)) for n in range(MANY + 2)))
    return context


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MANY + 2) as pool:
        yield pool


class Held:
    """Every place of the process is taken by a text whose phone another process deals with."""

    def __init__(self, context: Context, web: TestClient, pool: ThreadPoolExecutor) -> None:
        self._stack = ExitStack()
        tx = self._stack.enter_context(context.db.begin())
        for number in range(MANY, MANY + 2):
            wait_for_turn(tx, address_hashes(tx, Channel.SMS, phone(number))[0])
        self.held = [pool.submit(post, web, form("hi", f"SM{n}", From=phone(n))) for n in range(MANY, MANY + 2)]
        wait_until(lambda: waiting_for_locks(context) == 2)

    def release(self) -> None:
        self._stack.close()


def waiting_for_locks(context: Context) -> int:
    with context.db.read() as tx:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return tx.conn.exec_driver_sql(query).scalar_one()


def transactions(context: Context) -> list[int]:
    """How many texts each transaction that stores some holds, once it has committed."""
    stored: list[int] = []
    here = threading.local()

    def executed(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "pg_try_advisory_xact_lock" in statement or "pg_advisory_xact_lock" in statement:
            here.statement = statement

    def committed(_conn: Any) -> None:
        if statement := getattr(here, "statement", None):
            stored.append("try" in statement)
            here.statement = None

    event.listen(context.db.engine, "before_cursor_execute", executed)
    event.listen(context.db.engine, "commit", committed)
    return stored


def send(web: TestClient, pool: ThreadPoolExecutor, bodies: dict[int, str]) -> dict[int, int]:
    jobs = {n: pool.submit(post, web, form(body, f"SM{n}", From=phone(n))) for n, body in bodies.items()}
    return {n: job.result() for n, job in jobs.items()}


BODIES = {
    n: ("STOP" if n % 8 == 0 else "I have chest pain" if n % 3 == 0 else "what are your hours") for n in range(MANY)
}


def test_what_waits_is_stored_in_a_few_transactions_and_answered_after_them(context: Context, pool: ThreadPoolExecutor):
    with site(context) as web:
        post(web, {"Body": "first of all"})
        held = Held(context, web, pool)
        stored = transactions(context)
        jobs = {n: pool.submit(post, web, form(body, f"SM{n}", From=phone(n))) for n, body in BODIES.items()}
        assert not any(job.done() for job in jobs.values())
        held.release()
        assert {job.result() for job in [*jobs.values(), *held.held]} == {200}
        assert len(stored) <= MANY // 2, "they were stored one by one"
        assert any(stored)
    assert len(all_rows(context, replies)) == MANY + 2
    assert len(all_rows(context, opt_outs)) == sum(body == "STOP" for body in BODIES.values())
    assert [item.times for item in all_rows(context, alerts)] == [1] * sum("chest" in body for body in BODIES.values())


def test_texts_that_wait_for_others_keep_no_place_for_long(
    context: Context, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(text_intake, "SLOW", 0.05)
    with site(context) as web:
        post(web, {"Body": "first of all"})
        held = Held(context, web, pool)
        assert set(send(web, pool, BODIES).values()) == {200}
        assert not any(job.done() for job in held.held)
        held.release()
        assert {job.result() for job in held.held} == {200}


def test_one_text_that_cannot_be_taken_in_costs_the_others_nothing(
    context: Context, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
):
    real = understand.read

    def read(body: str, *rest: Any, **more: Any) -> Any:
        if body == "the bad one":
            raise KeyError(body)
        return real(body, *rest, **more)

    monkeypatch.setattr(understand, "read", read)
    with capture_logs() as logs, site(context) as web:
        post(web, {"Body": "first of all"})
        held = Held(context, web, pool)
        bodies = BODIES | {5: "the bad one"}
        jobs = {n: pool.submit(post, web, form(body, f"SM{n}", From=phone(n))) for n, body in bodies.items()}
        held.release()
        assert {n: job.result() for n, job in jobs.items()} == dict.fromkeys(jobs, 200) | {5: 500}
    assert len(all_rows(context, replies)) == MANY + 2 - 1
    assert len({item.provider_id for item in all_rows(context, replies)}) == MANY + 1
    assert [line["event"] for line in logs if line["event"] == "texts_taken_in_one_by_one"] != []
