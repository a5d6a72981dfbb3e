"""What staff write down, and how they find a patient by a few letters."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import ID, SERIAL, metadata

staff_notes = Table(
    "staff_notes",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id"), index=True),
    Column("staff_id", ID),
    Column("message_id", ForeignKey("messages.id"), index=True),  # the trouble that the note closes
    Column("alert_id", ForeignKey("alerts.id")),  # the alert that it closes
    Column("text", LargeBinary, nullable=False),
    Column("at", UTCDateTime, nullable=False),
)

# Three letters of a name, four digits of a phone: a keyed hash of each, cut to 64 bits; see ADR 0009. No foreign key on
# the patient: it would be looked up a dozen times per enrolled patient.
search_terms = Table(
    "search_terms",
    metadata,
    Column("clinic_id", Integer, primary_key=True, autoincrement=False),
    Column("term", BigInteger, primary_key=True, autoincrement=False),
    Column("patient_id", ID, primary_key=True),
    Index("ix_search_terms_patient_id", "patient_id"),
)
