"""Who has what: the owner of an alert, and the email that tells a colleague of something new."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from reminders.core.alerts.alert_kinds import AlertKind
from reminders.core.model.contact import Channel
from reminders.core.model.status import Kind, Status
from reminders.core.sending.lanes import Lane
from reminders.store.database.vault import CellId
from reminders.store.enrollment.patients import address_hash
from reminders.store.tables import alerts, messages

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.staff_member import StaffMember
    from reminders.ports import Rendered
    from reminders.store.database.session import Tx

TELL_WITHIN = timedelta(hours=4)
"""An email that could not leave by then would only tell of what the page has long shown."""


@dataclass(frozen=True, slots=True)
class OwnedAlert:
    """One alert, locked. `owner` is who has taken it or whom it was assigned to."""

    kind: AlertKind
    patient_id: str | None
    owner: str | None
    is_open: bool


def lock_alert(tx: Tx, clinic_id: int, alert_id: int) -> OwnedAlert | None:
    """Lock an alert of a clinic, open or resolved, and return it."""
    query = select(alerts.c.kind, alerts.c.patient_id, alerts.c.acknowledged_by, alerts.c.closed_at).where(
        alerts.c.id == alert_id, alerts.c.clinic_id == clinic_id
    )
    row = tx.conn.execute(query.with_for_update()).first()
    if row is None:
        return None
    return OwnedAlert(AlertKind(row.kind), row.patient_id, row.acknowledged_by, row.closed_at is None)


def plan_assigned_email(tx: Tx, member: StaffMember, template: str, words: Rendered | None, at: datetime) -> None:
    """Plan an email that tells someone on staff that something is theirs, due at once; it says nothing of what.

    `words` are kept with it, as they name who assigned it; None leaves them to be written when it is sent.
    """
    message_id = str(uuid.uuid4())
    content = json.dumps(asdict(words), ensure_ascii=False) if words else None
    tx.conn.execute(
        insert(messages).values(
            id=message_id,
            clinic_id=member.clinic_id,
            identity=f"assigned:{message_id}",
            kind=Kind.ALERT.value,
            lane=Lane.URGENT.value,
            channel=Channel.EMAIL.value,
            step=template,
            language=member.language,
            address=tx.vault.encrypt(CellId("messages.address", message_id), member.email, of=member.clinic_id),
            address_hash=address_hash(tx, Channel.EMAIL, member.email),
            content=tx.vault.encrypt_optional(CellId("messages.content", message_id), content, of=member.clinic_id),
            anchor=0,
            plan_revision=0,
            status=Status.PLANNED.value,
            due_at=at,
            ready_at=at,
            send_before=at + TELL_WITHIN,
            changed_at=at,
        )
    )
