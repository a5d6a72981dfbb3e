from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.embedded.clinic_in_a_box import ClinicInABox
from tests.production.line import Line
from tests.production.processes import Programs
from tests.servers import PostgresServer, RedisServer, require
from tests.standins.smtp import SmtpStandin
from tests.standins.twilio import TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    server = require(PostgresServer.start)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def broker() -> Iterator[RedisServer]:
    server = require(RedisServer.start)
    yield server
    server.stop()


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """Programs of this test alone; none survives it."""
    found = Programs(tmp_path)
    yield found
    found.close()


@pytest.fixture
def line(tmp_path: Path, programs: Programs, postgres: PostgresServer, broker: RedisServer) -> Iterator[Line]:
    broker.flush()
    with TwilioStandin() as twilio, SmtpStandin() as smtp:
        found = Line(ClinicInABox(tmp_path, twilio, smtp), programs, postgres, broker)
        try:
            yield found
        finally:
            programs.close()
            postgres.drop_database(found.box.extra["DATABASE_URL"])
