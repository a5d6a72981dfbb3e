"""Plans one of the service's own messages to a patient: an answer to a text, in the urgent lane, due at once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from reminders.core.contact import Channel
from reminders.core.identity import reply_key
from reminders.core.status import Kind, Status
from reminders.store.claims import URGENT
from reminders.store.tables import messages

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.session import Tx

ANSWER_WITHIN = timedelta(hours=1)
"""An automatic answer that could not leave within the hour would only confuse."""


def plan_auto_reply(  # noqa: PLR0913 an answer names what it answers
    tx: Tx,
    *,
    clinic_id: int,
    patient_id: str,
    reply_id: str,
    name: str,
    at: datetime,
    about_step: str | None = None,
) -> None:
    """Insert the answer `replies/<name>`; the row outlives a lost wake-up."""
    tx.conn.execute(
        insert(messages).values(
            id=str(uuid.uuid4()),
            clinic_id=clinic_id,
            patient_id=patient_id,
            identity=reply_key(reply_id, name),
            kind=Kind.AUTO_REPLY.value,
            lane=URGENT,
            channel=Channel.SMS.value,
            step=name,
            about_step=about_step,
            anchor=0,
            plan_revision=0,
            status=Status.PLANNED.value,
            due_at=at,
            ready_at=at,
            send_before=at + ANSWER_WITHIN,
            changed_at=at,
        ),
    )
