"""Clinics, their patients, and what these agreed to."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, SERIAL, metadata

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
    Column("email", String(254), nullable=False, server_default=""),
    Column("escalate_minutes", Integer, nullable=False, server_default="10"),
    Column("second_identifier", String(16), nullable=False, server_default="birth_date"),
    Column("first_steps_hidden_at", UTCDateTime),  # an admin wants to see the checklist of first steps no more
    Column("holiday_region", String(12), nullable=False, server_default=""),
    Column("open_holidays", Text, nullable=False, server_default=""),
    Column("closed_days", Text, nullable=False, server_default=""),
    Column("one_person", Boolean, nullable=False, server_default=text("false")),  # may approve own versions
    Column("second_factor", String(40), nullable=False, server_default="default"),  # roles that need one
    Column("double_opt_in", Boolean, nullable=False, server_default=text("false")),  # texts only once confirmed by text
    Column("asked_opt_in", Boolean, nullable=False, server_default=text("false")),  # or it was so at some time
    Column("text_price", String(8), nullable=False, server_default=""),  # US cents a segment; empty: the list price
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
    Column("birth_date", LargeBinary),
    Column("birth_date_hash", HASH),
    Column("record_number", LargeBinary),
    Column("record_number_hash", HASH),
    Column("identity_hash", HASH, nullable=False),
    Column("language", String(8), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("phone_belongs_to", String(10), nullable=False),
    Column("sms_consent", Boolean, nullable=False),
    Column("email_consent", Boolean, nullable=False),
    Column("phone_bad_since", UTCDateTime),
    Column("email_bad_since", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    Column("erased_at", UTCDateTime),
    Column("link_epoch", Integer, nullable=False, server_default="0"),  # links of another one open nothing
    Index("ix_patients_clinic_id_identity_hash", "clinic_id", "identity_hash"),
    Index("ix_patients_phone_hash", "phone_hash"),
    Index("ix_patients_email_hash", "email_hash"),
    Index("ix_patients_clinic_id_birth_date_hash", "clinic_id", "birth_date_hash"),
    Index("ix_patients_clinic_id_record_number_hash", "clinic_id", "record_number_hash"),
)

# Where emails with the links of an epoch that is over went: by such a link its reader may still stop that address.
past_contacts = Table(
    "past_contacts",
    metadata,
    Column("patient_id", ForeignKey("patients.id"), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("email_hash", HASH, nullable=False),
)

# The second person who may get texts about a patient's plan: one per patient, and no one without a row.
caregivers = Table(
    "caregivers",
    metadata,
    Column("patient_id", ForeignKey("patients.id"), primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("relation", String(12), nullable=False),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_hash", HASH, nullable=False),  # as `patients.phone_hash`: a stop is of a phone, no matter whose
    Column("language", String(8), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("wording", String(20), nullable=False),
    Column("agreed_at", UTCDateTime),
    Column("phone_bad_since", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    Column("link_id", ID),  # what the token of their page names; another phone, another link
    Index("ix_caregivers_phone_hash", "phone_hash"),
    Index("ix_caregivers_link_id", "link_id", unique=True),
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
    Column("said_by", String(16)),  # of a change by staff: who said so, how, and on which day
    Column("how", String(16)),
    Column("said_on", Date),
    Column("party", String(10), nullable=False, server_default="patient"),  # who agreed: core.model.contact.Party
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("scope", String(80), nullable=False),  # the sender for texts, the clinic for email
    Column("channel", String(8), nullable=False),
    Column("address_hash", HASH, nullable=False),  # or `patient:ID`, of a patient who has no address
    Column("source", String(20), nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("lifted_at", UTCDateTime),
    Index("ix_opt_outs_address_hash", "address_hash", "channel"),
    Index(
        "uq_opt_outs_standing",
        "scope",
        "channel",
        "address_hash",
        unique=True,
        postgresql_where=text("lifted_at IS NULL"),
        sqlite_where=text("lifted_at IS NULL"),
    ),
)

# Double opt-in: whether the owner of a phone has confirmed a clinic's texts; phones without a row were not asked.
opt_ins = Table(
    "opt_ins",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("address_hash", HASH, nullable=False),
    Column("state", String(10), nullable=False),
    Column("message_id", ID),  # the question, of which `messages` says what became
    Column("asked_at", UTCDateTime),
    Column("answered_at", UTCDateTime),
    Column("wording", String(20)),
    Index("uq_opt_ins_phone", "clinic_id", "address_hash", unique=True),
)
