"""What keeps the service itself in order."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Integer, LargeBinary, String, Table

from reminders.store.tables.base import HASH, metadata
from reminders.store.types import UTCDateTime

fuse_counters = Table(
    "fuse_counters",
    metadata,
    Column("phone_hash", HASH, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("scheduled", Integer, nullable=False),
    Column("total", Integer, nullable=False),
)

switches = Table(
    "switches",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("reason", String(120)),
    Column("since", UTCDateTime, nullable=False),
)

paces = Table(
    "paces",
    metadata,
    Column("sender", String(64), primary_key=True),
    Column("tokens", Float, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("seen_at", UTCDateTime, nullable=False),
)

key_checks = Table(
    "key_checks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
