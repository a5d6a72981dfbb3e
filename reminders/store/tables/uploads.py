"""Files that staff uploaded and have not confirmed yet: sealed, of no use after an hour, then deleted."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, Table

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import ID, metadata

uploads = Table(
    "uploads",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("staff_id", ForeignKey("staff_members.id"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", UTCDateTime, nullable=False, index=True),
)
