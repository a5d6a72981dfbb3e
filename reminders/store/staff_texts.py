"""Plans a text that a staff member wrote: its words are sealed with it, and it leaves like any other message."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from reminders.core.contact import Channel
from reminders.core.status import Kind, Status
from reminders.store.due import URGENT
from reminders.store.tables import messages

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.patients import Patient
    from reminders.store.session import Tx

SEND_WITHIN = timedelta(hours=1)
"""A text that a person writes answers something now; hours later it would only confuse."""


def plan_staff_text(tx: Tx, patient: Patient, text: str, at: datetime) -> str:
    """Insert the text, due at once; return its id."""
    message_id = str(uuid.uuid4())
    words = {"text": text, "subject": None, "html": None}
    tx.conn.execute(
        insert(messages).values(
            id=message_id,
            clinic_id=patient.clinic_id,
            patient_id=patient.id,
            identity=f"staff:{message_id}",
            kind=Kind.STAFF.value,
            lane=URGENT,
            channel=Channel.SMS.value,
            step="staff",
            language=patient.language,
            content=tx.vault.seal("messages.content", json.dumps(words, ensure_ascii=False)),
            anchor=0,
            plan_revision=0,
            status=Status.PLANNED.value,
            due_at=at,
            ready_at=at,
            send_before=at + SEND_WITHIN,
            changed_at=at,
        )
    )
    return message_id
