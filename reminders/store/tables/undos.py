"""What a member of staff did that can still be taken back."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import ID, metadata

undos = Table(
    "undos",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("enrollment_id", ForeignKey("enrollments.id"), nullable=False),
    Column("message_id", ForeignKey("messages.id")),
    Column("kind", String(12), nullable=False),
    Column("before", String(40), nullable=False),  # the state to go back to
    Column("after", String(40), nullable=False),  # what must still stand for that
    Column("at", UTCDateTime, nullable=False),
    Column("until", UTCDateTime, nullable=False),
    Index("ix_undos_clinic_id_until", "clinic_id", "until"),
)
