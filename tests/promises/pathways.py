"""Invents pathways and clinics that no one ships, so that the promises are kept for them too, the same for one seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import yaml

from tests.promises.inputs import ClinicOptions

TELLING = ("walk", "light_activity", "pain_plan", "physio_keep_going", "bone_plan", "smoke_free", "preop_prep")
ASKING = {
    "work_check": ["back", "partly_back", "not_yet"],
    "wound_check": ["fine", "worried"],
    "physio_start": ["started", "booked", "not_for_me"],
    "recovery_check": ["as_hoped", "better", "same_or_worse"],
}
FACTS = {
    "job_strain": ["desk", "light_manual", "heavy", "retired", "unknown"],
    "opioid": ["yes", "no"],
    "smoker": ["yes", "no"],
}
CHANNELS = (["sms"], ["email"], ["sms", "email"], ["email", "sms"])
CLOCK = ("00:00", "06:45", "08:00", "09:30", "10:00", "11:00", "12:00", "13:30", "16:00", "17:59", "21:00", "23:59")
HOURS = ("10:00-18:00", "09:00-17:00", "00:00-24:00", "13:00-14:00", "06:00-23:00", "08:30-20:15")
SUNDAYS = ("12:00-17:00", "none", "00:00-24:00", "10:00-12:00")
ZONES = ("America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Auckland")


class _Quoting(yaml.SafeDumper):
    """Quotes every text: times and yes/no need it."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def invent_pathway(seed: int, name: str) -> str:
    """Return a pathway file of 6 to 14 steps, in the fixed format."""
    dice = random.Random(f"{name} {seed}")
    asked: list[tuple[int, str, list[str]]] = []
    steps: list[dict[str, Any]] = []
    days = sorted(dice.choices(range(-7, 200), k=dice.randint(6, 14)))
    for number, day in enumerate(days):
        start, end = sorted(dice.sample(CLOCK, 2))
        key = f"step_{number}"
        step: dict[str, Any] = {
            "key": key,
            "day": day,
            "between": [start, end],
            "valid_for": dice.choice(["1m", "45m", "6h", "1d", "3d", "10d"]),
            "channels": list(dice.choice(CHANNELS)),
            "template": dice.choice(TELLING),
            "repeat": True,
        }
        if dice.random() < 0.4:
            step["template"] = dice.choice(list(ASKING))
            codes = list(ASKING[step["template"]])
            step["ask"] = {"answers": dict(enumerate(codes, 1))}
            if dice.random() < 0.5:
                step["ask"]["open_for"] = dice.choice(["2h", "1d", "5d"])
            asked.append((day, key, codes))
            _ask_twice(step, random.Random(f"again {name} {seed} {key}"))
            step["needs_staff"] = random.Random(f"staff {name} {seed} {key}").random() < 0.7
        _place(step, random.Random(f"home {name} {seed} {key}"))
        for keyword in ("when", "unless"):
            if conditions := _conditions(dice, day, asked):
                step[keyword] = conditions
        if dice.random() < 0.3:
            step["priority"] = dice.randint(-3, 3)
        if dice.random() < 0.1:
            step["optional"] = True
        steps.append(step)
    whole = {"id": name, "version": 1, "title": {"en": "Made up", "es": "Inventado"}, "steps": steps}
    return yaml.dump(whole, Dumper=_Quoting, sort_keys=False)


def _ask_twice(step: dict[str, Any], dice: random.Random) -> None:
    """Let some questions be asked once more."""
    if dice.random() < 0.4:
        step["ask"]["again_after"] = dice.choice(["1d", "1d", "2d"])


def _place(step: dict[str, Any], dice: random.Random) -> None:
    """Let some steps count from discharge, or keep off patients who are in hospital."""
    chance = dice.random()
    if step["day"] < 0 or chance > 0.4:
        return
    if chance < 0.2:
        step["anchor"] = "discharge"
    else:
        step["after_discharge"] = dice.randint(0, 3)


def _conditions(dice: random.Random, day: int, asked: list[tuple[int, str, list[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if dice.random() < 0.2:
        fact = dice.choice(list(FACTS))
        found[fact] = dice.sample(FACTS[fact], dice.randint(1, len(FACTS[fact])))
    earlier = [(key, codes) for before, key, codes in asked if before < day]
    if earlier and dice.random() < 0.25:
        key, codes = dice.choice(earlier)
        found[f"answer.{key}"] = dice.sample(codes, dice.randint(1, len(codes)))
    return found


def invent_clinic(seed: int) -> ClinicOptions:
    """Return options that a clinic may well have."""
    dice = random.Random(f"clinic {seed}")
    daily = dice.randint(1, 3)
    return ClinicOptions(
        timezone=dice.choice(ZONES),
        send_hours=dice.choice(HOURS),
        sunday_hours=dice.choice(SUNDAYS),
        daily_cap=daily,
        weekly_cap=dice.randint(daily, 7),
        closed_days=tuple(random.Random(f"closed {seed}").sample(_days_of(2024 + seed % 6), 60)),
    )


def _days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
