"""Keys of the API, of which only hashes are kept, and answers that a repeated request gets again."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, SERIAL, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("name", String(50), nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),  # SHA-256: the key is random and only its owner has it
    Column("ends_with", String(4), nullable=False),
    Column("is_test", Boolean, nullable=False),
    Column("scopes", String(400), nullable=False),  # with spaces between them
    Column("created_at", UTCDateTime, nullable=False),
    Column("last_used_at", UTCDateTime),
    Column("expires_at", UTCDateTime),
    Column("revoked_at", UTCDateTime),
)

# One answered POST: the answer is written in the transaction that did what was asked. Kept for a day.
api_answers = Table(
    "api_answers",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("is_test", Boolean, nullable=False),
    Column("key_hash", HASH, nullable=False),  # of the Idempotency-Key, which may say anything
    Column("request_hash", HASH, nullable=False),
    Column("status", Integer),  # None in the transaction that is still at it
    Column("answer", LargeBinary),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("clinic_id", "is_test", "key_hash"),
    Index("ix_api_answers_created_at", "created_at"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("url", LargeBinary, nullable=False),  # addresses may hold a secret of theirs
    Column("secret", LargeBinary, nullable=False),
    Column("includes_data", Boolean, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", UTCDateTime),
    Column("retry_at", UTCDateTime),
    Column("disabled_at", UTCDateTime),
    Column("removed_at", UTCDateTime),
)

# The outbox: an event for each webhook of its clinic, written in the transaction that made the change. Ids only.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("number", SERIAL, primary_key=True),  # events are delivered in this order
    Column("id", ID, nullable=False, unique=True),
    Column("clinic_id", Integer, nullable=False),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False),
    Column("type", String(40), nullable=False),
    Column("subject", String(40), nullable=False),  # the enrollment, or else the patient: what order is kept for
    Column("enrollment_id", ID),
    Column("patient_id", ID),
    Column("details", Text),  # JSON: of a message its id, step, channel, recipient, status and reason
    Column("occurred_at", UTCDateTime, nullable=False),
    Column("status", String(10), nullable=False),  # waiting, delivered or failed
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UTCDateTime, nullable=False),
    Column("claimed_until", UTCDateTime),
    Column("first_tried_at", UTCDateTime),
    Column("tried_at", UTCDateTime),
    Column("answer", String(60)),  # the status that was answered, or what went wrong
    Index("ix_webhook_deliveries_webhook_id_status_number", "webhook_id", "status", "number"),
    Index("ix_webhook_deliveries_webhook_id_subject_status", "webhook_id", "subject", "status"),
    Index("ix_webhook_deliveries_clinic_id_number", "clinic_id", "number"),
)
