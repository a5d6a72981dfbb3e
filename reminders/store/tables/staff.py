"""Who works here, who is signed in, who was invited, and who did what. The audit holds ids and no patient data."""

# pyright: reportUnknownArgumentType=false
# A column that takes its type from the key it refers to has none that a checker sees.

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from reminders.store.database.types import UTCDateTime
from reminders.store.tables.base import HASH, ID, SERIAL, metadata

staff_members = Table(
    "staff_members",
    metadata,
    Column("id", ID, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("email", LargeBinary, nullable=False),
    Column("email_hash", HASH, nullable=False, unique=True),
    Column("name", LargeBinary),  # what colleagues call the person; None: the email is shown
    Column("password_hash", String(160)),  # None until an invitation is taken up
    Column("role", String(12), nullable=False),
    Column("language", String(8), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("disabled_at", UTCDateTime),
    Column("tell_assigned", Boolean, nullable=False, server_default=text("false")),  # by email, of what becomes theirs
    Column(
        "subject_hash", String(64), index=True, unique=True
    ),  # SHA-256 of what the identity provider calls the person
)

# Sign-ins that went to another place and come back once.
sign_in_handshakes = Table(
    "sign_in_handshakes",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("bound_to", LargeBinary, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime),
)

# A person's own phone, for tests. `code_hash` guards the code that was texted there; the counts are of `day`.
staff_phones = Table(
    "staff_phones",
    metadata,
    Column("staff_id", ForeignKey("staff_members.id"), primary_key=True),
    Column("phone", LargeBinary, nullable=False),
    Column("verified_at", UTCDateTime),
    Column("code_hash", HASH),
    Column("code_at", UTCDateTime),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("day", Date, nullable=False),
    Column("codes", Integer, nullable=False, server_default="0"),
    Column("tests", Integer, nullable=False, server_default="0"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256: the token itself is random and only in the cookie
    Column("staff_id", ForeignKey("staff_members.id"), nullable=False, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("revoked_at", UTCDateTime),
    Column("needs", String(10)),  # what it waits for after the password; None: it is open
    Column("confirmed_at", UTCDateTime),  # when the person last proved who they are; None: when it began
    Column("browser", String(40)),
    Column("address", LargeBinary),
)

# Where a person has signed in before.
staff_devices = Table(
    "staff_devices",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff_members.id"), nullable=False, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
)

# An authenticator app. `last_step`: the step of the last code that was taken; it and earlier ones are taken no more.
staff_totp = Table(
    "staff_totp",
    metadata,
    Column("staff_id", ForeignKey("staff_members.id"), primary_key=True),
    Column("seed", LargeBinary, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("confirmed_at", UTCDateTime),  # None until a first code has proven that the app has it
    Column("last_step", BigInteger, nullable=False, server_default="0"),
)

staff_passkeys = Table(
    "staff_passkeys",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the credential id
    Column("staff_id", ForeignKey("staff_members.id"), nullable=False, index=True),
    Column("credential", LargeBinary, nullable=False),  # its id and public key
    Column("sign_count", BigInteger, nullable=False),
    Column("label", String(60), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime),
)

staff_recovery_codes = Table(
    "staff_recovery_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),  # SHA-256: a code is 80 random bits and shown once
    Column("staff_id", ForeignKey("staff_members.id"), nullable=False, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime),
)

staff_invitations = Table(
    "staff_invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff_members.id"), nullable=False, index=True),
    Column("purpose", String(10), nullable=False),  # invite or reset
    Column("created_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime),
    Column("asked_by", HASH),  # the network address of who asked for it on the site
    Column("made_by", ID),  # the colleague who made it
)

audit = Table(
    "audit",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("clinic_id", Integer, nullable=False),  # no foreign keys: the record outlives what it is about
    Column("staff_id", ID),
    Column("action", String(60), nullable=False),
    Column("patient_id", ID),
    Column("enrollment_id", ID),
    Column("at", UTCDateTime, nullable=False),
    Column("actor_kind", String(12)),  # None, as in the columns below: an entry from before there was a chain
    Column("actor_name", String(64)),
    Column("detail", String(200)),
    Column("sequence", BigInteger),  # counts from 1 in each clinic's chain
    Column("hash", String(64)),
    Index("ix_audit_clinic_id_at", "clinic_id", "at"),
    Index("ix_audit_patient_id", "patient_id"),
    Index("ix_audit_clinic_id_sequence", "clinic_id", "sequence", unique=True),
)

audit_chains = Table(
    "audit_chains",
    metadata,
    Column("clinic_id", Integer, primary_key=True, autoincrement=False),  # 0: what concerns no single clinic
    Column("sequence", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("purged_sequence", BigInteger, nullable=False),
    Column("purged_hash", String(64), nullable=False),
    Column("seal", HASH, nullable=False),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("account_hash", HASH, nullable=False),
    Column("address_hash", HASH, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index("ix_sign_in_attempts_account_hash_at", "account_hash", "at"),
    Index("ix_sign_in_attempts_address_hash_at", "address_hash", "at"),
)
