"""Uploaded files between the dry run and the confirmation: sealed, and of no use after an hour."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.tables import uploads

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_CONTENT = "uploads.content"
_BYTES = "latin-1"
"""What makes a character of every byte: a file is kept in the encoding it came in."""


def keep_upload(tx: Tx, clinic_id: int, staff_id: str, content: bytes, at: datetime) -> str:
    """Keep a file, byte for byte, and return its random id; an earlier one of the same person goes."""
    tx.conn.execute(delete(uploads).where(uploads.c.staff_id == staff_id))
    upload_id = str(uuid.uuid4())
    tx.conn.execute(
        insert(uploads).values(
            id=upload_id,
            clinic_id=clinic_id,
            staff_id=staff_id,
            content=tx.vault.encrypt(CellId(_CONTENT, upload_id), content.decode(_BYTES), of=clinic_id),
            created_at=at,
        )
    )
    return upload_id


def find_upload(tx: Tx, clinic_id: int, staff_id: str, upload_id: str, since: datetime) -> bytes | None:
    """Return a file to the person who uploaded it since a moment; None where there is none, or it cannot be read."""
    row = tx.conn.execute(
        select(uploads.c.id, uploads.c.content).where(
            uploads.c.id == upload_id,
            uploads.c.clinic_id == clinic_id,
            uploads.c.staff_id == staff_id,
            uploads.c.created_at > since,
        )
    ).first()
    try:
        return tx.vault.decrypt(CellId(_CONTENT, row.id), row.content).encode(_BYTES) if row else None
    except (WrongKeyError, UnicodeEncodeError):  # it is uploaded again
        return None


def drop_upload(tx: Tx, upload_id: str) -> None:
    """Delete a file."""
    tx.conn.execute(delete(uploads).where(uploads.c.id == upload_id))


def drop_all_of(tx: Tx, clinic_id: int) -> None:
    """Delete every file of a clinic that waits for a confirmation: it can be uploaded again."""
    tx.conn.execute(delete(uploads).where(uploads.c.clinic_id == clinic_id))


def drop_uploads(tx: Tx, before: datetime) -> int:
    """Delete the files that no one confirmed; return how many."""
    return tx.conn.execute(delete(uploads).where(uploads.c.created_at < before)).rowcount
