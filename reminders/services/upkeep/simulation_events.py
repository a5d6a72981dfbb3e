"""Reads the events of a simulation: JSON lines, each with its moment, its kind and whom it concerns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

from reminders.core.model.contact import Channel, Party
from reminders.services.forms.enrollment_form import FieldError, check_date
from reminders.services.plans.change_state import CancelReason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What staff do about alerts, "acknowledge" and "close", is told by the demo and not read from files.
KINDS = ("reply", "reschedule", "discharge", "visit", "cancel", "pause", "resume", "outage", "opt_out")


@dataclass(frozen=True, slots=True)
class SimulatedEvent:
    """One event. Which of the fields are set depends on its kind."""

    line: int
    at: datetime
    kind: str
    external_id: str = ""
    body: str = ""
    surgery_date: date | None = None
    discharge_date: date | None = None
    visit_id: str = ""
    visit_at: str = ""
    place: str = ""
    what: str = ""
    until: datetime | None = None
    channel: Channel = Channel.SMS
    reason: CancelReason = CancelReason.OTHER
    party: Party = Party.PATIENT


@dataclass(slots=True)
class EventFile:
    """The events in order of time (file order within one moment), and the lines that were refused."""

    events: list[SimulatedEvent] = field(default_factory=list[SimulatedEvent])
    refused: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


def read_events(path: Path) -> EventFile:
    """Read an events file; a line that is no event is refused, the rest is kept.

    Raises:
        OSError: the file cannot be read.

    """
    event_file = EventFile()
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            event_file.events.append(_read_event(number, line))
        except ValueError as error:
            event_file.refused.append((number, str(error)))
    event_file.events.sort(key=lambda event: event.at)
    return event_file


def read_moment(name: str, value: object) -> datetime:
    """Read an ISO 8601 moment that says its offset.

    Raises:
        ValueError: it is no such moment.

    """
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{name} must be a time such as 2026-03-05T10:00:00+00:00") from None
    if moment.tzinfo is None:
        raise ValueError(f"{name} needs an offset, for example 2026-03-05T10:00:00-05:00")
    return moment.astimezone(UTC)


def _read_event(number: int, line: str) -> SimulatedEvent:
    try:
        raw: object = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON (column {error.colno})") from None
    if not isinstance(raw, dict):
        raise ValueError("an event is a JSON object")  # noqa: TRY004 read as one kind of error
    values = cast("dict[str, Any]", raw)
    kind = str(values.get("event", ""))
    if kind not in KINDS:
        raise ValueError(f"event must be one of {', '.join(KINDS)}")
    event = SimulatedEvent(
        line=number,
        at=read_moment("at", values.get("at", "")),
        kind=kind,
        external_id=str(values.get("external_id", "")).strip(),
    )
    if kind != "outage" and not event.external_id:
        raise ValueError("external_id is missing")
    return _READERS.get(kind, _plain)(event, values)


def _plain(event: SimulatedEvent, _values: dict[str, Any]) -> SimulatedEvent:
    return event


def _reply(event: SimulatedEvent, values: dict[str, Any]) -> SimulatedEvent:
    if (writer := str(values.get("from", Party.PATIENT))) not in set(Party):
        raise ValueError(f"from must be one of {', '.join(Party)}")
    return replace(event, body=str(values.get("body", "")), party=Party(writer))


def _reschedule(event: SimulatedEvent, values: dict[str, Any]) -> SimulatedEvent:
    try:
        return replace(event, surgery_date=check_date("surgery_date", str(values.get("surgery_date", ""))))
    except FieldError as error:
        raise ValueError(f"surgery_date: {error}") from None


def _discharge(event: SimulatedEvent, values: dict[str, Any]) -> SimulatedEvent:
    try:
        return replace(event, discharge_date=check_date("discharge_date", str(values.get("discharge_date", ""))))
    except FieldError as error:
        raise ValueError(f"discharge_date: {error}") from None


def _visit(event: SimulatedEvent, values: dict[str, Any]) -> SimulatedEvent:
    """Read a visit: booked or moved to `visit_at`, or with `cancel` true canceled, or `missed`."""
    visit_id, at = str(values.get("visit_id", "")).strip(), str(values.get("visit_at", "")).strip()
    what = next((name for name in ("cancel", "missed") if values.get(name) is True), "")
    if not visit_id:
        raise ValueError("visit_id is missing")
    if not (at or what):
        raise ValueError("visit_at is missing; write the clinic's local time as in 2026-03-05T14:30")
    return replace(event, visit_id=visit_id, visit_at=at, place=str(values.get("place", "")), what=what)


def _outage(event: SimulatedEvent, values: dict[str, Any]) -> SimulatedEvent:
    return replace(event, until=read_moment("until", values.get("until", "")))


def _opt_out(event: SimulatedEvent, values: dict[str, Any]) -> SimulatedEvent:
    try:
        return replace(event, channel=Channel(str(values.get("channel", ""))))
    except ValueError:
        raise ValueError("channel must be sms or email") from None


def _cancel(event: SimulatedEvent, values: dict[str, Any]) -> SimulatedEvent:
    try:
        return replace(event, reason=CancelReason(str(values.get("reason", CancelReason.OTHER))))
    except ValueError:
        raise ValueError(f"reason must be one of {', '.join(CancelReason)}") from None


_READERS: dict[str, Callable[[SimulatedEvent, dict[str, Any]], SimulatedEvent]] = {
    "reply": _reply,
    "reschedule": _reschedule,
    "discharge": _discharge,
    "visit": _visit,
    "outage": _outage,
    "opt_out": _opt_out,
    "cancel": _cancel,
}
