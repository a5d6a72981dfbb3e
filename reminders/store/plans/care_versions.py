"""A clinic's own versions of care plans and wording. A version's content never changes once it is in review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from reminders.core.model.enrollment import EnrollmentState
from reminders.core.wording.care_versions import BEGINS, CareKind, CareStep, CareVersion, Signature, live_of
from reminders.store.plans.pathway_versions import last_own_version
from reminders.store.tables import care_versions, enrollments, pathway_versions

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_ALL_BUT_CONTENT = [column for column in care_versions.c if column is not care_versions.c.content]
_BEGINNING = select(*_ALL_BUT_CONTENT).where(
    care_versions.c.clinic_id.in_(bindparam("clinics", expanding=True)),
    care_versions.c.step.in_([step.value for step in BEGINS]),
)


def add_version(tx: Tx, version: CareVersion) -> CareVersion:
    """Insert a version and return it with its id; `id` and `number` of what is given do not count."""
    number = _highest_number(tx, version) + 1
    values = _columns(version) | {"number": max(number, version.number)}
    if tx.is_sqlite:  # it would give an erased clinic's number again, and snapshots are kept by it
        highest = tx.conn.execute(select(func.max(care_versions.c.id))).scalar() or 0
        values["id"] = max(highest, last_own_version(tx)) + 1
    key = tx.conn.execute(insert(care_versions).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 an INSERT of one row has a key
    return find_version(tx, version.clinic_id, key[0]) or version


def change_version(tx: Tx, version: CareVersion) -> None:
    """Write all of a version but its number."""
    values = _columns(version)
    values.pop("number")
    tx.conn.execute(update(care_versions).where(care_versions.c.id == version.id).values(values))


def find_version(tx: Tx, clinic_id: int, version_id: int, *, lock: bool = False) -> CareVersion | None:
    """Return a clinic's version of that id, or None."""
    query = select(care_versions).where(care_versions.c.clinic_id == clinic_id, care_versions.c.id == version_id)
    row = tx.conn.execute(query.with_for_update() if lock else query).first()
    return _version(row) if row else None


def drop_draft(tx: Tx, version: CareVersion) -> None:
    """Delete a draft; what was put up for review stays for good."""
    query = delete(care_versions).where(care_versions.c.id == version.id, care_versions.c.step == CareStep.DRAFT.value)
    tx.conn.execute(query)


def versions_of(tx: Tx, clinic_id: int, kind: CareKind, name: str) -> list[CareVersion]:
    """Return all versions of one name, the first one first."""
    query = select(care_versions).where(
        care_versions.c.clinic_id == clinic_id, care_versions.c.kind == kind.value, care_versions.c.name == name
    )
    return [_version(row) for row in tx.conn.execute(query.order_by(care_versions.c.number))]


def list_versions(tx: Tx, clinic_id: int) -> list[CareVersion]:
    """Return every version of a clinic without its content, by kind, name and number."""
    query = select(*_ALL_BUT_CONTENT).where(care_versions.c.clinic_id == clinic_id)
    rows = tx.conn.execute(query.order_by(care_versions.c.kind, care_versions.c.name, care_versions.c.number))
    return [_version(row) for row in rows]


