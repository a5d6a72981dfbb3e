"""Bytes in, what a message says out; or why it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.hl7.charset import decode
from reminders.core.hl7.message import parse
from reminders.core.hl7.read_message import read_content

if TYPE_CHECKING:
    from reminders.core.hl7.content import MessageContent
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic


def read(raw: bytes, partner: Partner, clinic: Clinic) -> MessageContent:
    """Read one message.

    Raises:
        MessageError: it cannot be read; the place and the reason, never a value.

    """
    return read_content(parse(decode(raw, partner.charset)), partner, partner.zone or clinic.zone)
