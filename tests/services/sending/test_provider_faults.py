"""The provider at its worst, over real sockets: whatever it does, each patient gets each text once."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import uvicorn

from reminders.channels.twilio.lookup import TwilioLookup
from reminders.config import Settings
from reminders.core.model.contact import Channel
from reminders.embedded import bind
from reminders.services.sending.reconcile import reconcile
from reminders.store.tables import messages
from reminders.web.app import make_web_app
from tests.channels.making import PATIENCE, twilio_sms
from tests.making import all_rows, enroll_rows, make_context, row, run, run_at
from tests.standins import wait_until
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, AutoCallbacks, Fault, TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

MORNING, PATIENTS = "03-11 16:00", 40
PUBLIC = "https://reminders.example.org"


@pytest.fixture
def twilio() -> Iterator[TwilioStandin]:
    with TwilioStandin() as standin:
        yield standin


@pytest.fixture
def context(
    database: Database, clock: FixedClock, twilio: TwilioStandin, request: pytest.FixtureRequest
) -> Iterator[Context]:
    """Everything real but the provider; its callbacks reach a real web server. A test may name another timeout."""
    made = make_context(database, clock)
    timeout = getattr(request, "param", PATIENCE)
    sender = twilio_sms(twilio.url, receipt_url=made.links.receipt_url, timeout=timeout)
    lookup = TwilioLookup(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, api_base_url=twilio.url, timeout=PATIENCE)
    made = replace(made, senders={**made.senders, Channel.SMS: sender}, lookup=lookup)
    listener = bind("127.0.0.1", 0)
    app = make_web_app(made, Settings(public_url=PUBLIC, twilio_auth_token=AUTH_TOKEN))
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    twilio.webhooks.reroute = {PUBLIC: f"http://127.0.0.1:{listener.getsockname()[1]}"}
    yield made
    server.should_exit = True
    thread.join(60)
    sender.close()
    lookup.close()


def statuses(context: Context) -> Counter[str]:
    texts = (item for item in all_rows(context, messages) if (item.step, item.channel) == ("walk_1", "sms"))
    return Counter(item.status for item in texts)


def each_once(twilio: TwilioStandin) -> bool:
    return Counter(item.to for item in twilio.accepted) == Counter({item.to: 1 for item in twilio.accepted})


def enroll_many(context: Context, clinic: Clinic) -> None:
    enroll_rows(context, clinic, *(row(email_consent="no") for _ in range(PATIENTS)))


def every_tenth(number: int, _form: dict[str, str]) -> Fault | None:
    return Fault.accept_and_drop() if number % 10 == 0 else None


def test_every_tenth_answer_lost_is_settled_by_callbacks(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    twilio.rule = every_tenth
    twilio.callbacks = AutoCallbacks(duplicates=1, shuffle=True)
    enroll_many(context, clinic)
    run_at(context, clock, MORNING)
    wait_until(lambda: statuses(context) == {"delivered": PATIENTS})
    run(context)
    assert len(twilio.accepted) == PATIENTS
    assert each_once(twilio)


def test_and_without_callbacks_by_the_providers_list(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    twilio.rule = every_tenth
    enroll_many(context, clinic)
    run_at(context, clock, MORNING)
    assert statuses(context) == {"accepted": PATIENTS - PATIENTS // 10, "unconfirmed": PATIENTS // 10}
    assert reconcile(context) == {"found": PATIENTS // 10}
    assert statuses(context) == {"accepted": PATIENTS}
    run(context)
    assert len(twilio.accepted) == PATIENTS
    assert each_once(twilio)


STORM = (
    Fault.accept_and_drop(),
    Fault.drop(),
    Fault.server_error(accepted=True),
    Fault.server_error(accepted=False, status=503),
    Fault.garbled(),
    Fault.hang(300, accepted=True),
    Fault.hang(300),
    Fault.rate_limited(),
)


@pytest.mark.slow
@pytest.mark.parametrize("context", [timedelta(seconds=3)], indirect=True, ids=["impatient"])
def test_a_storm_of_every_kind_with_callbacks_lost_doubled_and_out_of_order(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    """Half of the requests go wrong, nine in ten callbacks are lost: at the end each text has arrived once."""
    twilio.rule = lambda number, _form: STORM[number // 2 % len(STORM)] if number % 2 else None
    twilio.callbacks = AutoCallbacks(duplicates=2, shuffle=True, loss=0.9, seed=7)
    enroll_many(context, clinic)
    run_at(context, clock, MORNING)
    twilio.faults.append(Fault.server_error(on="read", times=5))
    for _ in range(8):
        reconcile(context)
        clock.set(clock.now() + timedelta(minutes=12))
        run(context)
        if set(statuses(context)) <= {"accepted", "delivered"}:
            break
        twilio.rule = None
    assert set(statuses(context)) <= {"accepted", "delivered"}
    assert statuses(context).total() == PATIENTS == len(twilio.accepted)
    assert each_once(twilio)
