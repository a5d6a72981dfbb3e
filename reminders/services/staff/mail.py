"""Sends one email to a staff member."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Verdict
from reminders.ports import Outgoing

if TYPE_CHECKING:
    from reminders.core.model.staff_member import StaffMember
    from reminders.ports import Rendered
    from reminders.services.context import Context

_PATIENCE_SECONDS = 30


def send_to_staff(context: Context, member: StaffMember, content: Rendered) -> bool:
    """Send one email to a staff member, at once and once; return True if it was taken."""
    outgoing = Outgoing(
        attempt_id=str(uuid.uuid4()),
        message_id=str(uuid.uuid4()),
        channel=Channel.EMAIL,
        address=member.email,
        content=content,
        send_by=context.clock.monotonic() + _PATIENCE_SECONDS,
        valid_for=timedelta(hours=1),
    )
    try:
        outcome = context.senders[Channel.EMAIL].submit(outgoing).result(timeout=_PATIENCE_SECONDS)
    except TimeoutError:
        return False
    return outcome.verdict is Verdict.ACCEPTED
