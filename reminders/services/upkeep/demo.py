"""A believable clinic for trying things out: some forty made-up patients at every stage of their recovery.

All names and numbers are invented; the numbers lie in ranges kept for fiction. A seed always gives the same story.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.clinic import Clinic
from reminders.core.model.contact import Channel
from reminders.core.plans.anchors import OF_VISITS
from reminders.core.plans.conditions import unmet_condition
from reminders.data import book_of
from reminders.services.forms.enrollment_form import check_form
from reminders.services.plans.change_state import CancelReason
from reminders.services.upkeep.simulate import Cohort, ScheduledEnrollment
from reminders.services.upkeep.simulation_events import EventFile, SimulatedEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.pathways.catalog import Catalog

PATIENTS = 40
HISTORY = timedelta(days=130)
CLINIC = Clinic(slug="oak-street", name="Oak Street Clinic", phone="(202) 555-0100")

ON_CALL = (
    OnCall("Dana Whitfield, RN", "+12025550180", "dana@oak-street.example"),
    OnCall("Dr. Luis Ferrer", "+12025550181"),
)
"""The demo's people on call: numbers kept for fiction."""

_PROCEDURES = ("microdiscectomy", "microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")
_STRAINS = ("desk", "desk", "light_manual", "heavy", "retired", "unknown")
_ZONES = ("", "", "", "America/Chicago", "America/Phoenix", "America/Los_Angeles")
_WORRIED, _SILENT = 8, 0.3
"""The patient who is worried about the wound, and how many of all questions get no answer."""

_UNHEARD, _UNHEARD_FOR = 34, timedelta(minutes=25)
"""The patient of whose urgent reply no one has taken care yet, and since when."""
_FIRST_SURGERY, _LAST_SURGERY = -125, 12


@dataclass(slots=True)
class DemoStory:
    """Who takes part, what happens, and when the story begins and ends."""

    cohort: Cohort
    events: EventFile
    start: datetime
    end: datetime
    names: dict[str, str] = field(default_factory=dict[str, str])


def tell_demo(catalog: Catalog, now: datetime, seed: int = 1) -> DemoStory:
    """Make up the clinic's last months, ending now."""
    dice = random.Random(seed)  # noqa: S311 a story, not a secret # nosec B311
    start = datetime.combine((now - HISTORY).date(), time(), UTC)
    story = DemoStory(Cohort(), EventFile(), start, now)
    for number in range(PATIENTS):
        offset = _FIRST_SURGERY + (_LAST_SURGERY - _FIRST_SURGERY) * number // (PATIENTS - 1)
        row = _row(dice, number, now.date() + timedelta(days=offset))
        form = check_form(row, CLINIC, catalog)
        booked = datetime.combine(form.surgery_date - timedelta(days=dice.randint(2, 5)), time(15, 20), UTC)
        story.cohort.enrollments.append(
            ScheduledEnrollment(min(max(booked, start), now - timedelta(hours=1)), number + 2, form)
        )
        story.names[form.external_id] = f"{form.given_name} {form.family_name}"
        story.events.events += _answers(dice, number, row, catalog)
        story.events.events += _happenings(dice, number, form.external_id, form.surgery_date)
        if number == _UNHEARD:
            words = "I have chills and a fever of 102"
            story.events.events.append(SimulatedEvent(0, now - _UNHEARD_FOR, "reply", form.external_id, body=words))
    story.cohort.enrollments.sort(key=lambda enrollment: enrollment.at)
    story.events.events = sorted(
        (event for event in story.events.events if start <= event.at < now), key=lambda event: event.at
    )
    return story


