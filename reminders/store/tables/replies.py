"""What patients write, what it answers, and what a person has to look at."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text

from reminders.store.tables.base import HASH, ID, SERIAL, metadata
from reminders.store.types import UTCDateTime

replies = Table(
    "replies",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id"), index=True),
    Column("enrollment_id", ForeignKey("enrollments.id")),
    Column("provider_id", String(64), unique=True),
    Column("sender_hash", HASH, nullable=False, index=True),
    Column("sender", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("reading", String(40), nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    Column("handled_at", UTCDateTime),  # a person has dealt with it, or nobody needs to
    Index("ix_replies_clinic_id_received_at", "clinic_id", "received_at"),
    Index(
        "ix_replies_waiting",
        "clinic_id",
        "received_at",
        postgresql_where=text("handled_at IS NULL"),
        sqlite_where=text("handled_at IS NULL"),
    ),
)

answers = Table(
    "answers",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("enrollment_id", ForeignKey("enrollments.id"), nullable=False),
    Column("step", String(63), nullable=False),
    Column("anchor", Integer, nullable=False),
    Column("code", String(63), nullable=False),
    Column("reply_id", ForeignKey("replies.id")),
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("enrollment_id", "anchor", "step"),
    Index("ix_answers_at", "at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id")),
    Column("enrollment_id", ForeignKey("enrollments.id")),
    Column("message_id", ForeignKey("messages.id")),
    Column("reply_id", ForeignKey("replies.id")),
    Column("kind", String(24), nullable=False),
    Column("detail", String(120)),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("closed_at", UTCDateTime),
    Column("closed_by", String(120)),
    Column("level", Integer, nullable=False, server_default="0"),  # how many times somebody on call was told
    Column("told_at", UTCDateTime),
    Column("escalate_at", UTCDateTime, index=True),  # when the next one is told; null: this kind tells nobody
    Column("acknowledged_at", UTCDateTime),
    Column("acknowledged_by", String(120)),
    Index(
        "ix_alerts_open",
        "clinic_id",
        postgresql_where=text("closed_at IS NULL"),
        sqlite_where=text("closed_at IS NULL"),
    ),
)
