"""What goes down, who is told and what still leaves: real web and mail servers, and Twilio's stand-in."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import uvicorn

from reminders.config import Settings
from reminders.core.model.contact import Channel
from reminders.embedded import bind
from reminders.services.upkeep.watch import watch
from reminders.store.clinics.switches import switches_on
from reminders.store.tables import alerts, messages, patients
from reminders.web.app import make_web_app
from tests.channels.making import smtp_email, twilio_sms
from tests.making import (
    all_rows,
    at,
    change_clinic_to,
    enroll_rows,
    make_context,
    message,
    row,
    run,
    run_at,
    standing,
)
from tests.standins.smtp import SmtpFault, SmtpStandin
from tests.standins.twilio import AUTH_TOKEN, Fault, TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

MORNING = "03-11 16:00"
PUBLIC, OUR_NUMBER = "https://reminders.example.org", "+12025550100"
ANA, BEN, EVA = "+12025550123", "+12025550124", "+12025550125"


@pytest.fixture
def twilio() -> Iterator[TwilioStandin]:
    with TwilioStandin() as standin:
        yield standin


@pytest.fixture
def mail() -> Iterator[SmtpStandin]:
    with SmtpStandin() as standin:
        yield standin


@pytest.fixture
def context(database: Database, clock: FixedClock, twilio: TwilioStandin, mail: SmtpStandin) -> Iterator[Context]:
    """Everything real but the provider; webhooks reach a real web server."""
    made = make_context(database, clock)
    text_sender = twilio_sms(twilio.url, receipt_url=made.links.receipt_url)
    mail_sender = smtp_email(mail.url)
    made = replace(made, senders={Channel.SMS: text_sender, Channel.EMAIL: mail_sender})
    listener = bind("127.0.0.1", 0)
    app = make_web_app(made, Settings(public_url=PUBLIC, twilio_auth_token=AUTH_TOKEN))
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    twilio.webhooks.reroute = {PUBLIC: f"http://127.0.0.1:{listener.getsockname()[1]}"}
    yield made
    server.should_exit = True
    thread.join(60)
    text_sender.close()
    mail_sender.close()


@pytest.fixture
def texting(context: Context, clinic: Clinic) -> Clinic:
    """The clinic, with the number that patients write to."""
    return change_clinic_to(context, clinic, sms_sender=OUR_NUMBER)


def write(twilio: TwilioStandin, phone: str, text: str) -> None:
    """A patient texts us."""
    assert twilio.inbound(f"{PUBLIC}/webhooks/twilio/inbound", phone, text, OUR_NUMBER) == 200


def down(context: Context) -> list[str]:
    with context.db.read() as tx:
        return list(switches_on(tx))


def open_alerts(context: Context) -> list[str]:
    return sorted(item.kind for item in all_rows(context, alerts) if item.closed_at is None)


def got(twilio: TwilioStandin, phone: str) -> list[str]:
    return [item.body for item in twilio.accepted if item.to == phone]


def test_one_filtered_text_and_then_an_emergency(
    context: Context, texting: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    enroll_rows(context, texting, *(row(phone=phone, email_consent="no") for phone in (ANA, BEN)))
    run_at(context, clock, MORNING)
    sid = next(item.sid for item in twilio.accepted if item.to == ANA)
    assert twilio.call_back(sid, "undelivered", 30007) == 204
    assert (down(context), open_alerts(context)) == ([], [])
    texts = {item.status: item.error_code for item in all_rows(context, messages) if item.step == "walk_1"}
    assert texts == {"undelivered": "30007", "accepted": None}
    write(twilio, BEN, "chest pain and cant breathe")
    run(context)
    assert "911" in got(twilio, BEN)[-1]
    assert open_alerts(context) == ["red_flag"]


def test_a_sender_that_is_down_still_sends_safety_answers_and_stop_confirmations(
    context: Context, texting: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    enroll_rows(context, texting, *(row(phone=phone, email_consent="no") for phone in (ANA, BEN, EVA)))
    run_at(context, clock, MORNING)
    before = {phone: len(got(twilio, phone)) for phone in (ANA, BEN, EVA)}
    sid = next(item.sid for item in twilio.accepted if item.to == ANA)
    assert twilio.call_back(sid, "undelivered", 30034) == 204
    assert down(context) == [f"line:sms:{OUR_NUMBER}"]
    assert open_alerts(context) == ["line_down"]
    clock.set(at("03-11 16:02"))
    write(twilio, ANA, "HELP")
    write(twilio, BEN, "chest pain and cant breathe")
    write(twilio, EVA, "please stop texting me")  # not a keyword: Twilio would answer that one itself
    run(context)
    assert len(got(twilio, ANA)) == before[ANA], "help waits"
    assert "911" in got(twilio, BEN)[-1]
    assert len(got(twilio, EVA)) == before[EVA] + 1
    assert down(context) == [f"line:sms:{OUR_NUMBER}"], "that they were taken is no proof: a receipt took it down"


def test_a_relay_that_refuses_takes_email_down_closes_no_address_and_comes_back_by_itself(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin, mail: SmtpStandin
):
    enroll_rows(context, clinic, *(row(sms_consent="no") for _ in range(4)), row(phone=ANA))
    mail.faults.append(SmtpFault(at="rcpt", reply="554 5.7.1 Relay access denied", times=-1))
    run_at(context, clock, MORNING)
    assert down(context) == ["line:email:default"]
    assert open_alerts(context) == ["line_down"]
    assert [item.email_bad_since for item in all_rows(context, patients)] == [None] * 5
    assert {
        item.status for item in all_rows(context, messages) if item.step == "walk_1" and item.channel == "email"
    } == {"planned"}
    assert len(got(twilio, ANA)) == 1, "texts go on"
    mail.faults.clear()
    run_at(context, clock, "03-11 16:15")
    run(context)
    assert (down(context), open_alerts(context)) == ([], [])
    assert len(mail.accepted) == 4


def test_a_daily_limit_is_waited_for(context: Context, clinic: Clinic, clock: FixedClock, mail: SmtpStandin):
    enroll_rows(context, clinic, row(sms_consent="no"))
    mail.faults.append(SmtpFault(at="before_data", reply="550 5.4.5 Daily user sending limit exceeded", times=1))
    run_at(context, clock, MORNING)
    assert (down(context), open_alerts(context)) == ([], [])
    waiting = message(context, "walk_1", "email")
    assert (waiting.status, waiting.error_code) == ("planned", "smtp_550 5.4.5 quota")
    assert waiting.ready_at - clock.now() == timedelta(hours=1)
    run_at(context, clock, "03-11 17:00")
    assert standing(context, "walk_1", "email") == ("accepted", None)
    assert len(mail.accepted) == 1


def test_a_limit_that_lasts_is_told_to_staff(context: Context, clinic: Clinic, clock: FixedClock, mail: SmtpStandin):
    enroll_rows(context, clinic, row(sms_consent="no"))
    mail.faults.append(SmtpFault(at="before_data", reply="550 5.4.5 Daily user sending limit exceeded", times=-1))
    run_at(context, clock, MORNING)
    for minute in range(0, 60, 5):
        run_at(context, clock, f"03-11 16:{minute:02}")
        watch(context)
    assert (down(context), open_alerts(context)) == ([], ["silence"])


def test_a_refused_account_at_create_holds_all_others_back(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    enroll_rows(context, clinic, *(row(email_consent="no") for _ in range(3)))
    twilio.faults.append(Fault.refused(20003, times=-1))
    run_at(context, clock, MORNING)
    assert open_alerts(context) == ["line_down"]
    twilio.faults.clear()
    run_at(context, clock, "03-11 16:15")
    run(context)
    assert (down(context), open_alerts(context), len(twilio.accepted)) == ([], [], 3)
