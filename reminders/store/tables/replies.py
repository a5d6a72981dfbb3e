"""What patients write, what it answers, and what a person has to look at."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, SERIAL, metadata


def _where(sql: str) -> dict[str, Any]:
    """Restrict an index to rows of which this is true, on both databases."""
    condition = text(sql)
    return {"postgresql_where": condition, "sqlite_where": condition}


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


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
    Column("party", String(10), nullable=False, server_default="patient"),  # who wrote, where one patient can be named
    Column("body", LargeBinary, nullable=False),
    _flag("stop"),
    _flag("unclear_stop"),
    _flag("start"),
    _flag("help"),
    Column("red_flag", String(1)),  # the tier, A or B
    Column("answer", Integer),
    Column("plan_event", String(20)),
    _flag("automatic"),
    _flag("unsure"),
    Column("score", Integer),
    Column("score_2", Integer),  # of a question in two parts
    Column("pictures", Integer, nullable=False, server_default="0"),
    Column("place", String(8), nullable=False, server_default="inbox"),  # where it waited: core.needs.InboxPlace
    Column("received_at", UTCDateTime, nullable=False),
    Column("assigned_to", String(254)),  # the member of staff it was handed over to
    Column("handled_at", UTCDateTime),  # a person has dealt with it, or no one needs to
    Index("ix_replies_clinic_id_received_at", "clinic_id", "received_at"),
    Index("ix_replies_waiting", "clinic_id", "received_at", **_where("handled_at IS NULL")),
)

answers = Table(
    "answers",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("enrollment_id", ForeignKey("enrollments.id"), nullable=False),
    Column("step", String(63), nullable=False),
    Column("anchor", Integer, nullable=False),
    Column("code", String(63), nullable=False),  # of a score its numbers: "7", or "3 6"
    Column("score", Integer),  # of a question on a scale
    Column("score_2", Integer),  # of a question in two parts
    Column("reply_id", ForeignKey("replies.id")),
    Column("how", String(8), nullable=False, server_default="text"),  # text, link or staff
    Column("party", String(10), nullable=False, server_default="patient"),  # who answered
    Column("at", UTCDateTime, nullable=False),
    Column("entered_by", String(64)),  # the member of staff who read it in the patient's own words
    Column("entered_at", UTCDateTime),
    Column("corrected_at", UTCDateTime),  # when the same person, or staff, put this in the place of another
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
    Column("severity", Integer, nullable=False, server_default="4"),  # core.alert_kinds.Severity
    Column("known", Boolean, nullable=False, server_default=text("true")),  # false: over a text of a stranger
    Column("subject", String(120)),  # what the alert is about, as a key: one is open per clinic, kind and subject
    Column("times", Integer, nullable=False, server_default="1"),  # how often it was raised while open
    Column("last_reply_id", ForeignKey("replies.id")),
    Column("last_at", UTCDateTime),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("closed_at", UTCDateTime),
    Column("closed_by", String(120)),
    Column("level", Integer, nullable=False, server_default="0"),  # how many times someone on call was told
    Column("told_at", UTCDateTime),
    Column("escalate_at", UTCDateTime, index=True),  # when the next one is told; null: this kind tells no one
    Column("acknowledged_at", UTCDateTime),
    Column("acknowledged_by", String(120)),
    Column("first_acknowledged_at", UTCDateTime),  # stays when a second alarm takes the acknowledgment back
    Index("ix_alerts_open", "clinic_id", **_where("closed_at IS NULL")),
    Index(
        "uq_alerts_open_subject",
        "clinic_id",
        "kind",
        "subject",
        unique=True,
        **_where("closed_at IS NULL AND subject IS NOT NULL"),
    ),
)

# What a clinic keeps ready to answer with: nothing about any patient stands in it.
canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("language", String(8), nullable=False),
    Column("title", String(60), nullable=False),
    Column("text", String(600), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("retired_at", UTCDateTime),
)

holds = Table(
    "holds",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("kind", String(16), nullable=False),  # core.holding.HoldKind
    Column("scope", String(80)),  # of an unclear stop: how far the stop would reach
    Column("address_hash", HASH, nullable=False),  # who wrote
    Column("enrollment_id", ForeignKey("enrollments.id")),  # of a plan event: whose plan is held
    Column("reply_id", ForeignKey("replies.id")),
    Column("since", UTCDateTime, nullable=False),
    Column("until", UTCDateTime),  # when an unclear stop becomes a stop
    Column("ended_at", UTCDateTime),
    Column("ended_how", String(24)),
    Index("ix_holds_address_hash", "address_hash", **_where("ended_at IS NULL")),
    Index("ix_holds_until", "until", **_where("ended_at IS NULL")),
    Index(
        "uq_holds_unclear",
        "scope",
        "address_hash",
        unique=True,
        **_where("ended_at IS NULL AND scope IS NOT NULL"),
    ),
    Index(
        "uq_holds_enrollment",
        "enrollment_id",
        unique=True,
        **_where("ended_at IS NULL AND enrollment_id IS NOT NULL"),
    ),
)
