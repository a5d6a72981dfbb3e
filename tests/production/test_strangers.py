"""A thousand strangers text and a thousand addresses guess: patients stay in sight, and staff get in.

On PostgreSQL, with the figures that were asked of it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.clock import FixedClock, SystemClock
from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.replies.reply import receive
from reminders.services.staff.access.opening import Browser
from reminders.services.staff.sign_in import RefusedError, ThrottledError, sign_in
from reminders.store.database.session import open_database
from reminders.store.tables import alerts
from reminders.store.upkeep.schema import migrate
from reminders.telemetry.instruments import REGISTRY
from tests.making import NOW, SOMEBODY, add_oak, all_rows, enroll_rows, make_context, outbox, row, run, vault
from tests.web.desk import PASSWORD, add_person, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.services.context import Context
    from reminders.store.database.session import Database
    from tests.servers import PostgresServer

STRANGERS = 1_000
GUESSES, ADDRESSES, THREADS = 10_000, 1_000, 8
NURSE, PATIENT, ON_CALL = "nurse@oak.example", "+12025550123", "+12125550101"
ALARM = "I have chest pain"
KEPT_OUT_SECONDS = 5


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    url = postgres.create_database()
    opened = open_database(url, vault(), durable=False)
    with closing(opened):
        migrate(opened)
        yield opened
    postgres.drop_database(url)


def test_a_thousand_strangers_hide_no_patient_and_are_six_notices_an_hour(database: Database):
    clock = FixedClock(NOW)
    context = make_context(database, clock)
    clinic = add_oak(context)
    add_on_call(context, clinic, OnCall("Ada", ON_CALL), actor=SOMEBODY)
    enroll_rows(context, clinic, row(phone=PATIENT, given_name="Zenobia", family_name="Quartermain"))
    phones = [f"+1312{5550000 + number}" for number in range(STRANGERS)]
    for phone in [*phones, *phones[:50]]:
        receive(context, clinic, Channel.SMS, phone, ALARM)
    run(context)
    assert notices(context) == 6
    receive(context, clinic, Channel.SMS, PATIENT, ALARM)
    run(context)
    assert notices(context) == 7, "a patient's emergency is told of whatever else was"
    found = all_rows(context, alerts)
    assert len(found) == STRANGERS + 1
    assert Counter(item.times for item in found) == {1: STRANGERS - 50 + 1, 2: 50}, "one open alert for each phone"
    today = signed_in(context, clinic).get("/").text
    alarms = today[today.index("<main") :]
    assert f"{STRANGERS + 1:,}" in alarms or str(STRANGERS + 1) in alarms, "the total is shown"
    assert alarms.index("Quartermain") < alarms.index("(312) 555-"), "the patient comes first"


def notices(context: Context) -> int:
    """Count the texts to who is on call."""
    return sum(item.address == ON_CALL for item in outbox(context).sent)


@pytest.mark.timeout(900)
def test_ten_thousand_guesses_from_a_thousand_addresses_keep_no_known_device_out(database: Database):
    context = make_context(database, SystemClock())
    add_person(context, add_oak(context), NURSE)
    own = Browser("203.0.113.9")
    device = sign_in(context, NURSE, PASSWORD, own).device
    before, waits, ended = counted(), list[float](), threading.Event()

    def guess(number: int) -> str:
        address = f"198.18.{number % ADDRESSES // 250}.{number % 250}"
        try:
            sign_in(context, NURSE, f"wrong {number}", Browser(address, device="made up"))
        except (RefusedError, ThrottledError) as refused:
            return type(refused).__name__
        return "in"

    def keep_signing_in() -> None:
        while not ended.is_set():
            began = time.monotonic()
            sign_in(context, NURSE, PASSWORD, replace(own, device=device))  # ThrottledError fails the test
            waits.append(time.monotonic() - began)
            ended.wait(0.2)

    with ThreadPoolExecutor(THREADS + 1) as pool:
        staff = pool.submit(keep_signing_in)
        outcomes = Counter(pool.map(guess, range(GUESSES)))
        ended.set()
        staff.result(60)
    figures = f"{len(waits)} sign-ins meanwhile, the slowest {max(waits):.2f} s"
    sys.stderr.write(f"{GUESSES} guesses: {dict(outcomes)}; {figures}\n")
    assert outcomes == {"RefusedError": 5, "ThrottledError": GUESSES - 5}
    assert counted() - before == GUESSES, "every failure is counted"
    assert len(waits) > 3
    assert max(waits) < KEPT_OUT_SECONDS, figures


def counted() -> float:
    """Return how many refused sign-ins the metrics know of."""
    name = "reminders_sign_in_failures_total"
    return sum(REGISTRY.get_sample_value(name, {"reason": reason}) or 0 for reason in ("password", "throttled"))
