"""What the checker is given, as plain values: pathways, clinic options, rows, events and lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import yaml

from tests.promises.clock import Hours, duration, minutes, moment

FACTS = ("job_strain", "opioid", "physio_referral", "smoker", "fragility_fracture", "condition")
Conditions = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ClinicOptions:
    """The options of `clinic add` that matter here, with its defaults."""

    timezone: str = "America/New_York"
    country: str = "US"
    languages: tuple[str, ...] = ("en", "es")
    send_hours: str = "10:00-18:00"
    sunday_hours: str = "12:00-17:00"
    daily_cap: int = 1
    weekly_cap: int = 3
    closed_days: tuple[date, ...] = ()
    optional_steps: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[str]:
        """The same as options of a command."""
        return [
            *("--timezone", self.timezone, "--send-hours", self.send_hours, "--sunday-hours", self.sunday_hours),
            *("--daily-cap", str(self.daily_cap), "--weekly-cap", str(self.weekly_cap)),
            *(("--closed-days", ",".join(map(str, self.closed_days))) if self.closed_days else ()),
            *(("--optional-steps", ",".join(self.optional_steps)) if self.optional_steps else ()),
        ]

    @property
    def hours(self) -> Hours:
        """The sending hours."""
        return Hours.parse(self.send_hours, self.sunday_hours)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pathway file."""

    key: str
    day: int
    between: tuple[timedelta, timedelta]
    valid_for: timedelta
    channels: tuple[str, ...]
    repeat: bool
    optional: bool
    when: Conditions
    unless: Conditions
    answers: dict[str, str]
    open_for: timedelta
    needs_staff: bool = False
    anchor: str = "surgery"
    after_discharge: int | None = None
    again_of: str | None = None
    parts: bool = False
    to: str = "patient"
    on_both: bool = False

    @property
    def of_visit(self) -> bool:
        """Whether it stands in a plan once for each visit."""
        return self.anchor in {"visit", "missed_visit"}

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.parts or bool(self.answers)


@dataclass(frozen=True, slots=True)
class Row:
    """One accepted row of the CSV."""

    external_id: str
    phone: str | None
    zone: ZoneInfo
    language: str
    procedure: str
    surgery_date: date
    channels: frozenset[str]
    facts: dict[str, str]
    enroll_at: datetime | None
    given_name: str = ""
    of_caregiver: bool = False
    caregiver: Row | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the events file; `number` is its place in it."""

    at: datetime
    kind: str
    external_id: str | None
    fields: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of messages.jsonl."""

    number: int
    external_id: str | None
    kind: str
    step: str | None
    channel: str | None
    language: str | None
    due_at: datetime | None
    sent_at: datetime | None
    status: str
    reason: str | None
    body: str | None

    def __str__(self) -> str:
        """Where to look."""
        what = self.step or self.kind
        return f"line {self.number} ({self.external_id} {what} {self.channel} {self.status})"


def _conditions(given: dict[str, Any] | None) -> Conditions:
    return {name: [str(value) for value in values] for name, values in (given or {}).items()}


def read_pathway(text: str) -> tuple[str, dict[str, Step]]:
    """The id and the steps of a pathway document."""
    document = yaml.safe_load(text)
    steps: dict[str, Step] = {}
    for given in document["steps"]:
        ask: dict[str, Any] = given.get("ask") or {}
        start, end = given["between"]
        steps[given["key"]] = Step(
            key=given["key"],
            day=-duration(given["before"]).days if "before" in given else given["day"],
            between=(minutes(start), minutes(end)),
            valid_for=duration(given["valid_for"]),
            channels=("sms", "email") if given["channels"] == "both" else tuple(given["channels"]),
            repeat=bool(given.get("repeat")),
            optional=bool(given.get("optional")),
            when=_conditions(given.get("when")),
            unless=_conditions(given.get("unless")),
            answers=_possible_answers(ask),
            open_for=duration(ask.get("open_for", "3d")),
            needs_staff=bool(given.get("needs_staff")),
            anchor=given.get("anchor", "surgery"),
            after_discharge=given.get("after_discharge"),
            parts="parts" in ask,
            to=given.get("to", "patient"),
            on_both=given["channels"] == "both",
        )
        if "again_after" in ask:
            first, later = steps[given["key"]], duration(ask["again_after"]).days
            after = None if first.after_discharge is None else first.after_discharge + later
            again = replace(first, key=f"{first.key}_again", day=first.day + later, after_discharge=after)
            steps[again.key] = replace(again, repeat=True, again_of=first.key)
    return document["id"], steps


