"""Visits of enrollments. The visit id, kind and place are encrypted; a keyed hash finds a visit by its id."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update

from reminders.core.model.enrollment import FIRST_SLOT, Visit, VisitState, read_slots
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.tables import answers, enrollments, messages, visits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_VISIT_ID, _DETAILS, _IMPORTED = "visits.visit_id", "visits.details", "visits.imported"
_COLUMNS = select(visits, enrollments.c.clinic_id, enrollments.c.patient_id).join(
    enrollments, enrollments.c.id == visits.c.enrollment_id
)
_OF = _COLUMNS.where(visits.c.enrollment_id.in_(bindparam("enrollments", expanding=True))).order_by(
    visits.c.at, visits.c.slot
)


def visits_of(tx: Tx, enrollment_ids: Iterable[str]) -> dict[str, list[Visit]]:
    """Return the visits of some enrollments, soonest first, by enrollment."""
    ids = list(enrollment_ids)
    by_enrollment: dict[str, list[Visit]] = {}
    for row in tx.conn.execute(_OF, {"enrollments": ids}) if ids else ():
        by_enrollment.setdefault(row.enrollment_id, []).append(_decrypt(tx, row))
    return by_enrollment


def find_visit(tx: Tx, enrollment_id: str, our_id: str) -> Visit | None:
    """Return one visit of an enrollment by our own id, or None."""
    query = _COLUMNS.where(visits.c.enrollment_id == enrollment_id, visits.c.id == our_id)
    row = tx.conn.execute(query).first()
    return _decrypt(tx, row) if row else None


def new_visit_id() -> str:
    """Return a fresh random id."""
    return str(uuid.uuid4())


def next_slot(tx: Tx, enrollment_id: str) -> int:
    """Return a slot that no visit or message of an enrollment has had; the enrollment is locked by the caller."""
    of_visits = select(func.max(visits.c.slot)).where(visits.c.enrollment_id == enrollment_id)
    of_messages = select(func.max(messages.c.anchor)).where(messages.c.enrollment_id == enrollment_id)
    taken = [tx.conn.execute(query).scalar() or 0 for query in (of_visits, of_messages)]
    return max(FIRST_SLOT, *(slot + 1 for slot in taken))


def insert_visit(tx: Tx, clinic_id: int, visit: Visit, at: datetime) -> None:
    """Insert a visit of a clinic's enrollment."""
    ids = {"id": visit.id, "enrollment_id": visit.enrollment_id, "created_at": at}
    ids |= {
        "visit_id": tx.vault.encrypt(CellId(_VISIT_ID, visit.id), visit.visit_id, of=clinic_id),
        "visit_id_hash": tx.vault.keyed_hash(_VISIT_ID, visit.visit_id),
    }
    tx.conn.execute(insert(visits).values(**ids, **_changing(tx, clinic_id, visit)))


def update_visit(tx: Tx, clinic_id: int, visit: Visit) -> None:
    """Write all fields that may change."""
    tx.conn.execute(update(visits).where(visits.c.id == visit.id).values(**_changing(tx, clinic_id, visit)))


def answers_about(tx: Tx, enrollment_ids: Collection[str]) -> dict[tuple[str, int], str]:
    """Return what was answered about each visit, by enrollment and slot; the latest where two steps ask."""
    by_step = answers_by_slot(tx, enrollment_ids)
    return {(enrollment, slot): list(codes.values())[-1] for (enrollment, slot), codes in by_step.items()}


def answers_by_slot(tx: Tx, enrollment_ids: Collection[str]) -> dict[tuple[str, int], dict[str, str]]:
    """Return the answer code of each step about a visit, by enrollment and slot; the earliest first.

    The answer to a message about several visits is about each of them.
    """
    ids = list(enrollment_ids)
    query = (
        select(answers.c.enrollment_id, answers.c.anchor, answers.c.step, answers.c.code)
        .where(answers.c.enrollment_id.in_(ids), answers.c.anchor >= FIRST_SLOT)
        .order_by(answers.c.at, answers.c.id)
    )
    given: Sequence[Any] = tx.conn.execute(query).all() if ids else []
    if not given:
        return {}
    together = select(messages.c.enrollment_id, messages.c.anchor, messages.c.also_anchors).where(
        messages.c.enrollment_id.in_(ids), messages.c.also_anchors.is_not(None), messages.c.sent_at.is_not(None)
    )
    also: dict[tuple[str, int], set[int]] = {}
    for row in tx.conn.execute(together):
        also.setdefault((row.enrollment_id, row.anchor), set()).update(read_slots(row.also_anchors))
    found: dict[tuple[str, int], dict[str, str]] = {}
    for row in given:
        for slot in (row.anchor, *also.get((row.enrollment_id, row.anchor), ())):
            codes = found.setdefault((row.enrollment_id, slot), {})
            codes.pop(row.step, None)  # the latest answer stands last
            codes[row.step] = row.code
    return found


def erase_visits(tx: Tx, clinic_id: int, enrollment_ids: Collection[str]) -> None:
    """Wipe what the visits of an erased patient say; that there were some stays."""
    vault, query = tx.vault, select(visits.c.id).where(visits.c.enrollment_id.in_(list(enrollment_ids)))
    for visit_id in tx.conn.execute(query).scalars().all():
        erased = f"erased {visit_id}"
        empty = {"details": vault.encrypt_json(CellId(_DETAILS, visit_id), {}, of=clinic_id), "imported": None}
        ids = {
            "visit_id": vault.encrypt(CellId(_VISIT_ID, visit_id), erased, of=clinic_id),
            "visit_id_hash": vault.keyed_hash(_VISIT_ID, erased),
        }
        tx.conn.execute(update(visits).where(visits.c.id == visit_id).values(**empty, **ids))


def _changing(tx: Tx, clinic_id: int, visit: Visit) -> dict[str, Any]:
    imported = dict(visit.imported)
    return {
        "details": tx.vault.encrypt_json(
            CellId(_DETAILS, visit.id), {"kind": visit.kind, "place": visit.place}, of=clinic_id
        ),
        "imported": tx.vault.encrypt_json(CellId(_IMPORTED, visit.id), imported, of=clinic_id) if imported else None,
        "at": visit.at,
        "slot": visit.slot,
        "state": visit.state.value,
        "known_at": visit.known_at,
        "missed_at": visit.missed_at,
    }


def _decrypt(tx: Tx, row: Row[Any]) -> Visit:
    whose = row.clinic_id, row.patient_id
    details = legible.json_of(tx, CellId(_DETAILS, row.id), row.details, *whose) or {}
    imported = legible.json_of(tx, CellId(_IMPORTED, row.id), row.imported, *whose) if row.imported else {}
    return Visit(
        id=row.id,
        enrollment_id=row.enrollment_id,
        visit_id=legible.text_of(tx, CellId(_VISIT_ID, row.id), row.visit_id, *whose),
        at=row.at,
        kind=details.get("kind", ""),
        place=details.get("place", ""),
        slot=row.slot,
        state=VisitState(row.state),
        known_at=row.known_at,
        missed_at=row.missed_at,
        imported=imported or {},
    )
