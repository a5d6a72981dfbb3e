"""Which clinic the rows of a table belong to: named in the row itself, or in the row that it is a part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reminders.store.tables import clinic_keys, clinics

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Table


def clinic_of(table: Table) -> ColumnElement[Any] | None:
    """Return the id of the clinic of each row; None for a table that belongs to no clinic but to the installation.

    The data keys of clinics are the installation's: it encrypts them, and what is left of a destroyed one stays.
    """
    if table is clinic_keys:
        return None
    if table is clinics:
        return table.c.id
    if "clinic_id" in table.c:
        return table.c.clinic_id
    whole = _whole(table)
    if whole is None:
        return None
    part, key = whole
    of_whole = clinic_of(key.table)
    return None if of_whole is None else select(of_whole).where(key == part).correlate(table).scalar_subquery()


def rows_of(table: Table, clinic_id: int) -> ColumnElement[bool]:
    """Pick the rows of one clinic: by their own column, or as part of a row of the clinic, each table read once.

    Raises:
        ValueError: no row of this table is a clinic's.

    """
    if table is clinics or "clinic_id" in table.c:
        return (table.c.id if table is clinics else table.c.clinic_id) == clinic_id
    whole = _whole(table)
    if whole is None:
        raise ValueError(f"the rows of {table.name} belong to no clinic")
    part, key = whole
    return part.in_(select(key).where(rows_of(key.table, clinic_id)))


def _whole(table: Table) -> tuple[Column[Any], Column[Any]] | None:
    """Return the column that names what a row is a part of, and the key that it names."""
    for column in table.columns:
        for reference in column.foreign_keys:
            if not column.nullable and clinic_of(reference.column.table) is not None:
                return column, reference.column
    return None
