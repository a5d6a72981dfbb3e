"""Plans a text that a staff member wrote: its words are sealed with it, and it leaves like any other message."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from reminders.core.model.contact import Channel
from reminders.core.model.status import Kind, Status
from reminders.core.sending.lanes import Lane
from reminders.store.database.vault import CellId
from reminders.store.enrollment.patients import address_hash
from reminders.store.tables import messages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

SEND_WITHIN = timedelta(hours=1)
"""A text that a person writes answers something now; hours later it would only confuse."""


def plan_staff_text(tx: Tx, patient: Patient, text: str, at: datetime) -> str:
    """Insert the text, due at once; return its id."""
    whom = {"clinic_id": patient.clinic_id, "patient_id": patient.id, "language": patient.language}
    return _insert(tx, str(uuid.uuid4()), whom, "staff", text, at)


def plan_test_text(tx: Tx, clinic_id: int, phone: str, text: str, at: datetime) -> str:
    """Insert a text to a staff member's own phone (E.164), due at once; return its id."""
    message_id = str(uuid.uuid4())
    address = {
        "clinic_id": clinic_id,
        "address": tx.vault.encrypt(CellId("messages.address", message_id), phone, of=clinic_id),
        "address_hash": address_hash(tx, Channel.SMS, phone),
    }
    return _insert(tx, message_id, address, "test", text, at)


def _insert(tx: Tx, message_id: str, whom: Mapping[str, Any], step: str, text: str, at: datetime) -> str:
    words = {"text": text, "subject": None, "html": None}
    tx.conn.execute(
        insert(messages).values(
            **whom,
            id=message_id,
            identity=f"staff:{message_id}",
            kind=Kind.STAFF.value,
            lane=Lane.URGENT.value,
            channel=Channel.SMS.value,
            step=step,
            content=tx.vault.encrypt(
                CellId("messages.content", message_id), json.dumps(words, ensure_ascii=False), of=whom["clinic_id"]
            ),
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
