"""Invents patients and a year of what happens to them, the same for the same seed.

`python -m tests.promises.generate --seed 7 --patients 300 --from 2026-01-01 --to 2027-01-01 --out DIR` writes
`patients.csv` and `events.jsonl`. Everybody is fictional: phones are of the 555-01xx kind, mail goes to example.org.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tests.promises.people import AREA_CODES, CONDITIONS, FREE_TEXTS, GIVEN, ZONES

COLUMNS = [
    "external_id",
    "given_name",
    "family_name",
    "phone",
    "email",
    "language",
    "timezone",
    "procedure",
    "surgery_date",
    "job_strain",
    "sms_consent",
    "email_consent",
    "condition",
    "opioid",
    "physio_referral",
    "smoker",
    "fragility_fracture",
    "phone_belongs_to",
    "enroll_at",
    "caregiver_name",
    "caregiver_phone",
    "caregiver_language",
    "caregiver_sms_consent",
]
PROCEDURES = ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")
DEFAULT_ZONE = "America/New_York"
STRAINS = ("desk", "desk", "light_manual", "heavy", "heavy", "not_working", "retired", "unknown", "")
FAMILY = ["Lopez", "Smith", "Garcia", "Chen", "Patel", "Okafor", "Muñoz", "Brown", "Rossi", "Novak", "O'Neil", "Diaz"]
CONSENTS = ((("yes", "yes"), 50), (("yes", ""), 14), (("true", "no"), 12), (("no", "yes"), 14), (("", "1"), 10))
ASK_DAYS = (3, 4, 10, 14, 17, 21, 28, 30, 42, 56, 84, 90)
CLEAR_OF_TODAY = 2  # days: a date next to today could be read either way near midnight

Event = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Patient:
    row: dict[str, str]
    zone: ZoneInfo
    enrolled: datetime

    @property
    def surgery(self) -> date:
        return date.fromisoformat(self.row["surgery_date"])

    @property
    def texts(self) -> bool:
        return self.row["sms_consent"] in ("yes", "true")


def generate(seed: int, patients: int, start: date, end: date) -> tuple[list[dict[str, str]], list[Event]]:
    """Rows of the CSV and events in order of time, over [start, end) at UTC midnight."""
    dice = random.Random(seed)
    people: list[_Patient] = []
    for number in range(patients):
        people.append(_patient(dice, number, people, start, end))
    events = [event for person in people for event in _happenings(dice, person)]
    events += _outages(dice, start, end)
    first, last = (datetime.combine(day, time(), UTC) for day in (start, end))
    within = [event for event in events if first <= _at(event) < last]
    return [person.row for person in people], sorted(within, key=_at)


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event["at"])


def _patient(dice: random.Random, number: int, others: list[_Patient], start: date, end: date) -> _Patient:
    (sms, email), zone = _weighted(dice, dict(CONSENTS)), _weighted(dice, ZONES)
    procedure = dice.choice(PROCEDURES)
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    surgery = start + timedelta(days=dice.randint(-20, (end - start).days - 20))
    enrolled = datetime.combine(start, time(), UTC)
    enroll_at = ""
    booked = surgery + timedelta(days=dice.choice((-14, -9, -3, -1, 1, 2, 5)))
    if dice.random() < 0.5 and start < booked < end:
        enrolled = datetime.combine(booked, time(dice.randint(13, 21), dice.randint(0, 59)), UTC)
        enroll_at = enrolled.isoformat()
    phone = _phone(number, dice.randint(0, 2))
    texters = [other.row["phone"] for other in others if other.texts]
    shared = bool(texters) and dice.random() < 0.04
    row = dict.fromkeys(COLUMNS, "") | {
        "external_id": f"P{number:05d}",
        "given_name": given,
        # The same name with the same phone would be the same person.
        "family_name": f"{family}-{family}" if shared else family,
        "phone": dice.choice(texters) if shared else phone if sms in ("yes", "true") or dice.random() < 0.5 else "",
        "email": f"patient{number}@example.org" if email in ("yes", "1") or dice.random() < 0.5 else "",
        "language": dice.choice(("en", "en", "es", "es", "")),
        "timezone": zone,
        "procedure": procedure,
        "surgery_date": surgery.isoformat(),
        "job_strain": dice.choice(STRAINS),
        "sms_consent": sms,
        "email_consent": email,
        "condition": dice.choice(CONDITIONS[procedure]),
        "phone_belongs_to": "caregiver" if shared else dice.choice(("", "patient")),
        "enroll_at": enroll_at,
    }
    facts = ("opioid", "physio_referral", "smoker", "fragility_fracture")
    row |= {fact: dice.choice(("yes", "no", "")) for fact in facts}
    return _Patient(row, ZoneInfo(zone or DEFAULT_ZONE), enrolled)


def _weighted(dice: random.Random, weights: dict[T, int]) -> T:
    return dice.choices(list(weights), list(weights.values()))[0]


def _phone(number: int, style: int) -> str:
    """A number of its own, written in one of three ways; 555-01xx is kept for fiction in every area."""
    exchange, line = divmod(number, 100)
    area, line_text = AREA_CODES[exchange % len(AREA_CODES)], f"01{line:02d}"
    return (f"+1{area}555{line_text}", f"({area}) 555-{line_text}", f"{area}-555-{line_text}")[style]


def _happenings(dice: random.Random, person: _Patient) -> list[Event]:
    """What befalls one patient: mostly nothing but replies."""
    kinds = {"": 40, "correct": 8, "postpone": 10, "cancel": 6, "pause": 12, "opt_out": 6, "stop": 10}
    kind = _weighted(dice, kinds)
    events = _answers(dice, person) if person.texts else []
    if kind == "correct":
        events += _correct(dice, person)
    elif kind == "postpone":
        events += _postpone(dice, person, dice.randint(-3, 20))
    elif kind == "cancel":
        events += _cancel(dice, person)
    elif kind == "pause":
        events += _pause(dice, person)
    elif kind == "opt_out":
        events += [_event(dice, person, dice.randint(1, 60), "opt_out", channel=dice.choice(("sms", "email")))]
    elif kind == "stop" and person.texts:
        events += _stop(dice, person)
    if kind not in {"correct", "postpone", "cancel"}:
        events += _discharge(random.Random(f"home {person.row['external_id']} {person.surgery}"), person)
    return [event for event in events if _at(event) > person.enrolled]


def _event(dice: random.Random, person: _Patient, day: int, event: str, **fields: str) -> Event:
    """An event on a day of recovery, at a civil hour of the patient's clock, written with the local offset."""
    clock = time(dice.randint(8, 20), dice.randint(0, 59), dice.randint(0, 59))
    at = datetime.combine(person.surgery + timedelta(days=day), clock, person.zone)
    return {"at": at.isoformat(), "event": event, "external_id": person.row["external_id"]} | fields