def live_ids(tx: Tx, now: datetime, clinic_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return the ids of what is live at each clinic that has versions of its own: one query, on a small table."""
    by_name: dict[tuple[int, CareKind, str], list[CareVersion]] = {}
    for one in (_version(row) for row in tx.conn.execute(_BEGINNING, {"clinics": list(clinic_ids)})):
        by_name.setdefault((one.clinic_id, one.kind, one.name), []).append(one)
    live: dict[int, tuple[int, ...]] = {}
    for (clinic_id, _, _), versions in sorted(by_name.items()):
        if one := live_of(versions, now):
            live[clinic_id] = (*live.get(clinic_id, ()), one.id)
    return live


def starts_ahead(tx: Tx, clinic_id: int, after: datetime) -> list[datetime]:
    """Return the times at which versions of a clinic will go live."""
    query = select(care_versions.c.live_at).where(
        care_versions.c.clinic_id == clinic_id,
        care_versions.c.step == CareStep.SCHEDULED.value,
        care_versions.c.live_at > after,
    )
    return sorted(tx.conn.execute(query).scalars())


def begun(tx: Tx, now: datetime, *, lock: bool = False) -> list[CareVersion]:
    """Return the versions of all clinics that were set to go live and now are."""
    due = (care_versions.c.step == CareStep.SCHEDULED.value, care_versions.c.live_at <= now)
    query = select(*_ALL_BUT_CONTENT).where(*due).order_by(care_versions.c.live_at, care_versions.c.id)
    return [_version(row) for row in tx.conn.execute(query.with_for_update() if lock else query)]


def note_begun(tx: Tx, version: CareVersion) -> None:
    """Take note that a version has gone live."""
    tx.conn.execute(update(care_versions).where(care_versions.c.id == version.id).values(step=CareStep.APPROVED.value))


def get_versions(tx: Tx, ids: Collection[int]) -> list[CareVersion]:
    """Return versions by id, of any clinic."""
    query = select(care_versions).where(care_versions.c.id.in_(list(ids))).order_by(care_versions.c.id)
    return [_version(row) for row in tx.conn.execute(query)] if ids else []


def numbers_of_plans(tx: Tx, pathway_version_ids: Collection[int]) -> dict[int, tuple[int, int | None]]:
    """Return, per pathway snapshot, its version's number, and the clinic's own version behind it, if it is one."""
    table = pathway_versions
    query = select(table.c.id, table.c.version, table.c.care_version_id).where(table.c.id.in_(pathway_version_ids))
    rows = tx.conn.execute(query).all() if pathway_version_ids else []
    return {row.id: (row.version, row.care_version_id) for row in rows}


def numbers_of_snapshots(tx: Tx, pathway_version_ids: Collection[int]) -> dict[int, int]:
    """Return the number that people know each pathway snapshot's version by."""
    table = pathway_versions
    number = func.coalesce(care_versions.c.number, table.c.version).label("number")
    joined = table.outerjoin(care_versions, care_versions.c.id == table.c.care_version_id)
    query = select(table.c.id, number).select_from(joined).where(table.c.id.in_(list(pathway_version_ids)))
    return {row.id: row.number for row in tx.conn.execute(query)}


def count_on_others(tx: Tx, clinic_id: int, version: CareVersion) -> int:
    """Return how many enrollments that are not cancelled have another version of a care plan than this one."""
    joined = enrollments.join(pathway_versions, pathway_versions.c.id == enrollments.c.pathway_version_id)
    query = (
        select(func.count())
        .select_from(joined)
        .where(
            enrollments.c.clinic_id == clinic_id,
            enrollments.c.state != EnrollmentState.CANCELLED.value,
            pathway_versions.c.pathway_id == version.name,
            func.coalesce(pathway_versions.c.care_version_id, 0) != version.id,
        )
    )
    return tx.conn.execute(query).scalar_one()


def _highest_number(tx: Tx, version: CareVersion) -> int:
    query = select(func.max(care_versions.c.number)).where(
        care_versions.c.clinic_id == version.clinic_id,
        care_versions.c.kind == version.kind.value,
        care_versions.c.name == version.name,
    )
    return tx.conn.execute(query).scalar() or 0


def _columns(version: CareVersion) -> dict[str, Any]:
    approver = version.approver or Signature()
    return {
        "clinic_id": version.clinic_id,
        "kind": version.kind.value,
        "name": version.name,
        "number": version.number,
        "step": version.step.value,
        "content": version.content,
        "author_id": version.author.staff_id,
        "author_name": version.author.name,
        "created_at": version.created_at,
        "approver_id": approver.staff_id,
        "approver_name": approver.name,
        "live_at": version.live_at,
        "note": version.note,
        "alone": version.alone,
        "unreviewed": ",".join(version.unreviewed),
    }


def _version(row: Row[Any]) -> CareVersion:
    approver = Signature(row.approver_id, row.approver_name)
    return CareVersion(
        id=row.id,
        clinic_id=row.clinic_id,
        kind=CareKind(row.kind),
        name=row.name,
        number=row.number,
        step=CareStep(row.step),
        content=getattr(row, "content", ""),
        author=Signature(row.author_id, row.author_name),
        created_at=row.created_at,
        approver=None if approver == Signature() else approver,
        live_at=row.live_at,
        note=row.note,
        alone=row.alone,
        unreviewed=tuple(filter(None, row.unreviewed.split(","))),
    )
