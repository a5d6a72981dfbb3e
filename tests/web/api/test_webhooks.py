"""Webhooks: every change is told of, signed, in order, again until it arrives, and never with patient data unasked."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reminders.core.api.webhooks import signature
from reminders.core.model.contact import Channel
from reminders.services.api.deliver_webhooks import deliver_webhooks
from reminders.services.api.webhooks import add_webhook, switch_webhook, try_webhook
from reminders.services.enrollment.enroll import enroll
from reminders.services.forms.enrollment_form import check_form
from reminders.services.plans.change_state import CancelReason, cancel, pause, resume
from reminders.services.records.purge import purge
from reminders.services.replies.reply import receive
from reminders.services.sending.receipts import take_receipt
from reminders.store.tables import alerts, messages, webhook_deliveries, webhooks
from tests.making import SOMEBODY, all_rows, enroll_rows, play, row, whole_store
from tests.services.sending.test_receipts import receipt
from tests.web.api.posting import Receiver, with_poster
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")
ANA = {
    "external_id": "MRN-1",
    "given_name": "Wilhelmina",
    "family_name": "Featherstonehaugh",
    "phone": "(202) 555-0123",
}
HOUR = timedelta(hours=1)


@pytest.fixture
def ehr() -> Receiver:
    return Receiver()


@pytest.fixture
def told(context: Context, ehr: Receiver) -> Context:
    """The context, with a way out."""
    return with_poster(context, ehr)


@pytest.fixture
def secret(told: Context, clinic: Clinic) -> str:
    """Add a webhook; its secret."""
    return add_webhook(told, clinic, "https://ehr.example.org/secret-path", actor=SOMEBODY)[1]


def types(ehr: Receiver) -> list[str]:
    return [json.loads(post.body)["type"].partition(".")[2] for post in ehr.got]


def open_alerts(context: Context) -> list[str]:
    return [item.kind for item in all_rows(context, alerts) if item.closed_at is None and item.kind == "webhook_down"]


def advance(told: Context, clock: FixedClock, by: timedelta) -> int:
    clock.set(clock.now() + by)
    return deliver_webhooks(told)


def test_changes_are_told_in_order_signed_and_by_id(told: Context, clinic: Clinic, ehr: Receiver, secret: str):
    enroll_rows(told, clinic, row(**ANA))
    pause(told, clinic, "MRN-1", actor=SOMEBODY)
    resume(told, clinic, "MRN-1", actor=SOMEBODY)
    receive(told, clinic, Channel.SMS, "+12025550123", "my leg feels weak")
    cancel(told, clinic, "MRN-1", CancelReason.OTHER, actor=SOMEBODY)
    assert deliver_webhooks(told) == 5
    assert [item for item in types(ehr) if item != "opened"] == ["created", "paused", "resumed", "canceled"]
    for post in ehr.got:
        stamp = int(post.headers["webhook-timestamp"])
        assert post.headers["webhook-signature"] == signature(secret, post.headers["webhook-id"], stamp, post.body)
        for private in (b"Featherstonehaugh", b"Wilhelmina", b"MRN-1", b"5550123", b"2026-03-10", b"leg"):
            assert private not in post.body
        assert json.loads(post.body)["data"].keys() == {"enrollment_id", "patient_id"}
    assert len({post.headers["webhook-id"] for post in ehr.got}) == 5
    assert deliver_webhooks(told) == 0


def test_patient_data_goes_only_where_it_was_asked_for(told: Context, clinic: Clinic, ehr: Receiver):
    add_webhook(told, clinic, "https://ehr.example.org", includes_data=True, actor=SOMEBODY)
    enroll_rows(told, clinic, row(**ANA))
    deliver_webhooks(told)
    enrollment = json.loads(ehr.got[0].body)["data"]["enrollment"]
    assert (enrollment["external_id"], enrollment["phone"]) == ("MRN-1", "+12025550123")


@pytest.mark.usefixtures("secret")
def test_what_becomes_of_a_message_is_told_by_id(told: Context, clinic: Clinic, clock: FixedClock, ehr: Receiver):
    enroll_rows(told, clinic, row(**ANA))
    play(told, clock, "03-12 12:00")
    sent = {item.id: item for item in all_rows(told, messages) if item.status == "accepted"}
    text = next(item for item in sent.values() if item.channel == "sms")
    assert take_receipt(told, text.attempt_id, receipt("delivered", sid=text.provider_id))
    deliver_webhooks(told)
    bodies = [json.loads(post.body) for post in ehr.got]
    outcomes = [(body["type"], body["data"]) for body in bodies if body["type"].startswith("message.")]
    assert {data["message_id"] for kind, data in outcomes if kind == "message.sent"} == set(sent)
    assert outcomes[-1] == (
        "message.delivered",
        {
            "enrollment_id": text.enrollment_id,
            "patient_id": text.patient_id,
            "message_id": text.id,
            "step": text.step,
            "channel": "sms",
            "to": "patient",
            "status": "delivered",
            "reason": None,
        },
    )


@pytest.mark.usefixtures("secret")
def test_a_change_that_is_taken_back_is_no_event(told: Context, clinic: Clinic):
    form = check_form(row(), clinic, told.catalog)
    enroll(told, clinic, [form], dry_run=True, actor=SOMEBODY)
    assert deliver_webhooks(told) == 0
    enroll(told, clinic, [form], actor=SOMEBODY)
    assert deliver_webhooks(told) == 1


@pytest.mark.usefixtures("secret")
def test_what_fails_is_tried_again_ever_less_often_and_blocks_only_its_own_enrollment(
    told: Context, clinic: Clinic, clock: FixedClock, ehr: Receiver
):
    enroll_rows(told, clinic, row(**ANA), row(external_id="B"))
    pause(told, clinic, "MRN-1", actor=SOMEBODY)
    ehr.answer = 500
    assert deliver_webhooks(told) == 0
    assert types(ehr) == ["created", "created"], "of one enrollment the first event alone"
    assert deliver_webhooks(told) == 0
    assert advance(told, clock, timedelta(seconds=9)) == 0
    assert len(ehr.got) == 2
    advance(told, clock, timedelta(seconds=2))
    assert len(ehr.got) == 3, "while it fails, one at a time"
    ehr.answer = None
    advance(told, clock, timedelta(seconds=30))
    assert {item.answer for item in all_rows(told, webhook_deliveries)} == {"500", "no answer in time", None}
    ehr.answer, ehr.got[:] = 204, []
    arrived = sum(advance(told, clock, timedelta(minutes=2)) for _ in range(3))
    assert (arrived, types(ehr)[-1]) == (3, "paused")
    assert len({post.headers["webhook-id"] for post in ehr.got}) == 3
    assert all_rows(told, webhooks)[0].failures == 0


@pytest.mark.usefixtures("secret")
def test_an_hour_of_failures_raises_an_alarm_and_three_days_end_it(
    told: Context, clinic: Clinic, clock: FixedClock, ehr: Receiver
):
    enroll_rows(told, clinic, row(**ANA))
    ehr.answer = 503
    for _ in range(3):
        advance(told, clock, timedelta(minutes=10))
    assert open_alerts(told) == []
    advance(told, clock, HOUR)
    assert open_alerts(told) == ["webhook_down"]
    for _ in range(24 * 3):
        advance(told, clock, HOUR)
    hook = all_rows(told, webhooks)[0]
    assert hook.disabled_at is not None
    tries = len(ehr.got)
    pause(told, clinic, "MRN-1", actor=SOMEBODY)
    assert advance(told, clock, 5 * HOUR) == 0
    assert len(ehr.got) == tries, "it is off"
    ehr.answer = 200
    switch_webhook(told, clinic, hook.id, on=True, actor=SOMEBODY)
    assert open_alerts(told) == []
    assert advance(told, clock, HOUR) == 1
    assert types(ehr)[-1] == "paused", "events wait while it is off; what was given up is replayed by hand"


@pytest.mark.usefixtures("secret")
def test_a_process_that_dies_while_posting_leaves_nothing_untold(
    told: Context, clinic: Clinic, clock: FixedClock, ehr: Receiver, monkeypatch: pytest.MonkeyPatch
):
    enroll_rows(told, clinic, row(**ANA))
    with monkeypatch.context() as patch:
        patch.setattr(ehr, "post_all", lambda _posts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            deliver_webhooks(told)
    assert deliver_webhooks(told) == 0, "claimed, perhaps by a process that still lives"
    assert advance(told, clock, timedelta(minutes=3)) == 1


@pytest.mark.usefixtures("secret")
def test_an_address_that_is_gone_is_switched_off_at_once(told: Context, clinic: Clinic, ehr: Receiver):
    enroll_rows(told, clinic, row(**ANA))
    ehr.answer = 410
    deliver_webhooks(told)
    assert all_rows(told, webhooks)[0].disabled_at is not None


def test_the_page_shows_what_became_of_each_event_and_sends_it_again(
    told: Context, clinic: Clinic, clock: FixedClock, ehr: Receiver
):
    desk, page = signed_in(told, clinic), "/settings/webhooks"
    shown = desk.post(page, url="https://ehr.example.org/hook")
    assert "whsec_" in shown.text
    assert "whsec_" not in desk.get(page).text
    enroll_rows(told, clinic, row(**ANA))
    deliver_webhooks(told)
    text = desk.get(page).text
    for part in ("https://ehr.example.org/hook", "enrollment.created", "delivered", "200", "IDs only"):
        assert part in text
    assert "Featherstonehaugh" not in text
    event, hook = all_rows(told, webhook_deliveries)[0].id, all_rows(told, webhooks)[0].id
    assert desk.post(f"{page}/events/{event}/replay", page).status_code == 303
    assert deliver_webhooks(told) == 1
    assert ehr.got[0].headers["webhook-id"] == ehr.got[1].headers["webhook-id"] == event
    assert ehr.got[0].body == ehr.got[1].body
    for action, becomes in (("test", None), ("off", "off"), ("on", "active"), ("remove", "No webhooks yet")):
        assert desk.post(f"{page}/{hook}", page, action=action).status_code == 303
        assert becomes is None or becomes in desk.get(page).text
    enroll_rows(told, clinic, row())
    assert deliver_webhooks(told) == 0, "removed"
    clock.set(clock.now() + timedelta(days=31))
    purge(told, None)
    assert not all_rows(told, webhook_deliveries)


def test_addresses_and_secrets_are_encrypted(told: Context, clinic: Clinic, secret: str):
    try_webhook(told, clinic, all_rows(told, webhooks)[0].id, actor=SOMEBODY)
    everything: Any = str(whole_store(told))
    assert "secret-path" not in everything
    assert secret[6:] not in everything
