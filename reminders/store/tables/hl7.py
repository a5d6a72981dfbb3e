"""HL7 messages as they came in: sealed for 30 days, and what became of each for good."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, false

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, SERIAL, metadata

# `order_hash`: of the surgery, stay or person whose messages must be applied in order; `person_hash`: of the record
# number. `term` is what staff look up, a procedure's code; `place` the field that is wrong. Neither is patient data.
hl7_messages = Table(
    "hl7_messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("partner", String(63), nullable=False),
    Column("control_id", String(199), nullable=False),
    Column("content_hash", HASH, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("sent_at", UTCDateTime),
    Column("received_at", UTCDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("outcome", String(24)),
    Column("place", String(40)),
    Column("term", String(200)),
    Column("raw", LargeBinary),
    Column("order_hash", HASH),
    Column("person_hash", HASH),
    Column("patient_id", ID),
    Column("enrollment_id", ID),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("changed_at", UTCDateTime, nullable=False),
    UniqueConstraint("clinic_id", "partner", "control_id", "content_hash"),
    Index("ix_hl7_messages_clinic_id_state_received_at", "clinic_id", "state", "received_at"),
    Index("ix_hl7_messages_clinic_id_order_hash_sent_at", "clinic_id", "order_hash", "sent_at"),
    Index("ix_hl7_messages_clinic_id_person_hash", "clinic_id", "person_hash"),
    Index("ix_hl7_messages_enrollment_id", "enrollment_id"),
    Index("ix_hl7_messages_received_at", "received_at"),
)

# How far the resources of a partner's FHIR server have been read: `since` is the newest that is surely covered. The row
# of resource `*` is about the server: when it was last asked, and before when it asks us to stay away.
fhir_cursors = Table(
    "fhir_cursors",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("partner", String(63), primary_key=True),
    Column("resource", String(40), primary_key=True),
    Column("since", UTCDateTime),
    Column("polled_at", UTCDateTime),
    Column("not_before", UTCDateTime),
    Column("problem", String(200)),
)

# What is written to a partner's FHIR server. `source` is a message's id, or an answer's with its moment; `status` is
# waiting, written, failed or skipped. `in_doubt`: a request went out and its answer is not known. `location` is what
# the server calls it.
fhir_writes = Table(
    "fhir_writes",
    metadata,
    Column("number", SERIAL, primary_key=True),  # they are written in this order
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("partner", String(63), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("source", String(80), nullable=False),
    Column("enrollment_id", ID, nullable=False),
    Column("occurred_at", UTCDateTime, nullable=False),
    Column("status", String(10), nullable=False),
    Column("in_doubt", Boolean, nullable=False, server_default=false()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UTCDateTime, nullable=False),
    Column("claimed_until", UTCDateTime),
    Column("first_tried_at", UTCDateTime),
    Column("tried_at", UTCDateTime),
    Column("problem", String(200)),
    Column("location", String(200)),
    UniqueConstraint("clinic_id", "partner", "kind", "source"),
    Index("ix_fhir_writes_clinic_id_partner_status", "clinic_id", "partner", "status"),
    Index("ix_fhir_writes_enrollment_id_status", "enrollment_id", "status"),
)
