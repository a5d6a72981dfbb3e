"""A staff member's own phone, for test texts, with the counts of one day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment import legible
from reminders.store.tables import staff_phones

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Row

    from reminders.core.model.staff_member import StaffMember
    from reminders.store.database.session import Tx

_PHONE, _CODE = "staff_phones.phone", "staff_phones.code"


@dataclass(frozen=True, slots=True)
class StaffPhone:
    """One phone, E.164; empty before one was typed. `codes` and `tests` were sent on `day`."""

    phone: str
    verified_at: datetime | None
    code_hash: str | None
    code_at: datetime | None
    tries: int
    day: date
    codes: int
    tests: int


def find_phone(tx: Tx, staff_id: str, clinic_id: int) -> StaffPhone | None:
    """Return someone's phone to look at, or None."""
    row = tx.conn.execute(select(staff_phones).where(staff_phones.c.staff_id == staff_id)).first()
    return _phone(row, legible.text_of(tx, CellId(_PHONE, row.staff_id), row.phone, clinic_id)) if row else None


def lock_phone(tx: Tx, person: StaffMember, day: date) -> StaffPhone:
    """Return someone's phone, locked, with the counts of that day; an empty one is made if there is none.

    One that cannot be read is as good as none: it has to be typed and verified again.
    """
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    staff_id, empty = person.id, tx.vault.encrypt(CellId(_PHONE, person.id), "", of=person.clinic_id)
    new = build(staff_phones).values(staff_id=staff_id, phone=empty, day=day)
    tx.conn.execute(new.on_conflict_do_nothing())
    row = tx.conn.execute(select(staff_phones).where(staff_phones.c.staff_id == staff_id).with_for_update()).one()
    if row.day != day:
        change_phone(tx, person, day=day, codes=0, tests=0)
        row = tx.conn.execute(select(staff_phones).where(staff_phones.c.staff_id == staff_id)).one()
    try:
        return _phone(row, tx.vault.decrypt(CellId(_PHONE, row.staff_id), row.phone))
    except WrongKeyError:
        return replace(_phone(row, ""), verified_at=None, code_hash=None)


def change_phone(tx: Tx, person: StaffMember, *, phone: str | None = None, **columns: Any) -> None:
    """Write columns of someone's phone."""
    if phone is not None:
        columns["phone"] = tx.vault.encrypt(CellId(_PHONE, person.id), phone, of=person.clinic_id)
    tx.conn.execute(update(staff_phones).where(staff_phones.c.staff_id == person.id).values(**columns))


def code_hashes(tx: Tx, staff_id: str, code: str) -> list[str]:
    """Return the keyed hashes of a code, the one that is stored first."""
    return tx.vault.keyed_hashes(_CODE, f"{staff_id} {code}")


def _phone(row: Row[Any], phone: str) -> StaffPhone:
    return StaffPhone(
        phone=phone,
        verified_at=row.verified_at,
        code_hash=row.code_hash,
        code_at=row.code_at,
        tries=row.tries,
        day=row.day,
        codes=row.codes,
        tests=row.tests,
    )
