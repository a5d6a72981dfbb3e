"""All tables. Sealed columns hold what `Vault.seal` returns; `*_hash` columns hold keyed hashes.

Everything belongs to a clinic; every query is scoped to one.
"""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from reminders.core.status import Status
from reminders.store.types import UTCDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    },
)

ID = Uuid(as_uuid=False).with_variant(String(36), "sqlite")
HASH = String(80)
SERIAL = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key


def _only(status: Status) -> dict[str, Any]:
    """Restrict an index to rows of one status, on both databases."""
    condition = text(f"status = '{status.value}'")
    return {"postgresql_where": condition, "sqlite_where": condition}


clinics = Table(
    "clinics",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(63), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("country", String(2), nullable=False),
    Column("languages", String(40), nullable=False),
    Column("emergency_number", String(20), nullable=False),
    Column("send_hours", String(11), nullable=False),
    Column("sunday_hours", String(11)),
    Column("daily_cap", Integer, nullable=False),
    Column("weekly_cap", Integer, nullable=False),
    Column("optional_steps", Text, nullable=False, server_default=""),
    Column("sms_sender", String(64), nullable=False, server_default="default"),
)

patients = Table(
    "patients",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("given_name", LargeBinary, nullable=False),
    Column("family_name", LargeBinary, nullable=False),
    Column("phone", LargeBinary),
    Column("phone_hash", HASH),
    Column("email", LargeBinary),
    Column("email_hash", HASH),
    Column("identity_hash", HASH, nullable=False),
    Column("language", String(8), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("phone_belongs_to", String(10), nullable=False),
    Column("sms_consent", Boolean, nullable=False),
    Column("email_consent", Boolean, nullable=False),
    Column("phone_bad_since", UTCDateTime),
    Column("email_bad_since", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    Index("ix_patients_clinic_id_identity_hash", "clinic_id", "identity_hash"),
    Index("ix_patients_phone_hash", "phone_hash"),
    Index("ix_patients_email_hash", "email_hash"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("channel", String(8), nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("source", String(20), nullable=False),
    Column("wording", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("at", UTCDateTime, nullable=False),
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("scope", String(80), nullable=False),  # the sender for texts, the clinic for email
    Column("channel", String(8), nullable=False),
    Column("address_hash", HASH, nullable=False),
    Column("source", String(20), nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("lifted_at", UTCDateTime),
    Index("ix_opt_outs_address_hash", "address_hash", "channel"),
)

pathway_versions = Table(
    "pathway_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pathway_id", String(63), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("pathway_id", "version"),
)

enrollments = Table(
    "enrollments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("pathway_version_id", ForeignKey("pathway_versions.id"), nullable=False),
    Column("external_id", LargeBinary, nullable=False),
    Column("external_id_hash", HASH, nullable=False),
    Column("surgery_date", Date, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("imported", LargeBinary),
    Column("state", String(10), nullable=False),
    Column("state_reason", String(40)),
    Column("anchor", Integer, nullable=False),
    Column("plan_revision", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("clinic_id", "external_id_hash"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id")),
    Column("enrollment_id", ForeignKey("enrollments.id"), index=True),
    Column("identity", String(160), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("lane", String(8), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("step", String(63), nullable=False),
    Column("about_step", String(63)),  # the question an automatic answer is about
    Column("anchor", Integer, nullable=False),
    Column("plan_revision", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("reason", String(120)),
    Column("due_at", UTCDateTime, nullable=False),
    Column("ready_at", UTCDateTime, nullable=False),
    Column("send_before", UTCDateTime, nullable=False),
    Column("language", String(8)),
    Column("address", LargeBinary),
    Column("address_hash", HASH),
    Column("content", LargeBinary),
    Column("body_hash", HASH),
    Column("segments", Integer),
    Column("fuse_counted", Boolean, nullable=False, server_default=text("false")),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("attempt_id", ID),
    Column("lease_until", UTCDateTime),
    Column("settle_at", UTCDateTime),
    Column("settle_checks", Integer, nullable=False, server_default="0"),
    Column("provider_id", String(64), index=True),
    Column("error_code", String(40)),
    Column("sent_at", UTCDateTime),
    Column("changed_at", UTCDateTime, nullable=False),
    Index("ix_messages_ready", "lane", "ready_at", **_only(Status.PLANNED)),
    Index("ix_messages_leased", "lease_until", **_only(Status.SENDING)),
    Index("ix_messages_unsettled", "settle_at", **_only(Status.UNCONFIRMED)),
    Index("ix_messages_held", "send_before", **_only(Status.HELD)),
    Index("ix_messages_patient_id_sent_at", "patient_id", "sent_at"),
    Index("ix_messages_address_hash_sent_at", "address_hash", "sent_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Column("verdict", String(12)),
    Column("code", String(40)),
    Column("provider_id", String(64)),
)

history = Table(
    "history",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("at", UTCDateTime, nullable=False),
    Column("event", String(24), nullable=False),
    Column("from_status", String(12), nullable=False),
    Column("to_status", String(12), nullable=False),
    Column("reason", String(120)),
)

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
)

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
