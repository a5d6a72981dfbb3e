"""A red flag and no one acknowledges: who is told, when, of what, and when it stops. The clock is the test's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError
from reminders.services.alerts.acknowledge import acknowledge, close
from reminders.services.alerts.escalate import escalate
from reminders.services.alerts.on_call_list import add_on_call, list_on_call, remove_on_call
from reminders.services.clinics.switch import pause_all
from reminders.services.replies.reply import receive
from reminders.store.alerts.triage import open_alerts
from reminders.store.records.reporting import service_status
from reminders.store.tables import alerts, messages, on_call
from tests.making import SOMEBODY, add_oak, alert_kinds, all_rows, enroll_rows, make_context, outbox, row, run

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

PHONE = "+12025550123"
ADA, BEN, CAM = "+12125550101", "+12125550102", "+12125550103"
ALARM = "I have chest pain"


@pytest.fixture
def staffed(context: Context, clinic: Clinic) -> Clinic:
    """Enroll a patient in a clinic with three people on call."""
    for name, phone in (("Ada", ADA), ("Ben", BEN), ("Cam", CAM)):
        add_on_call(context, clinic, OnCall(name, phone), actor=SOMEBODY)
    enroll_rows(context, clinic, row(phone=PHONE))
    return clinic


def alarm(context: Context, clinic: Clinic, phone: str = PHONE, body: str = ALARM) -> None:
    receive(context, clinic, Channel.SMS, phone, body)
    run(context)


def pass_time(context: Context, clock: FixedClock, minutes: int) -> None:
    """Let beat and workers do what they do every few seconds, minute by minute."""
    for _ in range(minutes):
        clock.set(clock.now() + timedelta(minutes=1))
        escalate(context)
        run(context)


def told(context: Context) -> list[str]:
    """Who got a notice by text, in order."""
    names = {ADA: "Ada", BEN: "Ben", CAM: "Cam"}
    return [names[item.address] for item in outbox(context).sent if item.address in names]


def only_alert(context: Context) -> int:
    (alert,) = all_rows(context, alerts)
    return alert.id


def test_no_one_acknowledges_and_the_next_one_is_told_until_the_list_begins_again(
    context: Context, staffed: Clinic, clock: FixedClock
):
    alarm(context, staffed)
    assert told(context) == ["Ada"]
    pass_time(context, clock, 9)
    assert told(context) == ["Ada"]
    pass_time(context, clock, 1)
    assert told(context) == ["Ada", "Ben"]
    pass_time(context, clock, 20)
    assert told(context) == ["Ada", "Ben", "Cam", "Ada"]
    pass_time(context, clock, 24 * 60)
    assert told(context)[4:7] == ["Ben", "Cam", "Ada"]
    with context.db.read() as tx:
        status = service_status(tx, clock.now())
    assert (status.open_alerts, status.unheard_alerts) == (1, 1)
    assert status.oldest_alert_seconds == (24 * 60 + 30) * 60


def test_a_notice_says_that_something_waits_and_nothing_of_whom_or_what(context: Context, clinic: Clinic):
    add_on_call(context, clinic, OnCall("Ada", ADA, "ada@clinic.example"), actor=SOMEBODY)
    cells = row(phone=PHONE, given_name="Wilhelmina", family_name="Featherstonehaugh")
    enroll_rows(context, clinic, cells)
    alarm(context, clinic)
    text = next(item for item in outbox(context).sent if item.address == ADA)
    mail = outbox(context, Channel.EMAIL).sent[0]
    assert mail.address == "ada@clinic.example"
    assert mail.unsubscribe_url is None
    for words in (text.content.text, f"{mail.content.subject} {mail.content.text}"):
        assert "urgent reply" in words
        for secret in ("Wilhelmina", "Featherstonehaugh", "chest", "pain", PHONE, cells["external_id"], "tier"):
            assert secret not in words
    assert "https://reminders.example.org/k/" in text.content.text


def test_acknowledging_stops_it_and_what_is_not_closed_comes_again(
    context: Context, staffed: Clinic, clock: FixedClock
):
    alarm(context, staffed)
    pass_time(context, clock, 5)
    acknowledge(context, staffed, only_alert(context), "Ada", actor=SOMEBODY)
    pass_time(context, clock, 4 * 60 - 1)
    assert told(context) == ["Ada"]
    pass_time(context, clock, 11)
    assert told(context) == ["Ada", "Ada", "Ben"]
    (alert,) = all_rows(context, alerts)
    assert (alert.acknowledged_by, alert.acknowledged_at - alert.opened_at) == ("Ada", timedelta(minutes=5))


def test_closing_ends_it(context: Context, staffed: Clinic, clock: FixedClock):
    alarm(context, staffed)
    close(context, staffed, only_alert(context), "Ben", actor=SOMEBODY)
    pass_time(context, clock, 6 * 60)
    assert told(context) == ["Ada"]
    (alert,) = all_rows(context, alerts)
    assert (alert.closed_by, alert.acknowledged_by, alert.escalate_at) == ("Ben", "Ben", None)
    with pytest.raises(NotFoundError, match="no open alert"):
        close(context, staffed, alert.id, "Ada", actor=SOMEBODY)


def test_a_notice_that_has_not_left_is_withdrawn_when_someone_is_on_it(context: Context, staffed: Clinic):
    receive(context, staffed, Channel.SMS, PHONE, ALARM)
    acknowledge(context, staffed, only_alert(context), "Ben", actor=SOMEBODY)
    run(context)
    assert told(context) == []
    (notice,) = [item for item in all_rows(context, messages) if item.kind == "alert"]
    assert (notice.status, notice.reason) == ("cancelled", "acknowledged")


def test_another_clinics_alert_cannot_be_acknowledged(context: Context, staffed: Clinic):
    elm = add_oak(context, slug="elm")
    alarm(context, staffed)
    with pytest.raises(NotFoundError):
        acknowledge(context, elm, only_alert(context), "Eve", actor=SOMEBODY)


def test_a_second_alarm_of_the_same_phone_joins_the_first_and_another_phones_does_not(
    context: Context, staffed: Clinic, clock: FixedClock
):
    enroll_rows(context, staffed, row(phone="+12025550124"))
    for _ in range(5):
        alarm(context, staffed)
    assert told(context) == ["Ada"]
    alarm(context, staffed, "+12025550124")
    assert told(context) == ["Ada", "Ada"]
    pass_time(context, clock, 10)
    assert told(context) == ["Ada", "Ada", "Ben"], "one notice for both"
    assert [item.times for item in all_rows(context, alerts)] == [5, 1]


def test_an_alarm_after_the_acknowledgment_is_told_at_once(context: Context, staffed: Clinic):
    alarm(context, staffed)
    acknowledge(context, staffed, only_alert(context), "Ada", actor=SOMEBODY)
    alarm(context, staffed)
    assert told(context) == ["Ada", "Ada"]


def test_without_a_list_the_alert_waits_and_the_first_to_come_is_told(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(phone=PHONE))
    alarm(context, clinic)
    pass_time(context, clock, 3)
    assert told(context) == []
    add_on_call(context, clinic, OnCall("Ada", ADA), actor=SOMEBODY)
    pass_time(context, clock, 1)
    assert told(context) == ["Ada"]


def test_the_person_on_call_is_told_while_all_else_is_paused_and_more_often_than_the_fuse_allows(
    context: Context, clinic: Clinic, clock: FixedClock
):
    add_on_call(context, clinic, OnCall("Ada", ADA), actor=SOMEBODY)
    pause_all(context, actor=SOMEBODY)
    for number in range(25):
        phone = f"+1212555{1000 + number}"
        enroll_rows(context, clinic, row(phone=phone))
        alarm(context, clinic, phone)
    assert len(told(context)) == 25


def test_an_alert_of_another_kind_tells_no_one(context: Context, staffed: Clinic, clock: FixedClock):
    alarm(context, staffed, "+12025550199", "who is this")
    pass_time(context, clock, 30)
    assert alert_kinds(context) == ["unknown_number: None"]
    assert told(context) == []


def test_two_beats_at_once_tell_once(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    clinic = add_oak(context)
    add_on_call(context, clinic, OnCall("Ada", ADA), actor=SOMEBODY)
    add_on_call(context, clinic, OnCall("Ben", BEN), actor=SOMEBODY)
    enroll_rows(context, clinic, row(phone=PHONE))
    alarm(context, clinic)
    clock.set(clock.now() + timedelta(minutes=10))
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: escalate(context), range(8))) == 1
    run(context)
    assert told(context) == ["Ada", "Ben"]


def test_the_list_is_kept_in_order_and_sealed(context: Context, staffed: Clinic):
    add_on_call(context, staffed, OnCall("Dee", None, "dee@clinic.example", position=1), actor=SOMEBODY)
    assert [person.name for person in list_on_call(context, staffed)] == ["Dee", "Ada", "Ben", "Cam"]
    assert remove_on_call(context, staffed, 2, actor=SOMEBODY).name == "Ada"
    assert [person.name for person in list_on_call(context, staffed)] == ["Dee", "Ben", "Cam"]
    with pytest.raises(NotFoundError):
        remove_on_call(context, staffed, 4, actor=SOMEBODY)
    assert BEN not in str(all_rows(context, on_call))


def test_a_flood_of_strangers_is_six_notices_an_hour_and_hides_no_patient(
    context: Context, staffed: Clinic, clock: FixedClock
):
    for number in range(20):
        alarm(context, staffed, f"+1312555{1000 + number}")
        alarm(context, staffed, f"+1312555{1000 + number}")
    assert told(context) == ["Ada"] * 6
    alarm(context, staffed)
    assert told(context) == ["Ada"] * 7, "a patient's emergency is told of whatever else was"
    found = all_rows(context, alerts)
    assert (len(found), {item.times for item in found if not item.known}) == (21, {2})
    with context.db.read() as tx:
        waiting = open_alerts(tx, staffed.id, clock.now(), 5)
    assert (waiting.total, len(waiting.alerts)) == (21, 21), "no red flag is cut off"
    first = waiting.alerts[0]
    assert (first.known, first.words, first.phone) == (True, ALARM, PHONE)
    assert first.plan is not None
