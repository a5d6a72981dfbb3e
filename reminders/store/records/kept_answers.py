"""Answers as they are kept, with the surgery they are about: for lists and for measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from reminders.core.model.contact import Party
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import SENT, Kind
from reminders.store.database.vault import CellId
from reminders.store.enrollment.enrollments import external_ids
from reminders.store.enrollment.patient_record import BIRTH_DATE
from reminders.store.tables import answers, enrollments, messages, patients

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx

_PAGE = 500
_DONE_ALL_THE_SAME = ("readmitted", "died", "asked_to_stop")
"""Reasons for which a plan is cancelled although there was a surgery."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One answer. `code` is a code, or a score as text; `party` is who gave it."""

    enrollment_id: str
    external_id: str
    pathway_version_id: int
    step: str
    code: str
    at: datetime
    how: str
    entered_by: str | None = None
    entered_at: datetime | None = None
    party: Party = Party.PATIENT


@dataclass(frozen=True, slots=True)
class CountedSurgery:
    """One surgery that took place, as far as is known."""

    enrollment_id: str
    external_id: str
    pathway_version_id: int
    surgery_date: date
    timezone: str


_ANSWERS = select(answers, enrollments.c.pathway_version_id).join(
    enrollments, enrollments.c.id == answers.c.enrollment_id
)


def answers_in_order(tx: Tx, clinic_id: int | None = None, external_id: str | None = None) -> Iterator[KeptAnswer]:
    """Yield answers as they came in, page by page."""
    query = _ANSWERS.order_by(answers.c.at, answers.c.id)
    if clinic_id is not None:
        query = query.where(enrollments.c.clinic_id == clinic_id)
    if external_id is not None:
        hashes = tx.vault.keyed_hashes("enrollments.external_id", external_id)
        query = query.where(enrollments.c.external_id_hash.in_(hashes))
    # closed also where the reader stops early: on PostgreSQL the cursor is one of the server
    with tx.conn.execute(query, execution_options={"yield_per": _PAGE}) as result:
        for page in result.partitions():
            yield from _kept(page, external_ids(tx, {row.enrollment_id for row in page}))


def answers_of(tx: Tx, enrollment_id: str) -> list[KeptAnswer]:
    """Return the answers of one enrollment as they came in, without its external id."""
    query = _ANSWERS.where(answers.c.enrollment_id == enrollment_id).order_by(answers.c.at, answers.c.id)
    return list(_kept(tx.conn.execute(query).all(), {}))


def scores_of(tx: Tx, clinic_id: int, first: date, last: date) -> list[KeptAnswer]:
    """Return every score that patients themselves gave, of the surgeries of some days."""
    query = _ANSWERS.where(
        enrollments.c.clinic_id == clinic_id,
        enrollments.c.surgery_date.between(first, last),
        answers.c.score.is_not(None),
        answers.c.party == Party.PATIENT.value,
    )
    rows = tx.conn.execute(query.order_by(answers.c.at, answers.c.id)).all()
    return list(_kept(rows, {}))


def surgeries_between(tx: Tx, clinic_id: int, first: date, last: date) -> list[CountedSurgery]:
    """Return the surgeries of some days, both included, but for those that did not take place."""
    query = (
        select(enrollments.c.id, enrollments.c.pathway_version_id, enrollments.c.surgery_date, patients.c.timezone)
        .join(patients, patients.c.id == enrollments.c.patient_id)
        .where(
            enrollments.c.clinic_id == clinic_id,
            enrollments.c.surgery_date.between(first, last),
            (enrollments.c.state != EnrollmentState.CANCELLED.value)
            | enrollments.c.state_reason.in_(_DONE_ALL_THE_SAME),
        )
    )
    rows = tx.conn.execute(query).all()
    names = external_ids(tx, [row.id for row in rows])
    return [
        CountedSurgery(row.id, names[row.id], row.pathway_version_id, row.surgery_date, row.timezone) for row in rows
    ]


def _kept(rows: Sequence[Any], names: Mapping[str, str]) -> Iterator[KeptAnswer]:
    for row in rows:
        name = names.get(row.enrollment_id, "")
        answer = row.step, row.code, row.at, row.how, row.entered_by, row.entered_at, Party(row.party)
        yield KeptAnswer(row.enrollment_id, name, row.pathway_version_id, *answer)


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
    how: str | None = None


def asked_between(tx: Tx, clinic_id: int, first: date, last: date) -> list[AskedRow]:
    """Return what reached the patients of the surgeries of some days, both included; a question counts once."""
    same = and_(
        answers.c.enrollment_id == messages.c.enrollment_id,
        answers.c.anchor == messages.c.anchor,
        answers.c.step == messages.c.step,
        answers.c.party == messages.c.party,
    )
    query = (
        select(
            messages.c.enrollment_id,
            messages.c.anchor,
            messages.c.step,
            answers.c.code,
            answers.c.how,
            enrollments.c.pathway_version_id,
            enrollments.c.surgery_date,
            enrollments.c.surgeon_id,
            patients.c.language,
            patients.c.birth_date,
            patients.c.id.label("whose"),
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
            date.fromisoformat(born) if (born := _birth_date(tx, row.whose, row.birth_date)) else None,
            row.how,
        )
        for row in rows.values()
    ]


def _birth_date(tx: Tx, patient_id: str, ciphertext: bytes | None) -> str | None:
    return tx.vault.decrypt_optional(CellId(BIRTH_DATE, patient_id), ciphertext)
