"""One text that says several things: a stop is obeyed, an emergency is in sight, and nothing cheerful leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.enrollment import patients as patients_store
from reminders.store.tables import alerts, messages, opt_outs, patients
from tests.making import alert_kinds, all_rows, enroll_rows, play, row, run

if TYPE_CHECKING:
    from sqlalchemy import Table

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


GOES_ON, HELD, TEXTS_HELD, EMAIL_ONLY = "goes on", "held", "texts held", "email only"
BOTH = {"red_flag", "plan_event"}

# The text; the alerts it opens; what leaves to the patient; what becomes of the plan. wound_1 has just been asked.
TABLE: list[tuple[str, set[str], set[str], str]] = [
    ("stop texting me, I can't feel my legs", {"red_flag"}, {"stop"}, EMAIL_ONLY),
    ("deje de mandar mensajes, no siento las piernas", {"red_flag"}, {"stop"}, EMAIL_ONLY),
    ("STOP. I have chest pain", {"red_flag"}, {"stop"}, EMAIL_ONLY),
    ("he died, stop these texts", {"plan_event"}, {"stop"}, HELD),
    ("My wife passed away. Please stop", {"plan_event"}, {"stop"}, HELD),
    ("mi esposo falleció, no manden más mensajes", {"plan_event"}, {"stop"}, HELD),
    ("STOP. he is back in the hospital", {"plan_event"}, {"stop"}, HELD),
    ("The surgery got cancelled, stop", {"plan_event"}, {"stop"}, HELD),
    ("stop texting me, he is in the ICU with chest pain", BOTH, {"stop"}, HELD),
    ("he's in the ICU with chest pain", BOTH, {"emergency"}, HELD),
    ("He died. ugh enough already", {"plan_event", "unclear_stop"}, {"death", "unclear_stop"}, HELD),
    ("1. He died yesterday", {"plan_event"}, {"death"}, HELD),
    ("1 he is back in the hospital", {"plan_event"}, {"plan_event"}, HELD),
    ("1 but I have chest pain", {"red_flag"}, {"emergency"}, GOES_ON),
    ("2 and I can't feel my legs", {"red_flag", "follow_up"}, {"emergency"}, GOES_ON),
    ("2 because I fell on Monday", {"red_flag", "follow_up"}, {"urgent"}, GOES_ON),
    ("thanks, but he died", {"plan_event"}, {"death"}, HELD),
    ("ugh enough already", {"unclear_stop"}, {"unclear_stop"}, TEXTS_HELD),
    ("don't stop, but I have chest pain", {"red_flag"}, {"emergency"}, GOES_ON),
]


def of(context: Context, table: Table, patient: str) -> list[str]:
    rows = [item for item in all_rows(context, table) if item.patient_id == patient]
    return [
        item.kind if table is alerts else item.step for item in rows if table is alerts or item.kind == "auto_reply"
    ]


def plan_of(context: Context, patient: str, *, stopped: bool) -> str:
    rows = [item for item in all_rows(context, messages) if item.patient_id == patient and item.kind == "scheduled"]
    ahead = {item.channel for item in rows if item.status == "planned"}
    if any(item.status == "held" for item in rows):
        return TEXTS_HELD if {item.reason for item in rows if item.status == "held"} == {"unclear_stop"} else HELD
    return EMAIL_ONLY if stopped and ahead == {"email"} else GOES_ON if "sms" in ahead else f"{sorted(ahead)}"


def test_what_leaves_what_is_held_and_who_is_told(context: Context, clinic: Clinic, clock: FixedClock):
    phones = [f"+1202555{100 + number:04}" for number in range(len(TABLE))]
    enroll_rows(context, clinic, *(row(external_id=f"R{number}", phone=phone) for number, phone in enumerate(phones)))
    play(context, clock, "03-14 20:00")
    for phone, (words, *_) in zip(phones, TABLE, strict=True):
        receive(context, clinic, Channel.SMS, phone, words)
    run(context)
    with context.db.read() as tx:
        people = {patients_store.ids_by_address(tx, Channel.SMS, phone)[0]: phone for phone in phones}
    wrong: list[str] = []
    stops = 0
    for patient, (words, told, left, plan) in zip(people, TABLE, strict=True):
        stops += "stop" in left
        seen = set(of(context, alerts, patient)), set(of(context, messages, patient)) - {"wound_1"}
        became = plan_of(context, patient, stopped="stop" in left)
        if (*seen, became) != (told, left, plan):
            wrong.append(f"{words}: {seen} {became}")
    assert wrong == []
    assert len(all_rows(context, opt_outs)) == stops
    assert {item.status for item in all_rows(context, messages) if item.kind == "auto_reply"} == {"accepted"}


def test_an_emergency_of_someone_who_starts_texts_again_is_answered(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(phone="+12025550123"))
    play(context, clock, "03-14 20:00")
    receive(context, clinic, Channel.SMS, "+12025550123", "STOP")
    receive(context, clinic, Channel.SMS, "+12025550123", "START. I have chest pain")
    run(context)
    (patient,) = (item.id for item in all_rows(context, patients))
    assert sorted(of(context, messages, patient)) == ["emergency", "start", "stop"]
    assert alert_kinds(context) == ["red_flag: tier A"]
