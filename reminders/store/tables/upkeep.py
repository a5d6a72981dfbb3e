"""What keeps the service itself in order."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Index, Integer, LargeBinary, String, Table, text

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, metadata

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
    # Of a sender that is down: when it is tried again, how often that failed, and with which message.
    Column("try_at", UTCDateTime),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("trial_message_id", ID),
    Column("accepted_at", UTCDateTime),
    Column("needs_receipt", Boolean, nullable=False, server_default=text("false")),
)

sender_evidence = Table(
    "sender_evidence",
    metadata,
    Column("channel", String(8), primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("person", HASH, primary_key=True),  # the keyed hash of the address
    Column("at", UTCDateTime, nullable=False, index=True),
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

# One row: by which an old copy of the database is told from the one that sends (core.upkeep.old_database).
installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(36), nullable=False),
    Column("ticks", BigInteger, nullable=False),
    Column("place", String(1000), nullable=False),
)

# Keys that encrypt nothing any more. What is known by a hash alone (an opt-out, above all) still needs `hash_key`: it
# finds by hashes and opens nothing, and it is encrypted with the key that writes.
retired_keys = Table(
    "retired_keys",
    metadata,
    Column("key_id", String(8), primary_key=True),
    Column("hash_key", LargeBinary, nullable=False),
    Column("retired_at", UTCDateTime, nullable=False),
)

key_checks = Table(
    "key_checks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

# The data key of each clinic, encrypted as the installation's. Of an erased clinic the row stays, without its key: it
# outlives the clinic, so it refers to no other row, and neither its number nor its key id is given again.
clinic_keys = Table(
    "clinic_keys",
    metadata,
    Column("clinic_id", Integer, primary_key=True, autoincrement=False),
    Column("key_id", String(8), nullable=False, unique=True),
    Column("sealed", LargeBinary),
    Column("destroyed_at", UTCDateTime),
    Index(
        "ix_clinic_keys_destroyed",
        "key_id",
        sqlite_where=text("destroyed_at IS NOT NULL"),
        postgresql_where=text("destroyed_at IS NOT NULL"),
    ),
)
