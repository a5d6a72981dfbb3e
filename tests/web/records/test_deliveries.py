"""The list of messages: each status, channel and reason finds its own, says it in words, and says what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from sqlalchemy import update

from reminders.core.records.delivery_filter import REASONS, DeliveryFilter, Shown, read_delivery_filter
from reminders.data import book
from reminders.store.tables import messages
from tests.making import add_oak, all_rows, at, enroll_rows, row
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

CARRIER = {"error_code": "30003"}
STANDS = {
    "walk_1": {"status": "delivered", "sent_at": at("04-20 14:00")},
    "wound_1": {
        "status": "undelivered",
        "sent_at": at("04-20 14:00"),
        "changed_at": at("04-20 15:00"),
        "error_code": "30003",
    },
    "work_desk_1": {"status": "accepted", "sent_at": at("04-20 14:00"), "channel": "email"},
    "work_desk_2": {"status": "skipped", "reason": "opted_out", "due_at": at("04-20 10:00")},
    "physio_1": {"status": "missed", "reason": "too_late", "changed_at": at("04-19 10:00")},
    "physio_2": {"status": "skipped", "reason": "not_applicable", "due_at": at("04-20 10:00")},
}


def shown(context: Context, clinic: Clinic, *queries: str) -> list[list[str]]:
    """Return the status tags of each list."""
    desk = signed_in(context, clinic)
    pages = [desk.get(f"/messages/deliveries?{query}").text for query in queries]
    return [re.findall(r'class="tag (\w+)"', page) for page in pages]


def fill(context: Context, clinic: Clinic, clock: FixedClock) -> None:
    enroll_rows(context, clinic, row(surgery_date="2026-04-10"))
    clock.set(at("04-20 16:00"))
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).values(status="cancelled", reason="replaced"))
        for step, values in STANDS.items():
            tx.conn.execute(update(messages).where(messages.c.step == step).values(**{"reason": None} | values))
    assert {item.status for item in all_rows(context, messages)} > {"delivered", "undelivered", "skipped", "missed"}


def test_each_filter_finds_its_own(context: Context, clinic: Clinic, clock: FixedClock):
    fill(context, clinic, clock)
    asked = {
        "": ["accepted", "delivered", "undelivered"],
        "status=delivered": ["delivered"],
        "channel=email": ["accepted"],
        "status=problems": ["missed", "undelivered"],
        "status=problems&reason=too_late": ["missed"],
        "status=skipped": ["skipped"],
        "status=skipped&reason=cap": [],
        "status=missed&days=1": [],
        "status=planned": [],
        "page=2": [],
    }
    found = shown(context, clinic, *asked)
    assert dict(zip(asked, map(sorted, found), strict=True)) == asked


def test_a_failure_says_what_it_was_and_what_to_do(context: Context, clinic: Clinic, clock: FixedClock):
    fill(context, clinic, clock)
    desk = signed_in(context, clinic)
    page = desk.get("/messages/deliveries?status=undelivered").text
    assert "(30003)" in page
    assert "phone" in page.partition("(30003)")[0][-300:], "the code in words"
    assert 'href="tel:' in page
    page = desk.get("/messages/deliveries?status=skipped").text
    assert "Opted out (STOP)" in page
    assert "Only they can start texts again" in page


def test_another_clinics_messages_are_in_no_list(context: Context, clinic: Clinic, clock: FixedClock):
    fill(context, clinic, clock)
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    desk = signed_in(context, elm, email="nurse@elm.example")
    for status in Shown:
        assert "tel:" not in desk.get(f"/messages/deliveries?status={status}&days=30").text


def test_every_reason_and_failure_has_advice():
    advice = book("labels").labels("advice")
    for reason in REASONS:
        assert reason.value in advice, reason
    for status in ("failed", "undelivered", "unconfirmed", "missed", "skipped", "held", "cancelled"):
        assert status in advice


def test_a_filter_is_read_from_its_own_address():
    for query in ("", "status=problems&reason=too_late", "status=skipped&channel=sms&days=30"):
        assert read_delivery_filter(dict(parse_qsl(query))).address() == query
    assert (
        read_delivery_filter({"status": "x", "channel": "fax", "reason": "replaced", "days": "9"}) == DeliveryFilter()
    )
