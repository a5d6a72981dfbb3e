"""A clinic's own versions of care plans and wording."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint, text

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import ID, metadata

# `step` is how far it has come; which one is live follows from `live_at`. A staff member is named by id.
care_versions = Table(
    "care_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", String(63), nullable=False),
    Column("number", Integer, nullable=False),
    Column("step", String(10), nullable=False),
    Column("content", Text, nullable=False),
    Column("author_id", ID),
    Column("author_name", String(64)),
    Column("created_at", UTCDateTime, nullable=False),
    Column("approver_id", ID),
    Column("approver_name", String(64)),
    Column("live_at", UTCDateTime),
    Column("note", String(400), nullable=False, server_default=""),
    Column("alone", Boolean, nullable=False, server_default=text("false")),
    Column("unreviewed", String(60), nullable=False, server_default=""),
    UniqueConstraint("clinic_id", "kind", "name", "number"),
)
