"""Visits of one day are told by one message, whose answer is about each of them, whatever moves or is canceled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import FIRST_SLOT, VisitState
from reminders.core.records.delivery_filter import DeliveryFilter, Shown
from reminders.services.records.deliveries import list_deliveries
from reminders.services.records.export import export_patient
from reminders.services.records.list_messages import list_messages
from reminders.services.replies.reply import receive
from reminders.services.visits.book_visit import mark_by_id
from reminders.store.plans.visits import answers_about
from reminders.store.tables import enrollments, messages
from tests.making import SOMEBODY, all_rows, play
from tests.services.visits.test_visits import PHONE, load, one, texts

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

__all__ = ["one"]
MORNING, NOON, AFTERNOON = (
    "V1,check,2026-03-20T09:30,Suite 4",
    "V2,,2026-03-20T11:00,",
    "V3,x-ray,2026-03-20T14:30,Suite 9",
)


def told(context: Context) -> list[str]:
    """List the messages about visits: `status, or reason, slots`, lowest slot first."""
    rows = sorted((row for row in all_rows(context, messages) if row.anchor >= FIRST_SLOT), key=lambda row: row.anchor)
    return [
        f"{row.reason or row.status} {row.anchor - FIRST_SLOT}"
        + "".join(f"+{int(slot) - FIRST_SLOT}" for slot in (row.also_anchors or "").split(",") if slot)
        for row in rows
    ]


def test_one_text_tells_of_all_visits_of_a_day(context: Context, clinic: Clinic, clock: FixedClock, one: str) -> None:
    load(context, clinic, f"{one},{MORNING}", f"{one},{AFTERNOON}", f"{one},{NOON}")
    assert told(context) == ["planned 0+2+1", "together 1", "together 2"]
    play(context, clock, "03-19 22:00")
    (text,) = [text for text in texts(context) if "March 20" in text]
    assert (
        "See you on Friday, March 20 at 9:30 AM (Suite 4), 11:00 AM, and 2:30 PM (Suite 9). "
        "Reply 1 to confirm all of them, 2 to change one or more." in text
    )
    assert "x-ray" not in text, "what a visit is for stays with staff"
    (line,) = [line for line in list_messages(context) if line.step == "visit_reminder" and line.sent_at]
    assert line.visits == ("V1", "V2", "V3")
    receive(context, clinic, Channel.SMS, PHONE, "1")
    with context.db.read() as tx:
        about = answers_about(tx, [row.id for row in all_rows(context, enrollments)])
    assert {slot - FIRST_SLOT: code for (_, slot), code in about.items()} == dict.fromkeys(range(3), "confirmed")
    patient = all_rows(context, enrollments)[0].patient_id
    exported = json.loads(export_patient(context, clinic, patient, actor=SOMEBODY))
    (message,) = [item for item in exported["messages"] if item["step"] == "visit_reminder" and item["sent_at"]]
    assert [len(message["also"]), message["plan_version"], message["wording_version"]] == [2, 4, 1]


def test_what_moves_before_the_message_leaves_takes_itself_out(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
) -> None:
    load(context, clinic, f"{one},{MORNING}", f"{one},{AFTERNOON}")
    load(context, clinic, f"{one},V1,check,2026-03-27T09:30,Suite 4")
    assert told(context) == ["planned 1", "planned 2"]
    load(context, clinic, f"{one},V1,check,2026-03-20T08:15,Suite 4")
    assert told(context) == ["together 1", "planned 3+1"]
    mark_by_id(context, clinic, one, "V1", VisitState.CANCELLED, actor=SOMEBODY)
    assert told(context) == ["planned 1", "visit_cancelled 3"]
    play(context, clock, "03-19 22:00")
    (text,) = [text for text in texts(context) if "March 20" in text]
    assert "at 2:30 PM. Place: Suite 9. Reply 1 to confirm, 2 to change." in text


def test_what_moves_after_it_left_is_told_again_alone(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
) -> None:
    load(context, clinic, f"{one},{MORNING}", f"{one},{AFTERNOON}")
    play(context, clock, "03-19 22:00")
    load(context, clinic, f"{one},V1,check,2026-03-24T09:30,Suite 4")
    assert told(context) == ["accepted 0+1", "together 1", "planned 2"]
    play(context, clock, "03-23 22:00")
    assert [("2:30 PM" in text, "9:30 AM" in text) for text in texts(context) if "See you" in text] == [
        (True, True),
        (False, True),
    ]


def test_a_visit_told_with_another_is_no_message_that_went_missing(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
) -> None:
    load(context, clinic, f"{one},{MORNING}", f"{one},{AFTERNOON}")
    play(context, clock, "03-20 22:00")
    assert "together 1" in told(context)
    listed = list_deliveries(context, clinic, DeliveryFilter(Shown.SKIPPED), actor=SOMEBODY)
    assert "together" not in {row.message.reason for row in listed.rows}
