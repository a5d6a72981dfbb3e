"""The numbers for monitoring move with what they are about, and back; none of them is about a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.alerts.acknowledge import acknowledge
from reminders.services.api.deliver_webhooks import deliver_webhooks
from reminders.services.api.webhooks import add_webhook
from reminders.services.clinics.senders import mark_sender_down, resume_sender
from reminders.services.clinics.switch import pause_all, resume_all
from reminders.services.replies.reply import receive
from reminders.services.sending.receipts import take_receipt
from reminders.services.staff.access.opening import Browser
from reminders.services.staff.sign_in import RefusedError, ThrottledError, sign_in
from reminders.store.clinics import switches
from reminders.store.tables import alerts
from tests.making import SOMEBODY, all_rows, at, enroll_rows, message, row, run, run_at
from tests.services.hl7.making import take
from tests.services.hl7.test_receive import booked
from tests.services.sending.test_receipts import receipt
from tests.telemetry.scrape import Scrape, scrape
from tests.web.api.posting import Receiver, with_poster

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
PHONE = "+12025550101"


def grown(before: Scrape, after: Scrape, name: str, **labels: str) -> float:
    return after.number(name, **labels) - before.number(name, **labels)


def test_the_backlog_has_an_age_per_lane_and_what_no_worker_could_send_is_none(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(), row(sms_consent="no"))
    assert scrape(context).number("backlog_messages") == 0
    clock.set(at("03-11 16:00"))

    def backlog() -> list[float]:
        seen = scrape(context)
        return [seen.number("backlog_messages", lane=lane) for lane in ("urgent", "sms", "email")]

    assert backlog() == [0, 1, 1]
    due = message(context, "walk_1").ready_at
    assert scrape(context).number("backlog_age_seconds", lane="sms") == (clock.now() - due).total_seconds()
    with context.db.begin() as tx:
        mark_sender_down(tx, Channel.SMS, "default", clock.now(), actor=SOMEBODY)
    assert (backlog(), scrape(context).number("senders_down")) == ([0, 0, 1], 1)
    resume_sender(context, Channel.SMS, "default", actor=SOMEBODY)
    with context.db.begin() as tx:
        switches.set_switch(tx, switches.clinic_switch(clinic.id), clock.now())
    assert backlog() == [0, 0, 0]
    with context.db.begin() as tx:
        switches.clear_switch(tx, switches.clinic_switch(clinic.id))
    pause_all(context, actor=SOMEBODY)
    assert (backlog(), scrape(context).number("paused")) == ([0, 0, 0], 1)
    resume_all(context, actor=SOMEBODY)
    assert backlog() == [0, 1, 1]
    run(context)
    assert backlog() == [0, 0, 0]


def test_lateness_is_counted_from_the_moment_a_message_was_ready(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    due = message(context, "walk_1").ready_at
    before = scrape(context)
    clock.set(due + timedelta(seconds=400))
    run(context)
    after = scrape(context)
    assert grown(before, after, "lateness_seconds_sum", lane="sms") == 400
    assert grown(before, after, "lateness_seconds_bucket", lane="sms", le="300.0") == 0
    assert grown(before, after, "lateness_seconds_bucket", lane="sms", le="600.0") == 1
    assert grown(before, after, "sends_total", lane="sms", outcome="accepted") == 1


def test_receipts_have_a_lag_and_those_that_do_not_come_are_counted(
    context: Context, clinic: Clinic, clock: FixedClock
):
    twilio = replace(context, lookup=_NeverAsked())
    enroll_rows(context, clinic, row(phone=PHONE))
    run_at(context, clock, "03-11 16:00")
    sent = message(context, "walk_1")
    for minutes, overdue in ((14, 0), (16, 1), (119, 1), (121, 0)):
        clock.set(sent.sent_at + timedelta(minutes=minutes))
        assert scrape(twilio).number("receipts_overdue_messages") == overdue, minutes
    assert scrape(context).number("receipts_overdue_messages") == 0
    clock.set(sent.sent_at + timedelta(minutes=20))
    before = scrape(twilio)
    assert before.number("receipts_overdue_messages") == 1
    for _ in range(2):
        take_receipt(context, sent.attempt_id, receipt("delivered", sid=sent.provider_id))
    after = scrape(twilio)
    assert after.number("receipts_overdue_messages") == 0
    assert grown(before, after, "receipt_lag_seconds_sum") == 1200
    assert grown(before, after, "receipt_lag_seconds_count") == 1


class _NeverAsked:
    """Stands for Twilio's list of texts: that there is one is all that counts here."""

    def find_sent(self, *_: object) -> None:
        raise AssertionError

    def close(self) -> None:
        pass


