"""Who is on call for a clinic, and who was told of which alert."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import SERIAL, metadata

on_call = Table(
    "on_call",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("phone", LargeBinary),
    Column("email", LargeBinary),
    Column("hours", String(200), nullable=False, server_default=""),  # empty: always
    Column("away_from", Date),
    Column("away_until", Date),
    Index("ix_on_call_clinic_id_position", "clinic_id", "position"),
)

notices = Table(
    "notices",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("name", String(120), nullable=False),  # as it stood then: people leave the list
    Column("told_at", UTCDateTime, nullable=False),
    Index("ix_notices_alert_id", "alert_id"),
)
