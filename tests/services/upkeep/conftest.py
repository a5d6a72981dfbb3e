"""Several processes on one database, each with keys of its own, and two clinics that have something in every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.services.upkeep.schema import require_schema
from reminders.store.database.session import open_database
from tests.making import KEY, add_oak, enroll_rows, make_context, row, vault
from tests.services.upkeep.every_table import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def process(database_url: str, clock: FixedClock) -> Iterator[Callable[..., Context]]:
    """Start processes on one database, each with keys of its own."""
    started: list[Context] = []

    def start(*keys: bytes) -> Context:
        started.append(make_context(open_database(database_url, vault(*keys), durable=False), clock))
        require_schema(started[-1].db)
        return started[-1]

    yield start
    for context in started:
        context.db.close()


@pytest.fixture
def two(process: Callable[..., Context]) -> tuple[Clinic, Clinic]:
    """Two clinics with something in every table."""
    context = process(KEY)
    oak = add_oak(context)
    elm = add_oak(context, slug="elm", name="Elm", sms_sender="+13125550111")
    fill(context, elm)
    enroll_rows(context, oak, row(given_name="Olga", phone="(202) 555-0177"))
    return oak, elm
