"""Messages, every try to send one, and every change of its status."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    literal_column,
    text,
)

from reminders.core.model.status import Status
from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, SERIAL, metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

TROUBLE = (Status.MISSED, Status.FAILED, Status.UNDELIVERED, Status.UNCONFIRMED)
"""What a person has to look at."""

UNREACHED = "status = 'skipped' AND reason IN ('no_consent', 'opted_out', 'bad_address', 'not_confirmed', 'declined')"
"""What no channel could carry."""

NOT_SENT = "status = 'skipped' AND reason NOT IN ('not_applicable', 'optional_off')"
"""What a patient should have got and did not; not what was never meant for them."""

_ASKED = ("kind = 'scheduled'", "party = 'patient'", "sent_at IS NOT NULL")
"""What has gone out to a patient by a care plan, the questions among it."""

_AHEAD = ("status = 'planned'", "kind = 'scheduled'", "party = 'patient'")
"""What a patient will get by a care plan."""


def sent_by_plan() -> ColumnElement[bool]:
    """Compare with constants, as the index of `_ASKED` has them: parameters would keep it from being used."""
    return _constants(_ASKED)


def ahead_by_plan() -> ColumnElement[bool]:
    """Compare with constants, as the index of `_AHEAD` has them."""
    return _constants(_AHEAD)


def _constants(conditions: Iterable[str]) -> ColumnElement[bool]:
    return literal_column(f"({_all(f'messages.{one}' for one in conditions)})")


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions)


def _only(*statuses: Status) -> dict[str, Any]:
    """Restrict an index to rows of some statuses, on both databases."""
    names = ", ".join(f"'{status.value}'" for status in statuses)
    condition = text(f"status IN ({names})" if len(statuses) > 1 else f"status = {names}")
    return {"postgresql_where": condition, "sqlite_where": condition}


def _where(sql: str) -> dict[str, Any]:
    """Restrict an index to rows of which this is true, on both databases."""
    condition = text(sql)
    return {"postgresql_where": condition, "sqlite_where": condition}


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
    Column("party", String(10), nullable=False, server_default="patient"),  # who gets it: core.model.contact.Party
    Column("about_step", String(63)),  # the question an automatic answer is about
    Column("anchor", Integer, nullable=False),  # `surgery_generation` in the code
    Column("also_anchors", String(400)),  # the slots of further visits that it names, with commas between them
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
    Column("provider_id", String(64)),
    Column("error_code", String(40)),
    Column("sent_at", UTCDateTime),
    Column("changed_at", UTCDateTime, nullable=False),
    Column("plan_version_id", Integer),  # the snapshot of the care plan it was sent by, of `pathway_versions`
    Column("wording_version_id", Integer),  # the clinic's own words it was sent in, of `care_versions`
    Index("ix_messages_ready", "lane", "ready_at", **_only(Status.PLANNED)),
    Index("ix_messages_clinic_ready", "lane", "clinic_id", "ready_at", **_only(Status.PLANNED)),
    Index("ix_messages_leased", "lease_until", **_only(Status.SENDING)),
    Index("ix_messages_unsettled", "settle_at", **_only(Status.UNCONFIRMED)),
    Index("ix_messages_held", "send_before", **_only(Status.HELD)),
    Index("ix_messages_trouble", "clinic_id", "changed_at", **_only(*TROUBLE)),
    Index("ix_messages_sent", "clinic_id", "sent_at", "status", **_where("sent_at IS NOT NULL")),
    Index(
        "ix_messages_unreached", "clinic_id", "due_at", postgresql_where=text(UNREACHED), sqlite_where=text(UNREACHED)
    ),
    Index("ix_messages_not_sent", "clinic_id", "due_at", **_where(NOT_SENT)),
    Index(
        "ix_messages_asked",
        *("clinic_id", "step", "sent_at", "enrollment_id", "anchor", "status"),
        **_where(_all(_ASKED)),
    ),
    Index("ix_messages_asked_of", "enrollment_id", "step", "sent_at", "anchor", "status", **_where(_all(_ASKED))),
    Index("ix_messages_ahead", "clinic_id", "enrollment_id", "due_at", **_where(_all(_AHEAD))),
    Index("ix_messages_patient_id_sent_at", "patient_id", "sent_at"),
    Index("ix_messages_address_hash_sent_at", "address_hash", "sent_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("anchor", Integer, nullable=False, server_default="0"),  # the surgery day it was sent for
    Column("sender", String(64), nullable=False, server_default="default"),  # the line it left by
    Column("started_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Column("verdict", String(12)),
    Column("code", String(40)),
    Column("provider_id", String(64), index=True),
    Column("receipt", String(12)),  # the provider's last word about it: accepted, delivered or undelivered
    Column("receipt_at", UTCDateTime),
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
