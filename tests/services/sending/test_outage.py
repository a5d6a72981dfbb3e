"""Eight hours without us over a due window: nothing late, what is still valid goes out in hours, the rest is listed."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from reminders.core.model.contact import Channel
from reminders.services.sending.tick import tick
from reminders.store.records import reporting
from reminders.store.tables import messages
from tests.making import at, enroll_rows, outbox, play, row, run_at

if TYPE_CHECKING:
    from sqlalchemy import Row

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

# walk_1 is due between 10:00 and 12:00 local and valid until 18:00. The outage ends at 22:00 UTC: 18:00 in New York,
# 15:00 in Los Angeles, noon in Honolulu.
ZONES = ("America/New_York", "America/Los_Angeles", "Pacific/Honolulu")
DOWN, BACK = "03-11 14:00", "03-11 22:00"
EACH = 40


def walks(context: Context) -> list[Row[tuple[str, ...]]]:
    with context.db.read() as tx:
        return list(tx.conn.execute(select(messages).where(messages.c.step == "walk_1")))


def test_eight_hours_over_a_due_window(context: Context, clinic: Clinic, clock: FixedClock):
    consents = ({}, {"sms_consent": "no"})
    rows = [row(timezone=zone, **more) for zone in ZONES for more in consents for _ in range(EACH // 2)]
    enroll_rows(context, clinic, *rows)
    zone_of = {str(item["external_id"]): item["timezone"] for item in rows}
    play(context, clock, DOWN)
    already = {item.id for item in walks(context) if item.status == "accepted"}
    clock.set(at(BACK))  # nothing ticked meanwhile
    woken = tick(context)
    assert 1 <= sum(woken.values()) <= 8 * len(woken)
    run_at(context, clock, BACK)
    play(context, clock, "03-13 00:00")

    with context.db.read() as tx:
        listed = {line.id: line for line in reporting.list_messages(tx)}
    fates: dict[str, set[str]] = {zone: set() for zone in ZONES}
    for item in walks(context):
        line = listed[item.id]
        fates[zone_of[line.external_id]].add(f"{item.status} {item.reason}")
        if item.status == "accepted" and item.id not in already:
            local = item.sent_at.astimezone(ZoneInfo(zone_of[line.external_id]))
            assert at(BACK) <= item.sent_at < item.send_before
            assert time(10) <= local.time() < time(18)
            assert local.date() == at(DOWN).date()
    assert fates == {
        "America/New_York": {"missed too_late"},
        "America/Los_Angeles": {"accepted None"},
        "Pacific/Honolulu": {"accepted None"},
    }
    sent = [(channel, item.address) for channel in Channel for item in outbox(context, channel).sent]
    assert len(sent) == len(set(sent)) == 2 * EACH


def test_the_backlog_of_an_outage_leaves_within_the_hours_even_when_it_ends_at_night(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, *(row(timezone=ZONES[0]) for _ in range(10)))
    play(context, clock, "03-16 15:00")  # before pain_plan, which is valid until two in the next afternoon
    clock.set(at("03-17 04:00"))  # midnight in New York
    play(context, clock, "03-18 00:00")
    with context.db.read() as tx:
        query = select(messages).where(messages.c.step == "pain_plan", messages.c.channel == "sms")
        found = list(tx.conn.execute(query))
    assert [item.status for item in found] == ["accepted"] * 10
    assert {item.sent_at for item in found} == {at("03-17 14:00")}  # ten in the morning