def test_an_urgent_text_waits_until_someone_acknowledges_it(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE))
    receive(context, clinic, Channel.SMS, PHONE, "I have chest pain")
    clock.set(clock.now() + timedelta(minutes=7))
    before = scrape(context)
    assert before.number("oldest_unheard_alert_seconds") == 420
    (alert,) = all_rows(context, alerts)
    for _ in range(2):
        acknowledge(context, clinic, alert.id, "Ada", actor=SOMEBODY)
    after = scrape(context)
    assert after.number("oldest_unheard_alert_seconds") == 0
    assert grown(before, after, "reply_acknowledged_seconds_sum") == 420
    assert grown(before, after, "reply_acknowledged_seconds_count") == 1


def test_events_for_other_systems_wait_in_the_outbox_until_they_arrive(
    context: Context, clinic: Clinic, clock: FixedClock
):
    ehr = Receiver()
    ehr.answer = None
    told = with_poster(context, ehr)
    add_webhook(told, clinic, "https://ehr.example.org/", actor=SOMEBODY)
    enroll_rows(told, clinic, row())
    deliver_webhooks(told)
    clock.set(clock.now() + timedelta(hours=1))
    before = scrape(context)
    names = ("outbox_events", "outbox_lag_seconds", "webhooks_failing")
    assert [before.number(name) for name in names] == [1, 3600, 1]
    ehr.answer = 200
    deliver_webhooks(told)
    after = scrape(context)
    assert [after.number(name) for name in names] == [0, 0, 0]
    assert grown(before, after, "webhook_lag_seconds_sum") == 3600


def test_messages_of_the_hospital_that_wait_for_a_person_have_an_age(
    context: Context, clinic: Clinic, clock: FixedClock
):
    assert scrape(context).number("hl7_last_message_age_seconds") == -1
    take(context, clinic, booked())
    clock.set(clock.now() + timedelta(minutes=30))
    seen = scrape(context)
    assert seen.number("hl7_waiting_messages", state="work_list") == 1
    assert seen.number("hl7_lag_seconds", state="work_list") == 1800
    assert seen.number("hl7_lag_seconds", state="error") == 0
    assert seen.number("hl7_last_message_age_seconds") == 1800


def test_every_refused_sign_in_is_counted(context: Context, clinic: Clinic):
    before = scrape(context)
    for _ in range(6):
        with pytest.raises((RefusedError, ThrottledError)):
            sign_in(context, "nobody@oak.example", "a wrong password", Browser("198.51.100.7"))
    after = scrape(context)
    counted = [grown(before, after, "sign_in_failures_total", reason=why) for why in ("password", "throttled")]
    assert counted == [5, 1]


def test_a_database_that_is_away_is_a_number_and_the_rest_is_missing_not_stale(context: Context):
    assert scrape(context).number("database_up") == 1
    context.db.close()
    with context.db.begin() as tx:
        tx.conn.exec_driver_sql("ALTER TABLE messages RENAME TO gone")
    seen = scrape(context)
    assert (seen.number("database_up"), "reminders_due_messages" in seen.names) == (0, False)
    assert "reminders_sends_total" in seen.text or "reminders_lateness_seconds" in seen.text


def test_labels_are_few_and_name_no_one(context: Context, clinic: Clinic, clock: FixedClock):
    cells = row(phone=PHONE)
    enroll_rows(context, clinic, cells)
    run_at(context, clock, "03-11 16:00")
    receive(context, clinic, Channel.SMS, PHONE, "I have chest pain")
    seen = scrape(context)
    labels = {name: value for sample in seen.samples for name, value in sample.labels.items() if name != "le"}
    assert set(labels) <= {"lane", "outcome", "reason", "state"}
    assert len(seen.samples) < 250
    private = [cells[name] for name in ("given_name", "family_name", "email", "external_id")]
    assert not [value for value in [*private, PHONE, clinic.slug, clinic.name] if value in seen.text]
