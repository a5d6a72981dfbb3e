"""Which questions reached whom, with the answer: for what is counted by cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from reminders.core.model.contact import Party
from reminders.core.model.status import SENT, Kind
from reminders.store.enrollment.patient_record import BIRTH_DATE
from reminders.store.tables import answers, enrollments, messages, patients

if TYPE_CHECKING:
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One question to one patient, and the code of the answer if there is one."""

    pathway_version_id: int
    step: str
    code: str | None
    surgery_date: date
    surgeon_id: str | None
    language: str | None
    born: date | None


def asked_between(tx: Tx, clinic_id: int, first: date, last: date) -> list[AskedRow]:
    """Return what reached the patients of the surgeries of some days, both included; a question counts once."""
    same = and_(
        answers.c.enrollment_id == messages.c.enrollment_id,
        answers.c.anchor == messages.c.anchor,
        answers.c.step == messages.c.step,
    )
    query = (
        select(
            messages.c.enrollment_id,
            messages.c.anchor,
            messages.c.step,
            answers.c.code,
            enrollments.c.pathway_version_id,
            enrollments.c.surgery_date,
            enrollments.c.surgeon_id,
            patients.c.language,
            patients.c.birth_date,
        )
        .join(enrollments, enrollments.c.id == messages.c.enrollment_id)
        .join(patients, patients.c.id == enrollments.c.patient_id)
        .outerjoin(answers, same)
        .where(
            messages.c.clinic_id == clinic_id,
            enrollments.c.surgery_date.between(first, last),
            messages.c.kind == Kind.SCHEDULED.value,
            messages.c.party == Party.PATIENT.value,
            messages.c.sent_at.is_not(None),
            or_(messages.c.status.in_([status.value for status in SENT]), answers.c.code.is_not(None)),
        )
        .distinct()
    )
    rows = {(row.enrollment_id, row.anchor, row.step): row for row in tx.conn.execute(query)}
    return [
        AskedRow(
            row.pathway_version_id,
            row.step,
            row.code,
            row.surgery_date,
            row.surgeon_id,
            row.language,
            date.fromisoformat(born) if (born := tx.vault.decrypt_optional(BIRTH_DATE, row.birth_date)) else None,
        )
        for row in rows.values()
    ]
