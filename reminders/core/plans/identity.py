"""The one builder of stable keys: what makes a doubled plan, tick or import harmless.

A key is made of ids that never change and never of formatted text; the store has a UNIQUE constraint on it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reminders.core.model.contact import Party

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.contact import Channel


def message_key(
    enrollment_id: str, surgery_generation: int, step: str, channel: Channel, party: Party = Party.PATIENT
) -> str:
    """Name one scheduled message: one step of one enrollment on one channel, for one surgery day and one person.

    The patient's carry no name of a person: theirs were there first, and a key never changes.
    """
    to = "" if party is Party.PATIENT else f":{party.value}"
    return f"{enrollment_id}:{surgery_generation}:{step}:{channel.value}{to}"


def stable_minute(patient_key: str, step: str, length: int) -> int:
    """Return this patient's minute in a window of `length` minutes, the same forever: 0 <= minute < length.

    It spreads the patients of a clinic over the window, so that forty texts do not leave in one second.
    """
    digest = hashlib.sha256(f"{patient_key}\0{step}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % length


def reply_key(reply_id: str, purpose: str) -> str:
    """Name the service's own answer to one inbound text."""
    return f"reply:{reply_id}:{purpose}"


def opt_in_key(message_id: str) -> str:
    """Name a question to confirm texts: a phone is asked again only after a question that got no answer."""
    return f"opt-in:{message_id}"


def notice_key(alert_id: int, telling: str, person_id: int, channel: Channel, at: datetime) -> str:
    """Name one notice to one person on call: a telling of an alert happens once, whichever process runs it."""
    return f"alert:{alert_id}:{telling}:{person_id}:{channel.value}:{at:%Y%m%dT%H%M%S}"


def message_id_header(message_id: str, domain: str) -> str:
    """Return the RFC 5322 Message-ID of an email: fixed per message, never per attempt."""
    return f"<{message_id}@{domain}>"
