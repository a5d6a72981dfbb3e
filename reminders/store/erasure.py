"""Wipes what a patient's rows say about a person; that there were rows, when and with what outcome, stays."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from reminders.core.status import Event, Reason, Status
from reminders.store.link_epochs import forget_past_contacts
from reminders.store.search_terms import drop_terms
from reminders.store.tables import enrollments, messages, patients, replies, staff_notes
from reminders.store.transitions import Move, move

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.session import Tx


def erase_rows(tx: Tx, patient_id: str, at: datetime) -> None:
    """Wipe names, addresses, external ids, facts, words and notes of one patient. Opt-outs are hashes and stay."""
    vault = tx.vault
    of_patient = {table: table.c.patient_id == patient_id for table in (enrollments, messages, replies, staff_notes)}
    tx.conn.execute(
        update(patients)
        .where(patients.c.id == patient_id)
        .values(
            given_name=vault.seal("patients.given_name", ""),
            family_name=vault.seal("patients.family_name", ""),
            phone=None,
            phone_hash=None,
            email=None,
            email_hash=None,
            birth_date=None,
            birth_date_hash=None,
            record_number=None,
            record_number_hash=None,
            identity_hash=_nobody(),
            sms_consent=False,
            email_consent=False,
            erased_at=at,
            link_epoch=patients.c.link_epoch + 1,
        )
    )
    for enrollment_id in tx.conn.execute(select(enrollments.c.id).where(of_patient[enrollments])).scalars().all():
        tx.conn.execute(
            update(enrollments)
            .where(enrollments.c.id == enrollment_id)
            .values(
                external_id=vault.seal("enrollments.external_id", f"erased {enrollment_id}"),
                external_id_hash=_nobody(),
                facts=vault.seal_json("enrollments.facts", {}),
                imported=None,
            )
        )
    waiting = select(messages.c.id).where(of_patient[messages], messages.c.status == Status.PLANNED.value)
    for message_id in tx.conn.execute(waiting.with_for_update()).scalars().all():  # answers that belong to no plan
        move(tx, Move(message_id, Status.PLANNED, Event.CANCEL, reason=Reason.CANCELLED), at)
    tx.conn.execute(
        update(messages)
        .where(of_patient[messages])
        .values(content=None, address=None, address_hash=None, body_hash=None)
    )
    tx.conn.execute(
        update(replies)
        .where(of_patient[replies])
        .values(body=vault.seal("replies.body", ""), sender=vault.seal("replies.sender", ""), sender_hash=_nobody())
    )
    tx.conn.execute(delete(staff_notes).where(of_patient[staff_notes], staff_notes.c.message_id.is_(None)))
    tx.conn.execute(update(staff_notes).where(of_patient[staff_notes]).values(text=vault.seal("staff_notes.text", "")))
    drop_terms(tx, [patient_id])
    forget_past_contacts(tx, patient_id)


def _nobody() -> str:
    """Return a value that no hash is equal to."""
    return f"erased:{uuid.uuid4()}"
