"""What a text needs, over every combination of a reading and its circumstances."""

from __future__ import annotations

from itertools import product

from reminders.core.alerts.alert_kinds import AlertKind, Severity, rank
from reminders.core.replies.needs import Circumstances, InboxPlace, Need, needs_person
from reminders.core.replies.replies import PlanEvent, Reading, RedFlag
from tests.tables import each_row

NOTHING = Reading(stop=False, start=False, help=False, red_flag=None, answer=None)
STOP = Reading(stop=True, start=False, help=False, red_flag=None, answer=None)

YES_NO = (False, True)
FLAGS, EVENTS = (None, RedFlag.A, RedFlag.B), (None, *PlanEvent)


def read(**more: object) -> Reading:
    return Reading(**({"stop": False, "start": False, "help": False, "red_flag": None, "answer": None} | more))  # type: ignore[arg-type]


A, B, C = Severity.EMERGENCY, Severity.URGENT, Severity.SOON
TABLE = {
    "free words": (read(), Circumstances(), InboxPlace.INBOX, []),
    "thanks": (read(), Circumstances(small_talk=True), InboxPlace.HANDLED, []),
    "a stop": (read(stop=True), Circumstances(), InboxPlace.HANDLED, []),
    "a start": (read(start=True), Circumstances(), InboxPlace.HANDLED, []),
    "help": (read(help=True), Circumstances(), InboxPlace.HANDLED, []),
    "an answer": (read(answer=2), Circumstances(answered=True), InboxPlace.HANDLED, []),
    "an answer that came too late": (
        read(answer=2),
        Circumstances(bare_choice=True, asked_lately=True),
        InboxPlace.INBOX,
        [],
    ),
    "a digit out of nothing": (read(), Circumstances(bare_choice=True), InboxPlace.HANDLED, []),
    "a digit after a question of last week": (
        read(),
        Circumstances(bare_choice=True, asked_lately=True),
        InboxPlace.INBOX,
        [],
    ),
    "a photo": (read(), Circumstances(pictures=1, small_talk=True), InboxPlace.INBOX, []),
    "a photo with an answer": (read(answer=2), Circumstances(pictures=1, answered=True), InboxPlace.INBOX, []),
    "a photo with a stop": (read(stop=True), Circumstances(pictures=1), InboxPlace.INBOX, []),
    "chest pain": (read(red_flag=RedFlag.A), Circumstances(), InboxPlace.INBOX, [(AlertKind.RED_FLAG, A)]),
    "a fever": (read(red_flag=RedFlag.B), Circumstances(), InboxPlace.INBOX, [(AlertKind.RED_FLAG, B)]),
    "a fall behind a digit": (
        read(answer=3, red_flag=RedFlag.B),
        Circumstances(answered=True),
        InboxPlace.INBOX,
        [(AlertKind.RED_FLAG, B)],
    ),
    "stop, chest pain": (
        read(stop=True, red_flag=RedFlag.A),
        Circumstances(),
        InboxPlace.INBOX,
        [(AlertKind.RED_FLAG, A)],
    ),
    "he died": (read(plan_event=PlanEvent.DIED), Circumstances(), InboxPlace.INBOX, [(AlertKind.PLAN_EVENT, B)]),
    "he died, stop": (
        read(plan_event=PlanEvent.DIED, stop=True),
        Circumstances(),
        InboxPlace.INBOX,
        [(AlertKind.PLAN_EVENT, B)],
    ),
    "enough already": (read(unclear_stop=True), Circumstances(), InboxPlace.INBOX, [(AlertKind.UNCLEAR_STOP, C)]),
    "enough already, from a stranger": (read(unclear_stop=True), Circumstances(known=False), InboxPlace.INBOX, []),
    "enough already, once stopped": (read(unclear_stop=True), Circumstances(stopped=True), InboxPlace.INBOX, []),
    "not sure how to read it": (read(unsure=True), Circumstances(), InboxPlace.UNSURE, []),
    "not sure, but thanks": (read(unsure=True), Circumstances(small_talk=True), InboxPlace.UNSURE, []),
    "a driving phone": (read(automatic=True), Circumstances(), InboxPlace.HANDLED, []),
    "a driving phone that alarms": (
        read(automatic=True, red_flag=RedFlag.A),
        Circumstances(),
        InboxPlace.INBOX,
        [(AlertKind.RED_FLAG, A)],
    ),
    "an office reply from the hospital": (
        read(automatic=True, plan_event=PlanEvent.IN_HOSPITAL),
        Circumstances(),
        InboxPlace.UNSURE,
        [],
    ),
}


@each_row("name", TABLE)
def test_what_a_text_needs(name: str):
    reading, around, place, alerts = TABLE[name]
    assert needs_person(reading, around) == Need(place, tuple(alerts))


def test_the_rules_hold_for_every_combination():
    broken: list[tuple[Reading, Circumstances]] = []
    for flag, event, *bits in product(FLAGS, EVENTS, *[YES_NO] * 13):
        stop, unclear, start, help_, automatic, unsure, photo, known, answered, lately, small, bare, stopped = bits
        reading = Reading(stop, start, help_, flag, None, unclear, event, automatic, unsure)
        around = Circumstances(int(photo), known, answered, lately, small, bare, stopped)
        need = needs_person(reading, around)
        raised = dict(need.alerts)
        must_look = photo or flag is not None or event is not None or (unsure and not automatic)
        holds = (
            (need.place is not InboxPlace.HANDLED or not must_look)
            and (AlertKind.RED_FLAG in raised) == (flag is not None)
            and (AlertKind.PLAN_EVENT in raised) == (event is not None and not automatic)
            and (AlertKind.UNCLEAR_STOP not in raised or (unclear and known and not (stop or stopped or automatic)))
            and list(raised.values()) == sorted(raised.values())
        )
        if not holds:
            broken.append((reading, around))
    assert broken == []


def test_a_patients_urgent_alert_comes_before_any_strangers_and_a_strangers_before_what_can_wait():
    order = [
        (Severity.EMERGENCY, True),
        (Severity.URGENT, True),
        (Severity.EMERGENCY, False),
        (Severity.URGENT, False),
        (Severity.SOON, True),
        (Severity.ROUTINE, False),
    ]
    ranks = [rank(severity, known=known) for severity, known in order]
    assert ranks == sorted(set(ranks))
