"""What a text from a patient needs: no one, a person who reads it, or an alert. One decision, over a reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import FLAG_SEVERITY, AlertKind, Severity, severity_of

if TYPE_CHECKING:
    from reminders.core.replies.replies import Reading


class InboxPlace(StrEnum):
    """Where a text waits."""

    HANDLED = "nobody"  # resolved
    INBOX = "inbox"  # until a person has read it
    UNSURE = "unsure"  # the same, marked: the reading is not to be relied on


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What counts beside the words.

    `known`: the phone is a patient's. `answered`: an open question took the answer. `asked_lately`: the patient had a
    question in the last two weeks. `bare_choice`: nothing but a digit or its name. `stopped`: texts are stopped.
    `score_unread`: a score was asked for and none is read. `confirms`: it answers whether texts may come, and no more.
    """

    pictures: int = 0
    known: bool = True
    answered: bool = False
    asked_lately: bool = False
    small_talk: bool = False
    bare_choice: bool = False
    stopped: bool = False
    score_unread: bool = False
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What a text needs. `alerts` are raised besides, the gravest first."""

    place: InboxPlace
    alerts: tuple[tuple[AlertKind, Severity], ...] = ()


def needs_person(reading: Reading, around: Circumstances) -> Need:
    """Decide what a text needs.

    A picture always waits for a person, and so does whatever alarms; an automatic reply hides no red flag. A stop, a
    start or a call for help that is clear needs no one, nor does an answer that was taken.
    """
    alerts = _alerts(reading, around)
    if alerts or around.pictures:
        return Need(InboxPlace.INBOX, alerts)
    if reading.automatic:
        # No one wrote it. But "I am in the hospital until Monday" was set up by someone.
        return Need(InboxPlace.UNSURE if reading.plan_event else InboxPlace.HANDLED)
    if reading.unsure:
        return Need(InboxPlace.UNSURE)
    if reading.unclear_stop and not reading.stop:
        return Need(InboxPlace.INBOX)
    if _is_dealt_with(reading, around):
        return Need(InboxPlace.HANDLED)
    return Need(InboxPlace.UNSURE if around.score_unread else InboxPlace.INBOX)


def _alerts(reading: Reading, around: Circumstances) -> tuple[tuple[AlertKind, Severity], ...]:
    alerts: list[tuple[AlertKind, Severity]] = []
    if reading.red_flag is not None:
        alerts.append((AlertKind.RED_FLAG, FLAG_SEVERITY[reading.red_flag]))
    if reading.automatic:
        return tuple(alerts)
    if reading.plan_event is not None:
        alerts.append((AlertKind.PLAN_EVENT, severity_of(AlertKind.PLAN_EVENT)))
    if reading.unclear_stop and not reading.stop and around.known and not around.stopped:
        alerts.append((AlertKind.UNCLEAR_STOP, severity_of(AlertKind.UNCLEAR_STOP)))
    return tuple(alerts)


def _is_dealt_with(reading: Reading, around: Circumstances) -> bool:
    if reading.stop or reading.start or reading.help or around.answered or around.small_talk or around.confirms:
        return True
    # A digit that answers nothing says nothing, unless it may be a late answer: then someone looks.
    return around.bare_choice and not (around.asked_lately or around.score_unread)


def summary_of(reading: Reading, pictures: int = 0) -> str:
    """Name in short what a text was read as, in codes that pages translate; holds nothing of its words."""
    parts = [name for name in ("automatic", "stop", "unclear_stop", "start", "help") if getattr(reading, name)]
    if reading.red_flag is not None:
        parts.append(f"red flag {reading.red_flag.value}")
    if reading.plan_event is not None:
        parts.append(reading.plan_event.value)
    if reading.answer is not None:
        parts.append(f"answer {reading.answer}")
    if pictures:
        parts.append("picture")
    if reading.unsure:
        parts.append("unsure")
    return ", ".join(parts) or "free text"
