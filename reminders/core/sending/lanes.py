"""The lanes in which messages leave, one task a lane at a time. The values are stored, and name queues of Celery."""

from __future__ import annotations

from enum import StrEnum

from reminders.core.model.contact import Channel


class Lane(StrEnum):
    """`urgent` holds answers and notices on every channel; the others hold scheduled messages of one."""

    URGENT = "urgent"
    SMS = Channel.SMS.value
    EMAIL = Channel.EMAIL.value


def channels_of(lane: str) -> tuple[Channel, ...]:
    """Return the channels on which a lane's messages leave."""
    return tuple(Channel) if lane == Lane.URGENT else (Channel(lane),)
