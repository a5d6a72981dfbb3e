"""Encrypts again what is not as the program writes it.

That is: clinics' values under their data keys, the rest under the key of the installation that writes, all bound to
their rows.

It goes a page of rows at a time, while everything runs.

What is left to do is seen from the values themselves, so it can be broken off and taken up again at any time. A row
that another transaction has locked is left for later, and one that changed meanwhile is not written: no change is lost.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, and_, false, func, null, or_, select, true, update

from reminders.store.clinics.data_keys import find_data_key
from reminders.store.database.key_ring import Form
from reminders.store.database.vault import CellId, WrongKeyError, prefix_of
from reminders.store.tables import key_checks, metadata
from reminders.store.upkeep.owners import clinic_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Row

    from reminders.store.database.session import Tx
    from reminders.store.database.vault import Owner, Vault

PAGE_ROWS = 200
PAGE_BYTES = 4 << 20
"""An uploaded file or a message of a hospital may have megabytes: what is in memory at once has a limit too."""

_FORM_AND_KEY = 5  # bytes
_OWNER = "owner_id"
_FORMS = set(Form)


@dataclass(frozen=True, slots=True)
class EncryptedTable:
    """A table with encrypted columns, and its primary key, which is one column in each of them."""

    table: Table
    key: Column[Any]
    columns: tuple[Column[Any], ...]
    owner: ColumnElement[Any] | None
    """The clinic of each row; None: the table belongs to the installation."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """One row with its columns encrypted again: what stood there, and what is to stand there."""

    row_id: str | int
    old: dict[str, bytes]
    new: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that opens with no key: where it stands, and nothing of what it says."""

    table: str
    row_id: str
    column: str


def encrypted_tables() -> list[EncryptedTable]:
    """Return every table with encrypted columns. The check values of the keys stay under the keys that they check."""
    found: list[EncryptedTable] = []
    for table in metadata.sorted_tables:
        columns = tuple(column for column in table.columns if isinstance(column.type, LargeBinary))
        if columns and table is not key_checks:
            (key,) = table.primary_key.columns
            found.append(EncryptedTable(table, key, columns, clinic_of(table)))
    return found


def count_stale(tx: Tx, item: EncryptedTable) -> int:
    """Return how many rows hold a value that is not as the program writes it."""
    return tx.conn.execute(select(func.count()).select_from(item.table).where(_is_stale(tx, item))).scalar_one()


def count_under(tx: Tx, key_id: str) -> int:
    """Return how many values are encrypted with a key of the installation, data keys too, the check value aside."""
    starts = [prefix_of(key_id, form) for form in (Form.COLUMN, Form.ROW)]
    return _count(tx, lambda _item, column: _part(column, 1, _FORM_AND_KEY).in_(starts))


def count_older(tx: Tx) -> int:
    """Return how many values are of an older form than the program writes."""
    return _count(tx, lambda item, column: _part(column, 1, 1) != form_of(item).mark)


def count_outside_data_key(tx: Tx, clinic_id: int) -> int:
    """Return how many values of a clinic could still be read when its data key has been destroyed."""
    known = find_data_key(tx, clinic_id)
    start = prefix_of(known.key_id, Form.CLINIC) if known else b""

    def which(item: EncryptedTable, column: Column[Any]) -> ColumnElement[bool]:
        if item.owner is None:
            return false()
        return and_(rows_of(item.table, clinic_id), _part(column, 1, _FORM_AND_KEY) != start)

    return _count(tx, which)


def _count(tx: Tx, which: Callable[[EncryptedTable, Column[Any]], ColumnElement[bool]]) -> int:
    """Count values, column by column."""
    total = 0
    for item in encrypted_tables():
        for column in item.columns:
            query = select(func.count()).select_from(item.table).where(column.is_not(None), which(item, column))
            total += tx.conn.execute(query).scalar_one()
    return total


def form_of(item: EncryptedTable) -> Form:
    """Return the form of a table's values: of a clinic's under its data key, else of the installation."""
    return Form.ROW if item.owner is None else Form.CLINIC


def read_stale(tx: Tx, item: EncryptedTable, after: str | int | None) -> Sequence[Row[Any]]:
    """Return the next rows that hold a value that is not as the program writes it, by primary key."""
    return _page(tx, item, after, _is_stale(tx, item))


