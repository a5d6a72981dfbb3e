"""How a patient can be reached: channels, consent, and the choice between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Channel(StrEnum):
    """A way out to the patient."""

    SMS = "sms"
    EMAIL = "email"


class Party(StrEnum):
    """Which person of a patient's plan gets a message or wrote a text. The values are stored."""

    PATIENT = "patient"
    CAREGIVER = "caregiver"


class Reach(StrEnum):
    """Whether a channel may be used for a patient; every value but OPEN is a reason that staff can read."""

    OPEN = "open"
    NO_CONSENT = "no_consent"
    OPTED_OUT = "opted_out"
    BAD_ADDRESS = "bad_address"
    NOT_CONFIRMED = "not_confirmed"  # asked by text to confirm, and has not answered yet
    DECLINED = "declined"  # asked by text to confirm, and said no
    CANNOT_BE_READ = "cannot_be_read"  # the stored address opens with no key


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of reaching one patient, per channel. A channel that is not named has no consent."""

    reach: Mapping[Channel, Reach] = field(default_factory=dict[Channel, Reach])

    def of(self, channel: Channel) -> Reach:
        """Return whether this channel may be used."""
        return self.reach.get(channel, Reach.NO_CONSENT)


@dataclass(frozen=True, slots=True)
class Choice:
    """The channel for a step, and the named reason when it cannot be used."""

    channel: Channel
    reason: Reach | None = None


def choose_channel(preferred: Sequence[Channel], contact: Contact) -> Choice:
    """Take the first open channel in order of preference; else say why the most telling one is closed.

    An opt-out or a bad address tells staff more than "never consented", so it is the reason that is kept.
    """
    for channel in preferred:
        if contact.of(channel) is Reach.OPEN:
            return Choice(channel)
    closed = [(channel, contact.of(channel)) for channel in preferred]
    telling = [pair for pair in closed if pair[1] is not Reach.NO_CONSENT]
    channel, reason = (telling or closed)[0]
    return Choice(channel, reason)