def _row(dice: random.Random, number: int, surgery: date) -> dict[str, str]:
    language = CLINIC.language_list[number % 4 == 3]  # noqa: PLR2004 one in four speaks the second language
    names = book_of(language, "demo")
    given_name, family = dice.choice(names.phrases("given_names")), dice.choice(names.phrases("families"))
    by_email = number % 9 == 4  # noqa: PLR2004 some want email only
    return {
        "external_id": f"DEMO-{number + 1:03d}",
        "given_name": given_name,
        "family_name": family,
        "phone": f"+1202555{100 + number:04d}",
        "email": f"patient{number + 1}@example.org",
        "language": language,
        "timezone": dice.choice(_ZONES),
        "procedure": dice.choice(_PROCEDURES),
        "surgery_date": surgery.isoformat(),
        "birth_date": (date(1938, 1, 9) + timedelta(days=number * 397 % 16_500)).isoformat(),
        "record_number": f"{50_000 + number * 137:06d}",
        "job_strain": dice.choice(_STRAINS),
        "sms_consent": "no" if by_email else "yes",
        "email_consent": "yes" if by_email or number % 2 else "no",
        "opioid": dice.choice(("yes", "no", "")),
        "physio_referral": dice.choice(("yes", "yes", "no")),
    }


def _answers(dice: random.Random, number: int, row: Mapping[str, str], catalog: Catalog) -> list[SimulatedEvent]:
    """Answer by text, on the day itself, what this patient is asked: most do; who has emails only uses the link."""
    events: list[SimulatedEvent] = []
    file = catalog.find(row["procedure"])
    if row["sms_consent"] == "no" or file is None:
        return events
    answers: dict[str, str] = {}
    for step in (step for step in file.pathway.steps if step.anchor not in OF_VISITS and not step.again_of):
        applies = step.ask and not step.optional and unmet_condition(step, row, answers, final=True) is None
        if not step.ask or not applies:
            continue
        digit = 2 if number == _WORRIED else 1
        if step.key != "wound_1":
            if dice.random() < _SILENT:
                continue
            digit = dice.choice((1, 1, 2, 3))
        answers[step.key] = step.ask.answers[digit]
        day = date.fromisoformat(row["surgery_date"]) + timedelta(days=step.day)
        at = datetime.combine(day, time(20, dice.randint(0, 59)), UTC)
        events.append(SimulatedEvent(0, at, "reply", row["external_id"], body=str(digit)))
    return events


def _happenings(dice: random.Random, number: int, external_id: str, surgery: date) -> list[SimulatedEvent]:
    """What some patients do besides answering."""

    def at(day: int, hour: int) -> datetime:
        return datetime.combine(surgery + timedelta(days=day), time(hour, dice.randint(0, 59)), UTC)

    def says(day: int, body: str, hour: int = 20) -> SimulatedEvent:
        return SimulatedEvent(0, at(day, hour), "reply", external_id, body=body)

    special = {
        3: [says(10, "gracias")],
        5: _urgent(says(15, "I feel dizzy and my leg is so weak it gave out")),
        9: [says(12, "please stop texting me")],
        11: [says(7, "ALTO")],
        14: [says(9, "HELP")],
        17: [SimulatedEvent(0, at(3, 16), "pause", external_id), SimulatedEvent(0, at(8, 16), "resume", external_id)],
        21: [SimulatedEvent(0, at(2, 17), "reschedule", external_id, surgery_date=surgery - timedelta(days=1))],
        26: [SimulatedEvent(0, at(5, 17), "cancel", external_id, reason=CancelReason.READMITTED)],
        29: [SimulatedEvent(0, at(6, 18), "opt_out", external_id, channel=Channel.SMS)],
        33: _urgent(says(5, "the wound is leaking and red")),
        37: [SimulatedEvent(0, at(-1, 15), "reschedule", external_id, surgery_date=surgery + timedelta(days=6))],
    }
    return special.get(number, [])


def _urgent(reply: SimulatedEvent) -> list[SimulatedEvent]:
    """Let the nurse on call take on an urgent reply within minutes, and close it when she has called."""
    dana = ON_CALL[0].name
    return [
        reply,
        replace(reply, kind="acknowledge", at=reply.at + timedelta(minutes=6), body=dana),
        replace(reply, kind="close", at=reply.at + timedelta(minutes=50), body=dana),
    ]
