"""How far the resources of a partner's FHIR server have been read. A cursor only ever moves forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.store.tables import fhir_cursors

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from reminders.store.database.session import Tx

_SERVER: Final = "*"
WRITE_BACK: Final = "*write"
"""Stands where a resource's type would: since when everything new is written to the server."""


@dataclass(frozen=True, slots=True)
class LastPoll:
    """When a server was last asked, and before when it asks us to stay away."""

    at: datetime | None = None
    not_before: datetime | None = None
    problem: str | None = None


def find_cursor(tx: Tx, clinic_id: int, partner: str, resource: str) -> datetime | None:
    """Return up to when resources of a type have been read; None: never."""
    query = select(fhir_cursors.c.since).where(*_row(clinic_id, partner, resource))
    return tx.conn.execute(query).scalar()


def move_cursor(tx: Tx, clinic_id: int, partner: str, resource: str, since: datetime) -> None:
    """Move a cursor forward; another poll may have moved it further, and then it stays."""
    _ensure(tx, clinic_id, partner, resource)
    is_behind = or_(fhir_cursors.c.since.is_(None), fhir_cursors.c.since < since)
    tx.conn.execute(update(fhir_cursors).where(*_row(clinic_id, partner, resource), is_behind).values(since=since))


def find_last_poll(tx: Tx, clinic_id: int, partner: str) -> LastPoll:
    """Return when a server was last asked."""
    row = tx.conn.execute(select(fhir_cursors).where(*_row(clinic_id, partner, _SERVER))).first()
    return LastPoll(row.polled_at, row.not_before, row.problem) if row else LastPoll()


def record_poll(tx: Tx, clinic_id: int, partner: str, poll: LastPoll) -> None:
    """Note that a server was asked, and how that ended."""
    _ensure(tx, clinic_id, partner, _SERVER)
    values = {"polled_at": poll.at, "not_before": poll.not_before, "problem": poll.problem and poll.problem[:200]}
    tx.conn.execute(update(fhir_cursors).where(*_row(clinic_id, partner, _SERVER)).values(**values))


def _ensure(tx: Tx, clinic_id: int, partner: str, resource: str) -> None:
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    row = {"clinic_id": clinic_id, "partner": partner, "resource": resource}
    tx.conn.execute(build(fhir_cursors).on_conflict_do_nothing(), row)


def _row(clinic_id: int, partner: str, resource: str) -> tuple[ColumnElement[bool], ...]:
    return (
        fhir_cursors.c.clinic_id == clinic_id,
        fhir_cursors.c.partner == partner,
        fhir_cursors.c.resource == resource,
    )
