"""Wipes what a patient's rows say about a person; that there were rows, when and with what outcome, stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from reminders.core.model.status import Event, Kind, Reason, Status
from reminders.store.database.vault import CellId
from reminders.store.enrollment.link_epochs import forget_past_contacts
from reminders.store.enrollment.search_terms import drop_terms
from reminders.store.plans.visits import erase_visits
from reminders.store.records.erased_addresses import unmatched_hash
from reminders.store.records.retention import empty_replies
from reminders.store.sending.transitions import Move, move
from reminders.store.tables import alerts, enrollments, messages, patients, replies, staff_notes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx
    from reminders.store.records.erased_addresses import Address


TABLES = (
    *("patients", "enrollments", "messages", "replies", "staff_notes", "search_terms", "uploads", "past_contacts"),
    *("visits", "alerts", "holds", "fuse_counters", "sender_evidence", "hl7_messages"),
)
"""Tables of which rows are wiped or deleted."""


def erase_texts_of_addresses(tx: Tx, patient: Patient, of: Sequence[Address], at: datetime) -> None:
    """Wipe what a clinic has of the patient's phones and emails without a name, where no one else of it has them."""
    for item in of:
        if not item.alone:
            continue
        of_sender = (
            replies.c.clinic_id == patient.clinic_id,
            replies.c.sender_hash.in_(item.hashes),
            replies.c.patient_id.is_(None),
        )
        ids = tx.conn.execute(select(replies.c.id).where(*of_sender)).scalars().all()
        _wipe_replies(tx, at, ids)
        raised = select(alerts.c.id).where(alerts.c.reply_id.in_(ids))
        _wipe_notes(tx, patient.clinic_id, staff_notes.c.alert_id.in_(raised))
        ours = (
            messages.c.clinic_id == patient.clinic_id,
            messages.c.address_hash.in_(item.hashes),
            messages.c.patient_id.is_(None),
            messages.c.kind == Kind.AUTO_REPLY.value,
        )
        _wipe_messages(tx, *ours)


def _wipe_replies(tx: Tx, at: datetime, ids: Sequence[str]) -> None:
    """Wipe words and senders; there is nothing left of them to deal with."""
    empty_replies(tx, ids)
    handled = func.coalesce(replies.c.handled_at, at)
    tx.conn.execute(
        update(replies).where(replies.c.id.in_(ids)).values(sender_hash=unmatched_hash(), handled_at=handled)
    )


def _wipe_notes(tx: Tx, clinic_id: int, *which: ColumnElement[bool]) -> None:
    for note_id in tx.conn.execute(select(staff_notes.c.id).where(*which)).scalars().all():
        empty = tx.vault.encrypt(CellId("staff_notes.text", note_id), "", of=clinic_id)
        tx.conn.execute(update(staff_notes).where(staff_notes.c.id == note_id).values(text=empty))


def _wipe_messages(tx: Tx, *which: ColumnElement[bool]) -> None:
    wiped = {"content": None, "address": None, "address_hash": None, "body_hash": None}
    tx.conn.execute(update(messages).where(*which).values(**wiped))


def erase_rows(tx: Tx, clinic_id: int, patient_id: str, at: datetime) -> None:
    """Wipe names, addresses, external ids, facts, surgeon, words, notes of a patient. Opt-outs are hashes and stay."""
    vault = tx.vault
    of_patient = {table: table.c.patient_id == patient_id for table in (enrollments, messages, replies, staff_notes)}
    tx.conn.execute(
        update(patients)
        .where(patients.c.id == patient_id)
        .values(
            given_name=vault.encrypt(CellId("patients.given_name", patient_id), "", of=clinic_id),
            family_name=vault.encrypt(CellId("patients.family_name", patient_id), "", of=clinic_id),
            phone=None,
            phone_hash=None,
            email=None,
            email_hash=None,
            birth_date=None,
            birth_date_hash=None,
            record_number=None,
            record_number_hash=None,
            identity_hash=unmatched_hash(),
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
                external_id=vault.encrypt(
                    CellId("enrollments.external_id", enrollment_id), f"erased {enrollment_id}", of=clinic_id
                ),
                external_id_hash=unmatched_hash(),
                facts=vault.encrypt_json(CellId("enrollments.facts", enrollment_id), {}, of=clinic_id),
                imported=None,
                surgeon_id=None,
            )
        )
    erase_visits(
        tx, clinic_id, tx.conn.execute(select(enrollments.c.id).where(of_patient[enrollments])).scalars().all()
    )
    waiting = select(messages.c.id).where(of_patient[messages], messages.c.status == Status.PLANNED.value)
    for message_id in tx.conn.execute(waiting.with_for_update()).scalars().all():  # answers that belong to no plan
        move(tx, Move(message_id, Status.PLANNED, Event.CANCEL, reason=Reason.CANCELLED), at)
    _wipe_messages(tx, of_patient[messages])
    _wipe_replies(tx, at, tx.conn.execute(select(replies.c.id).where(of_patient[replies])).scalars().all())
    tx.conn.execute(delete(staff_notes).where(of_patient[staff_notes], staff_notes.c.message_id.is_(None)))
    _wipe_notes(tx, clinic_id, of_patient[staff_notes])
    drop_terms(tx, [patient_id])
    forget_past_contacts(tx, patient_id)
