"""Pathways as they were when first used, and who walks on which."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, metadata

_TO_CONFIRM = text("state = 'active' AND confirmed_at IS NULL")

pathway_versions = Table(
    "pathway_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pathway_id", String(63), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("care_version_id", Integer),  # of `care_versions`, where it is a clinic's own: its `version` is only a key
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("pathway_id", "version"),
)

# Who operates: a clinic's own list of names, in the clear like those of its staff. `name_key`: how it is looked up.
surgeons = Table(
    "surgeons",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("name_key", String(160), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("retired_at", UTCDateTime),
    UniqueConstraint("clinic_id", "name_key"),
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
    Column("confirmed_at", UTCDateTime),  # staff said that the surgery was done
    Column("surgeon_id", ID),  # of `surgeons`, which are never deleted; SQLite could not drop a foreign key again
    Column("discharge_date", Date),  # None: not known
    UniqueConstraint("clinic_id", "external_id_hash"),
    Index("ix_enrollments_clinic_id_surgery_date", "clinic_id", "surgery_date"),
    Index("ix_enrollments_surgeon_id_surgery_date", "surgeon_id", "surgery_date"),
    Index("ix_enrollments_clinic_id_created_at", "clinic_id", "created_at"),
    Index(
        *("ix_enrollments_to_confirm", "clinic_id", "surgery_date"),
        postgresql_where=_TO_CONFIRM,
        sqlite_where=_TO_CONFIRM,
    ),
)

# Through which doors an enrollment came in or was confirmed, each once. `name`: of an API key or a partner, no patient.
enrollment_sources = Table(
    "enrollment_sources",
    metadata,
    Column("enrollment_id", ForeignKey("enrollments.id"), primary_key=True),
    Column("door", String(8), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
)

# Visits to the clinic. `slot`: which of the enrollment's messages are about it as it stands (core.model.enrollment).
visits = Table(
    "visits",
    metadata,
    Column("id", ID, primary_key=True),
    Column("enrollment_id", ForeignKey("enrollments.id"), nullable=False),
    Column("visit_id", LargeBinary, nullable=False),
    Column("visit_id_hash", HASH, nullable=False),
    Column("details", LargeBinary, nullable=False),  # kind and place
    Column("imported", LargeBinary),  # the last row of a file
    Column("at", UTCDateTime, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("known_at", UTCDateTime, nullable=False),  # since when it has that time
    Column("missed_at", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("enrollment_id", "visit_id_hash"),
    UniqueConstraint("enrollment_id", "slot"),
    Index("ix_visits_at", "at"),
)
