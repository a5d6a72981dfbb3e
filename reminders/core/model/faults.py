"""Who is to blame when a message does not get through: this message, this address, this sender, or only the moment.

The verdict follows what the provider or mail server says, never the step at which it says it. Two tables use it:
`text_faults` in `reminders/data/facts` for the codes of the text provider, `mail_faults` for replies and bounces.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Blame(StrEnum):
    """What a refusal is about, and with that how far it reaches."""

    MESSAGE = "message"  # only this message: it fails, and staff see why
    ADDRESS = "address"  # no one is there: the address is closed
    SENDER = "sender"  # our account, sender or registration: every other message would meet the same
    LATER = "later"  # it may go through by itself: it is tried again inside its window


QUOTA_RETRY: Final = timedelta(hours=1)
"""A mail server's daily or hourly quota: the hour is over by then, and of a day's rest it costs few tries."""
SLOW_DOWN: Final = timedelta(minutes=10)
"""A queue that is full, or a rate: it drains within minutes. Greylisting lets in after 5 to 15 (RFC 6647 section 3)."""

DAILY_LIMIT_RETRY: Final = timedelta(hours=3)
"""The text provider's limit counts a rolling day (63038): asking again within minutes is useless."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of a table.

    `says` is what it means and what to do, for people. `many`: one message's fault that is the sender's when many
    people's messages meet it at the same time. `transient`: the same address may well be reached at another hour.
    `opted_out`: the provider knows that the patient has stopped.
    """

    blame: Blame
    says: str
    source: str
    many: bool = False
    transient: bool = False
    opted_out: bool = False
    retry_after: timedelta | None = None
