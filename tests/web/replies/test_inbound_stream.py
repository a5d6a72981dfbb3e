"""A steady stream of texts while the database goes away and comes back: what Twilio was told is stored, is stored.

The stand-in does as Twilio does with `#rc=5&rp=all`: it posts again what was answered with a 5xx.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from reminders.clock import FixedClock
from reminders.config import Settings
from reminders.store.database.session import open_database
from reminders.store.tables import alerts, opt_outs, replies
from reminders.store.upkeep.schema import migrate
from reminders.web.app import make_web_app
from tests.making import NOW, add_oak, all_rows, enroll_rows, make_context, row, vault
from tests.servers import PostgresServer, require

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN, PUBLIC, PATH = "a token of these tests", "https://reminders.example.org", "/webhooks/twilio/inbound"
PHONES, TEXTS, RATE = 20, 240, 40
TRIES = 5


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """Start a server of this test alone: it is going to be killed."""
    found = require(PostgresServer.start)
    if found.folder is None:
        pytest.skip("the server from the environment is not ours to kill")
    yield found
    found.stop()


def phone(number: int) -> str:
    return f"+1202555{1000 + number % PHONES}"


def body(number: int) -> str:
    """Every phone texts words, alarms, and at last a stop."""
    if number >= TEXTS - PHONES:
        return "STOP"
    return "I have chest pain" if number % 3 == 0 else "what are your hours"


def post(web: TestClient, number: int) -> tuple[int, int]:
    """Post one text as Twilio would, again after a 5xx; return the last status and how many tries it took."""
    form = {"MessageSid": f"SM{number:032x}", "From": phone(number), "To": "+12025550100", "Body": body(number)}
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + PATH, form)
    for attempt in range(1, TRIES + 1):
        status = web.post(PATH, data=form, headers={"X-Twilio-Signature": signature}).status_code
        if status < 500:
            return status, attempt
        time.sleep(0.5)
    return status, TRIES


def test_a_database_that_is_killed_midway_costs_no_text_and_doubles_none(server: PostgresServer):
    # The server of the tests answers before it has written; this one must keep what it confirmed when it is killed.
    url = f"{server.create_database()}?options=-csynchronous_commit%3Don"
    database = open_database(url, vault())
    try:
        migrate(database)
        context = make_context(database, FixedClock(NOW))
        clinic = add_oak(context)
        enroll_rows(context, clinic, *(row(phone=phone(number), email_consent="no") for number in range(PHONES)))
        settings = Settings(public_url=PUBLIC, twilio_auth_token=TOKEN)
        trouble = threading.Thread(target=lambda: (time.sleep(1.5), server.kill(), time.sleep(1.5), server.restart()))
        app = make_web_app(context, settings)
        with TestClient(app, raise_server_exceptions=False) as web, ThreadPoolExecutor(60) as pool:
            trouble.start()
            began = time.monotonic()
            jobs = []
            for number in range(TEXTS):
                time.sleep(max(0.0, began + number / RATE - time.monotonic()))
                jobs.append(pool.submit(post, web, number))
            results = [job.result() for job in jobs]
            trouble.join()
        assert {status for status, _ in results} == {200}
        stored = [item.provider_id for item in all_rows(context, replies)]
        assert sorted(stored) == [f"SM{number:032x}" for number in range(TEXTS)]
        flagged = Counter(number % PHONES for number in range(TEXTS) if "chest" in body(number))
        raised = [item.times for item in all_rows(context, alerts) if item.kind == "red_flag"]
        assert sorted(raised) == sorted(flagged.values())  # one a phone, counting its texts
        assert len({item.address_hash for item in all_rows(context, opt_outs)}) == PHONES
    finally:
        database.close()