def read_page(tx: Tx, item: EncryptedTable, after: str | int | None) -> Sequence[Row[Any]]:
    """Return the next rows, by primary key."""
    return _page(tx, item, after, true())


def _page(tx: Tx, item: EncryptedTable, after: str | int | None, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    size = sum((func.coalesce(func.length(column), 0) for column in item.columns), start=0)
    query = select(item.key, size.label("size")).where(which).order_by(item.key).limit(PAGE_ROWS)  # type: ignore[union-attr]
    ids: list[str | int] = []
    total = 0
    for row_id, row_size in tx.conn.execute(query if after is None else query.where(item.key > after)):
        total += row_size
        if ids and total > PAGE_BYTES:
            break
        ids.append(row_id)
    owner = null() if item.owner is None else item.owner
    page = select(item.key, *item.columns, owner.label(_OWNER)).where(item.key.in_(ids)).order_by(item.key)
    return tx.conn.execute(page).all() if ids else []


def forms_in(item: EncryptedTable, row: Row[Any]) -> Counter[Form]:
    """Return how many values of a row are of which form; what is of none is damaged, and not counted."""
    values: list[bytes | None] = [getattr(row, column.name) for column in item.columns]
    return Counter(Form(value[0]) for value in values if value and value[0] in _FORMS)


def damage_of(vault: Vault, item: EncryptedTable, row: Row[Any]) -> list[Unreadable]:
    """Return which values of a row do not open: no key fits, or they were written for another place."""
    row_id, damaged = getattr(row, item.key.name), list[Unreadable]()
    for column in item.columns:
        try:
            vault.decrypt_optional(CellId(f"{item.table.name}.{column.name}", row_id), getattr(row, column.name))
        except WrongKeyError:
            damaged.append(Unreadable(item.table.name, str(row_id), column.name))
    return damaged


def renew(vault: Vault, item: EncryptedTable, row: Row[Any]) -> Renewed | list[Unreadable]:
    """Encrypt what of a row is not as the program writes it; or say what does not open."""
    start = _start(vault, item)
    old: dict[str, bytes] = {}
    new: dict[str, bytes] = {}
    unreadable: list[Unreadable] = []
    row_id, owner = getattr(row, item.key.name), getattr(row, _OWNER)
    of: Owner = "installation" if owner is None else owner
    for column in item.columns:
        value: bytes | None = getattr(row, column.name)
        if value is None or value.startswith(start):
            continue
        cell = CellId(f"{item.table.name}.{column.name}", row_id)
        try:
            new[column.name] = vault.encrypt(cell, vault.decrypt(cell, value), of=of)
            old[column.name] = value
        except WrongKeyError:
            unreadable.append(Unreadable(item.table.name, str(row_id), column.name))
    return unreadable or Renewed(row_id, old, new)


def write_renewed(tx: Tx, item: EncryptedTable, rows: Sequence[Renewed]) -> int:
    """Write what still stands as it was read; return how many rows were written."""
    free = select(item.key).where(item.key.in_([row.row_id for row in rows])).with_for_update(skip_locked=True)
    ours = set(tx.conn.execute(free).scalars())
    written = 0
    for row in rows:
        if row.row_id in ours:
            unchanged = and_(*(item.table.c[name] == value for name, value in row.old.items()))
            change = update(item.table).where(item.key == row.row_id, unchanged).values(**row.new)
            written += tx.conn.execute(change).rowcount
    return written


def _is_stale(tx: Tx, item: EncryptedTable) -> ColumnElement[bool]:
    start = _start(tx.vault, item)
    return or_(*(and_(column.is_not(None), _part(column, 1, len(start)) != start) for column in item.columns))


def _start(vault: Vault, item: EncryptedTable) -> bytes:
    """Return how the values of a table are to begin: with any clinic's data key, or with the key that writes."""
    return Form.CLINIC.mark if form_of(item) is Form.CLINIC else prefix_of(vault.writer_id)


def _part(column: Column[Any], start: int, length: int) -> ColumnElement[bytes]:
    return func.substr(column, start, length, type_=LargeBinary)
