"""All tables. Encrypted columns hold what `Vault.encrypt` returns; `*_hash` columns hold keyed hashes.

Everything belongs to a clinic; every query is scoped to one.
"""

from __future__ import annotations

from reminders.store.tables.api import api_answers, api_keys, webhook_deliveries, webhooks
from reminders.store.tables.base import metadata
from reminders.store.tables.care import search_terms, staff_notes
from reminders.store.tables.hl7 import fhir_cursors, fhir_writes, hl7_messages
from reminders.store.tables.messages import attempts, history, messages
from reminders.store.tables.on_call import notices, on_call
from reminders.store.tables.people import caregivers, clinics, consents, opt_ins, opt_outs, past_contacts, patients
from reminders.store.tables.plans import enrollment_sources, enrollments, pathway_versions, surgeons, visits
from reminders.store.tables.replies import alerts, answers, canned_replies, holds, replies
from reminders.store.tables.staff import (
    audit,
    audit_chains,
    sign_in_attempts,
    sign_in_handshakes,
    staff_devices,
    staff_invitations,
    staff_members,
    staff_passkeys,
    staff_phones,
    staff_recovery_codes,
    staff_sessions,
    staff_totp,
)
from reminders.store.tables.undos import undos
from reminders.store.tables.upkeep import (
    clinic_keys,
    fuse_counters,
    heartbeats,
    installation,
    key_checks,
    paces,
    retired_keys,
    sender_evidence,
    switches,
)
from reminders.store.tables.uploads import uploads
from reminders.store.tables.versions import care_versions

__all__ = [
    "alerts",
    "answers",
    "api_answers",
    "api_keys",
    "attempts",
    "audit",
    "audit_chains",
    "canned_replies",
    "care_versions",
    "caregivers",
    "clinic_keys",
    "clinics",
    "consents",
    "enrollment_sources",
    "enrollments",
    "fhir_cursors",
    "fhir_writes",
    "fuse_counters",
    "heartbeats",
    "history",
    "hl7_messages",
    "holds",
    "installation",
    "key_checks",
    "messages",
    "metadata",
    "notices",
    "on_call",
    "opt_ins",
    "opt_outs",
    "paces",
    "past_contacts",
    "pathway_versions",
    "patients",
    "replies",
    "retired_keys",
    "search_terms",
    "sender_evidence",
    "sign_in_attempts",
    "sign_in_handshakes",
    "staff_devices",
    "staff_invitations",
    "staff_members",
    "staff_notes",
    "staff_passkeys",
    "staff_phones",
    "staff_recovery_codes",
    "staff_sessions",
    "staff_totp",
    "surgeons",
    "switches",
    "undos",
    "uploads",
    "visits",
    "webhook_deliveries",
    "webhooks",
]