def _answers(dice: random.Random, person: _Patient) -> list[Event]:
    events: list[Event] = []
    for day in ASK_DAYS:
        if dice.random() < 0.3:
            body = dice.choice(("1", "2", "3", "1", "#1", "2.", " 3 ", "uno", "7"))
            events.append(_event(dice, person, day + dice.randint(0, 1), "reply", body=body))
    if dice.random() < 0.2:
        events.append(_event(dice, person, dice.randint(1, 80), "reply", body=dice.choice(FREE_TEXTS)))
    return events


def _discharge(dice: random.Random, person: _Patient) -> list[Event]:
    """Some go home after days, and staff say so that day or later; now and then they correct it."""
    if dice.random() > 0.3:
        return []
    stayed = dice.randint(0, 9)
    days = [stayed, *([stayed + 1] if dice.random() < 0.3 else [])]
    told = [day + dice.randint(0, 3) for day in days]
    return [
        _event(dice, person, at, "discharge", discharge_date=(person.surgery + timedelta(days=day)).isoformat())
        for at, day in zip(told, days, strict=True)
    ]


def _correct(dice: random.Random, person: _Patient) -> list[Event]:
    noticed = dice.randint(CLEAR_OF_TODAY + 1, 12)
    truth = person.surgery + timedelta(days=dice.choice((-3, -2, -1, 1)))
    return [_event(dice, person, noticed, "reschedule", surgery_date=truth.isoformat())]


def _postpone(dice: random.Random, person: _Patient, day: int) -> list[Event]:
    later = person.surgery + timedelta(days=day + dice.randint(CLEAR_OF_TODAY, 25))
    later += timedelta(days=later == person.surgery)
    return [_event(dice, person, day, "reschedule", surgery_date=later.isoformat())]


def _cancel(dice: random.Random, person: _Patient) -> list[Event]:
    day = dice.randint(-5, 40)
    reopened = _postpone(dice, person, day + dice.randint(1, 15)) if dice.random() < 0.4 else []
    return [_event(dice, person, day, "cancel"), *reopened]


def _pause(dice: random.Random, person: _Patient) -> list[Event]:
    day = dice.randint(0, 50)
    resumed = [_event(dice, person, day + dice.randint(1, 20), "resume")] if dice.random() < 0.8 else []
    return [_event(dice, person, day, "pause"), *resumed]


def _stop(dice: random.Random, person: _Patient) -> list[Event]:
    words = ("STOP", "stop", "Alto", "STOPALL", "unsubscribe", "no más", "Please stop texting me", "BAJA")
    day = dice.randint(1, 60)
    again = dice.random() < 0.4
    started = [_event(dice, person, day + dice.randint(1, 20), "reply", body=dice.choice(("START", "Inicio")))]
    return [_event(dice, person, day, "reply", body=dice.choice(words)), *(started if again else [])]


def _outages(dice: random.Random, start: date, end: date) -> list[Event]:
    """One of 8 hours over a working day, and a few shorter ones at any hour; they do not overlap."""
    days = (end - start).days
    middle = start + timedelta(days=days // 2)
    outages = [_outage(datetime.combine(middle, time(14), UTC), timedelta(hours=8))]
    for part in range(4):
        day = start + timedelta(days=days * (2 * part + 1) // 9 + 1)
        if day != middle:
            begin = datetime.combine(day, time(dice.randint(0, 20), dice.randint(0, 59)), UTC)
            outages.append(_outage(begin, timedelta(minutes=dice.randint(10, 180))))
    return outages


def _outage(begin: datetime, lasts: timedelta) -> Event:
    return {"at": begin.isoformat(), "event": "outage", "until": (begin + lasts).isoformat()}


def write(folder: Path, rows: list[dict[str, str]], events: list[Event]) -> tuple[Path, Path]:
    """Write `patients.csv` and `events.jsonl` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    table, happened = folder / "patients.csv", folder / "events.jsonl"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([COLUMNS, *([row[column] for column in COLUMNS] for row in rows)])
    lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    happened.write_text("".join(lines), encoding="utf-8")
    return table, happened


def main() -> None:
    """Write the two files named by the command line."""
    parser = argparse.ArgumentParser(description="Invent patients and what happens to them.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--patients", type=int, default=300)
    parser.add_argument("--from", dest="start", type=date.fromisoformat, default=date(2026, 1, 1))
    parser.add_argument("--to", dest="end", type=date.fromisoformat, default=date(2027, 1, 1))
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    table, happened = write(given.out, *generate(given.seed, given.patients, given.start, given.end))
    print(table, happened, sep="\n")  # noqa: T201 - the result of a command


if __name__ == "__main__":
    main()
