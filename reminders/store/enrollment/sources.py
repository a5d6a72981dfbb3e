"""Through which doors an enrollment came in or was confirmed: each door once, with the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.enrollment import Door, Source, door_of
from reminders.store.tables import enrollment_sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.store.database.session import Tx
_ADD = {
    is_sqlite: build(enrollment_sources).on_conflict_do_nothing().inline()
    for is_sqlite, build in ((True, sqlite.insert), (False, postgresql.insert))
}


def add_sources(tx: Tx, ids: Collection[str], actor: Actor, at: datetime, *, from_file: bool = False) -> None:
    """Note that these enrollments came in, or were confirmed, by what an actor sent; nothing happens if that is known.

    Every door calls it, for a known surgery too: FHIR with an actor of the kind PARTNER named `fhir:<server>`.
    """
    if not ids:
        return
    door, name = door_of(actor, from_file=from_file)
    rows = [{"enrollment_id": item, "door": door.value, "name": name, "at": at} for item in sorted(set(ids))]
    tx.conn.execute(_ADD[tx.is_sqlite], rows if len(rows) > 1 else rows[0])


def sources_of(tx: Tx, enrollment_ids: Iterable[str]) -> dict[str, list[Source]]:
    """Return the sources of some enrollments by id, the first one first."""
    ids = list(enrollment_ids)
    if not ids:
        return {}
    query = select(enrollment_sources).where(enrollment_sources.c.enrollment_id.in_(ids))
    order = (enrollment_sources.c.at, enrollment_sources.c.door, enrollment_sources.c.name)
    by_enrollment: dict[str, list[Source]] = {}
    for row in tx.conn.execute(query.order_by(*order)):
        by_enrollment.setdefault(row.enrollment_id, []).append(Source(Door(row.door), row.name, row.at))
    return by_enrollment
