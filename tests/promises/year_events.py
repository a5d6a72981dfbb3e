"""Adds to a generated year what the second edition knows: scores, visits, caregivers, and why a plan was cancelled."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.promises.generate import DEFAULT_ZONE, Event, generate

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = dict[str, str]

SCORE_DAYS = {"": (-6, 70), "spinal_fusion": (-6, 365)}
SCORES = ("{} {}", "{}, {}", "{} and {}", "{} y {}", "back {} leg {}", "espalda {} pierna {}")
REASONS = ("readmitted", "asked_to_stop", "postponed", "other", "died")
CARE_DAYS = (4, 9, 10)  # when a caregiver is asked, see year_play
CARE_TEXTS = ("Thank you, we will look", "gracias", "I have chest pain", "no puedo respirar")
PLACES = ("Suite 4", "12 Main St.", "Front desk, floor 2")


def a_year_and_more(seed: int, patients: int, start: date, end: date, until: date) -> tuple[list[Row], list[Event]]:
    """Rows and events: surgeries from `start` to `end`, and what patients do until `until`."""
    rows, events = generate(seed, patients, start, end)
    rows = [row | {"phone": f"+1212{555 + number // 100}{1000 + number:04d}"[:12]} for number, row in enumerate(rows)]
    for row in rows:
        dice = random.Random(f"{seed} {row['external_id']}")
        own = [event for event in events if event.get("external_id") == row["external_id"]]
        _give_reasons(dice, own)
        more = [*_scores(dice, row, own), *_visits(dice, row), *_caregiver(row, own)]
        enrolled = datetime.fromisoformat(row["enroll_at"] or f"{start}T00:00+00:00")
        last = datetime.combine(until, time(), UTC)
        within = sorted((event for event in more if enrolled < _at(event) < last), key=_at)
        events += _of_known_visits(within)
    return rows, sorted(events, key=_at)


def _of_known_visits(events: list[Event]) -> Iterator[Event]:
    """Leave out what is said of a visit that was booked before the enrollment."""
    booked: set[str] = set()
    for event in events:
        booked |= {event["visit_id"]} if "visit_at" in event else set()
        if event["event"] != "visit" or event["visit_id"] in booked:
            yield event


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event["at"])


def _event(row: Row, day: date, clock: time, event: str, **fields: object) -> Event:
    """An event on a local day of the patient."""
    at = datetime.combine(day, clock, ZoneInfo(row["timezone"] or DEFAULT_ZONE))
    return {"at": at.isoformat(), "event": event, "external_id": row["external_id"], **fields}


def _evening(dice: random.Random) -> time:
    return time(dice.randint(13, 20), dice.randint(0, 59))


def _give_reasons(dice: random.Random, events: list[Event]) -> None:
    """Name a reason for what is cancelled for good; one that is reopened keeps the reason that allows it."""
    for number, event in enumerate(events):
        if event["event"] == "cancel" and not any(later["event"] == "reschedule" for later in events[number:]):
            event["reason"] = dice.choice(REASONS)


def _scores(dice: random.Random, row: Row, events: list[Event]) -> Iterator[Event]:
    """Two numbers on the day of the question, a day later when it is asked again, or when no one asks."""
    if row["sms_consent"] not in {"yes", "true"}:
        return
    moved = [event["surgery_date"] for event in events if event["event"] == "reschedule"]
    for surgery in map(date.fromisoformat, (row["surgery_date"], *moved)):
        for asked in SCORE_DAYS.get(row["procedure"], SCORE_DAYS[""]):
            if dice.random() > 0.85:
                continue
            day = surgery + timedelta(days=asked + dice.choice((0, 0, 0, 1, 1, 2, 5)))
            clock = _evening(dice)
            yield _event(row, day, clock, "reply", body=_score(dice))
            if dice.random() < 0.25:  # a change of mind counts within the hour only
                later = datetime.combine(day, clock) + timedelta(minutes=dice.choice((9, 40, 59, 75, 150)))
                yield _event(row, later.date(), later.time(), "reply", body=_score(dice))


def _score(dice: random.Random) -> str:
    return dice.choice(SCORES).format(dice.randint(0, 10), dice.randint(0, 10))


def _caregiver(row: Row, events: list[Event]) -> Iterator[Event]:
    """Give some patients a person who helps, some of them without a consent; and let that person write."""
    number = int(row["external_id"][1:])
    dice = random.Random(f"caregiver {number} {row['surgery_date']}")
    if dice.random() > 0.6:
        return
    row |= {
        "caregiver_name": f"Helper {number}",
        "caregiver_phone": f"+1415{555 + number // 100}{2000 + number:04d}"[:12],
        "caregiver_language": dice.choice(("en", "es", "")),
        "caregiver_sms_consent": dice.choice(("yes", "yes", "yes", "yes", "no", "")),
    }
    moved = [event["surgery_date"] for event in events if event["event"] == "reschedule"]
    for surgery in map(date.fromisoformat, (row["surgery_date"], *moved)):
        for asked in CARE_DAYS:
            if dice.random() < 0.4:
                day = surgery + timedelta(days=asked + dice.choice((0, 0, 1)))
                yield _said(row, day, _evening(dice), dice.choice(("1", "1", "2", "2.", "7")))
        if dice.random() < 0.2:
            day = surgery + timedelta(days=dice.randint(1, 30))
            yield _said(row, day, _evening(dice), dice.choice(CARE_TEXTS))
        if dice.random() < 0.35:
            day = surgery + timedelta(days=dice.randint(-3, 12))
            yield _said(row, day, _evening(dice), dice.choice(("STOP", "alto", "Please stop texting me")))
            if dice.random() < 0.4:
                yield _said(row, day + timedelta(days=dice.randint(1, 5)), _evening(dice), "START")


def _said(row: Row, day: date, clock: time, body: str) -> Event:
    return _event(row, day, clock, "reply", body=body, **{"from": "caregiver"})


def _visits(dice: random.Random, row: Row) -> Iterator[Event]:
    """Up to three visits; some move, some are cancelled, some are missed and booked again."""
    surgery = date.fromisoformat(row["surgery_date"])
    for number in range(dice.choice((0, 1, 1, 2, 3))):
        day = surgery + timedelta(days=dice.randint(5, 120))
        told = day - timedelta(days=dice.choice((0, 1, 2, 7, 20, 40)))
        name = f"V{number}"
        yield _visit(dice, row, told, name, day)
        twin = random.Random(f"twin {row['external_id']} {number}")
        if twin.random() < 0.2:  # another one on that day, which stays when this one moves
            yield _visit(twin, row, told, f"{name}-2", day)
        fate = dice.random()
        if fate < 0.3:  # moved before or after its reminder went out, sooner or later, once or twice
            for _ in range(dice.choice((1, 1, 2))):
                on = told + timedelta(days=dice.randint(0, max(0, (day - told).days)))
                day = on + timedelta(days=dice.choice((1, 2, 3, 9, 30)))
                yield _visit(dice, row, on, name, day)
                told = on + timedelta(days=1)
        elif fate < 0.45:
            on = told + timedelta(days=dice.randint(0, max(0, (day - told).days)))
            yield _event(row, on, time(21), "visit", visit_id=name, cancel=True)
            if dice.random() < 0.4:
                yield _visit(dice, row, on + timedelta(days=1), name, on + timedelta(days=12))
        elif fate < 0.6:
            on = day + timedelta(days=dice.choice((1, 1, 2)))
            yield _event(row, on, time(21), "visit", visit_id=name, missed=True)
            if dice.random() < 0.5:
                yield _visit(dice, row, on + timedelta(days=dice.choice((1, 2))), name, on + timedelta(days=15))
        elif fate < 0.8 and row["sms_consent"] in {"yes", "true"}:
            yield _event(row, day - timedelta(days=1), _evening(dice), "reply", body=dice.choice("112"))


def _visit(dice: random.Random, row: Row, told: date, name: str, day: date) -> Event:
    wall = datetime.combine(day, time(dice.randint(8, 16), dice.choice((0, 15, 30, 45))))
    clock = time(dice.randint(6, 19), dice.randint(0, 59))
    place = dice.choice(PLACES)
    return _event(row, told, clock, "visit", visit_id=name, visit_at=f"{wall:%Y-%m-%dT%H:%M}", place=place)