def _possible_answers(ask: dict[str, Any]) -> dict[str, str]:
    if "scale" in ask and "parts" not in ask:
        lowest, highest = ask["scale"]
        return {str(number): str(number) for number in range(lowest, highest + 1)}
    return {str(digit): str(code) for digit, code in ask.get("answers", {}).items()}


def read_row(given: dict[str, str], clinic: ClinicOptions) -> Row | None:
    """A CSV row; None if it must be refused for want of a usable channel."""
    values = {name: (value or "").strip() for name, value in given.items() if name}
    phone = _e164(values.get("phone", ""), clinic.country)
    channels = {"sms"} if phone and _yes(values.get("sms_consent")) else set[str]()
    channels |= {"email"} if values.get("email") and _yes(values.get("email_consent")) else set()
    if not channels:
        return None
    facts = {name: values[name] for name in FACTS if values.get(name)}
    facts.setdefault("job_strain", "unknown")
    enroll_at = values.get("enroll_at")
    row = Row(
        external_id=values["external_id"],
        phone=phone,
        zone=ZoneInfo(values.get("timezone") or clinic.timezone),
        language=values.get("language") or clinic.languages[0],
        procedure=values["procedure"],
        surgery_date=date.fromisoformat(values["surgery_date"]),
        channels=frozenset(channels),
        facts=facts,
        enroll_at=moment(enroll_at) if enroll_at else None,
        given_name=values.get("given_name", ""),
    )
    return replace(row, caregiver=_caregiver(row, values, clinic))


def caregiver_id(external_id: str) -> str:
    """How a patient's caregiver is named here: a person of their own, with a story of their own."""
    return f"{external_id} caregiver"


def _caregiver(row: Row, values: dict[str, str], clinic: ClinicOptions) -> Row | None:
    """The second recipient of a row: another phone, language and consent, the same surgery, zone and facts."""
    phone = _e164(values.get("caregiver_phone", ""), clinic.country)
    if not values.get("caregiver_name") or not phone:
        return None
    return replace(
        row,
        external_id=caregiver_id(row.external_id),
        phone=phone,
        language=values.get("caregiver_language") or row.language,
        channels=frozenset({"sms"} if _yes(values.get("caregiver_sms_consent")) else ()),
        of_caregiver=True,
    )


def read_event(given: dict[str, Any]) -> Event:
    """One event."""
    return Event(moment(given["at"]), given["event"], given.get("external_id"), given)


def read_line(number: int, given: dict[str, Any]) -> Line:
    """One line of messages.jsonl; the first is number 1."""
    due, sent = given.get("due_at"), given.get("sent_at")
    external_id = given.get("external_id")
    return Line(
        number=number,
        external_id=caregiver_id(external_id) if external_id and given.get("recipient") == "caregiver" else external_id,
        kind=given.get("kind") or "scheduled",
        step=given.get("step"),
        channel=given.get("channel"),
        language=given.get("language"),
        due_at=moment(due) if due else None,
        sent_at=moment(sent) if sent else None,
        status=given["status"],
        reason=given.get("reason"),
        body=given.get("body"),
    )


def _yes(text: str | None) -> bool:
    return (text or "").lower() in ("yes", "true", "1")


def _e164(text: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
