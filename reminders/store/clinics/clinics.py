"""Clinics and their rules."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import bindparam, func, insert, literal_column, null, select, text, update

from reminders.core.model.clinic import Clinic
from reminders.store.clinics.data_keys import create_data_key, last_destroyed_clinic
from reminders.store.database.bulk import one_of
from reminders.store.tables import clinics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from reminders.store.database.session import Tx


_ALL = select(clinics).order_by(clinics.c.slug)
_ONE = select(clinics).where(clinics.c.id == bindparam("clinic"))
_OF_SENDER = _ALL.where(clinics.c.sms_sender.in_(bindparam("senders", expanding=True)))
_SOME = {is_sqlite: _ALL.where(one_of(clinics.c.id, "ids", is_sqlite=is_sqlite)) for is_sqlite in (True, False)}
_SENDERS = select(clinics.c.id, clinics.c.sms_sender).where(clinics.c.id.in_(bindparam("ids", expanding=True)))
_SENDING_AS = (
    select(clinics.c.id, clinics.c.sms_sender)
    .where(clinics.c.sms_sender.in_(bindparam("senders", expanding=True)))
    .order_by(clinics.c.id)
)
_NEXT = text("SELECT nextval(pg_get_serial_sequence('clinics', 'id')::regclass)")
_FIELDS = tuple(field.name for field in fields(Clinic))
AS_JSON = select(clinics.c.id, func.row_to_json(literal_column("clinics")), null()).where(
    one_of(clinics.c.id, "clinics", is_sqlite=False)
)
"""Some `clinics` on PostgreSQL, each in one value that `from_json` reads, to be asked for with other things."""


def find_clinic(tx: Tx, slug: str) -> Clinic | None:
    """Return the clinic of that slug, or None."""
    row = tx.conn.execute(select(clinics).where(clinics.c.slug == slug)).first()
    return _clinic(row) if row else None


def get_clinic(tx: Tx, clinic_id: int) -> Clinic:
    """Return a clinic that is known to exist."""
    return _clinic(tx.conn.execute(_ONE, {"clinic": clinic_id}).one())


def lock_clinic(tx: Tx, clinic_id: int) -> Clinic:
    """Return a clinic as it stands, locked until the transaction ends: two who change its care take turns."""
    return _clinic(tx.conn.execute(select(clinics).where(clinics.c.id == clinic_id).with_for_update()).one())


def list_clinics(tx: Tx) -> list[Clinic]:
    """Return all clinics in order of slug."""
    return [_clinic(row) for row in tx.conn.execute(_ALL)]


def get_clinics(tx: Tx, ids: Iterable[int]) -> dict[int, Clinic]:
    """Return some clinics by their ids."""
    rows = tx.conn.execute(_SOME[tx.is_sqlite], {"ids": list(ids)})
    return {row.id: _clinic(row) for row in rows}


def from_json(value: str) -> Clinic:
    """Read a clinic as `AS_JSON` finds it."""
    columns = orjson.loads(value)
    return Clinic(**{name: columns[name] for name in _FIELDS})


def senders_of_texts(tx: Tx, ids: Iterable[int]) -> dict[int, str]:
    """Return the sender of texts of some clinics: all a batch needs to know of them."""
    return {row.id: row.sms_sender for row in tx.conn.execute(_SENDERS, {"ids": list(ids)})}


def clinic_ids(tx: Tx) -> list[int]:
    """Return the ids of all clinics."""
    return list(tx.conn.execute(select(clinics.c.id).order_by(clinics.c.id)).scalars())


def clinics_sending_as(tx: Tx, senders: Iterable[str]) -> dict[str, list[int]]:
    """Return the ids of the clinics whose texts leave under one of these senders, by sender."""
    found: dict[str, list[int]] = {}
    for row in tx.conn.execute(_SENDING_AS, {"senders": list(senders)}):
        found.setdefault(row.sms_sender, []).append(row.id)
    return found


def clinics_of_sender(tx: Tx, senders: Iterable[str]) -> list[Clinic]:
    """Return the clinics whose texts leave under one of these senders, in order of slug."""
    return [_clinic(row) for row in tx.conn.execute(_OF_SENDER, {"senders": list(senders)})]


def add_clinic(tx: Tx, clinic: Clinic) -> Clinic:
    """Insert a clinic with a data key of its own, and return it with its id, which no erased clinic had."""
    values = asdict(clinic)
    del values["id"]
    if last := last_destroyed_clinic(tx):
        values["id"] = _number_after(tx, last)
    row = tx.conn.execute(insert(clinics).values(**values).returning(clinics)).one()
    create_data_key(tx, row.id)
    return _clinic(row)


def change_clinic(tx: Tx, clinic: Clinic) -> None:
    """Write a clinic's settings."""
    values = asdict(clinic)
    del values["id"]
    tx.conn.execute(update(clinics).where(clinics.c.id == clinic.id).values(**values))


def _number_after(tx: Tx, last: int) -> int:
    """Return the next free number above that of every erased clinic.

    SQLite counts from the highest number that is in the table, and PostgreSQL does so after a restore.
    """
    if tx.is_sqlite:
        return max(last, tx.conn.execute(select(func.max(clinics.c.id))).scalar() or 0) + 1
    number = 0
    while number <= last:
        number = tx.conn.execute(_NEXT).scalar_one()
    return number


def _clinic(row: Row[tuple[object, ...]]) -> Clinic:
    values = row._mapping  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] SQLAlchemy's public name for a row's columns
    return Clinic(**{name: values[name] for name in _FIELDS})
