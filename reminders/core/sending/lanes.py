"""The lanes in which messages leave, one task a lane at a time, and what leaves whatever is paused.

The values are stored, and name queues of Celery.
"""

from __future__ import annotations

from enum import StrEnum

from reminders.core.model.contact import Channel
from reminders.core.model.status import Kind

STOPPED = "stop"
ALWAYS_SENT = (STOPPED, "emergency", "urgent")
"""Auto-replies that go out even while everything is paused, and are tried even while their sender is down: the
confirmation of a stop, and safety answers."""


class Lane(StrEnum):
    """`urgent` holds answers and notices on every channel; the others hold scheduled messages of one."""

    URGENT = "urgent"
    SMS = Channel.SMS.value
    EMAIL = Channel.EMAIL.value


def channels_of(lane: str) -> tuple[Channel, ...]:
    """Return the channels on which a lane's messages leave."""
    return tuple(Channel) if lane == Lane.URGENT else (Channel(lane),)


def is_always_sent(kind: Kind, step: str) -> bool:
    """Return True if a message goes out whatever is paused or down: those, and notices to staff."""
    return kind is Kind.ALERT or (kind is Kind.AUTO_REPLY and step in ALWAYS_SENT)
