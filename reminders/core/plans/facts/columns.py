"""The columns of an enrollment, in a CSV file, a form and the API; and the names that mean something in one of them."""

from __future__ import annotations

from typing import Final

REQUIRED_COLUMNS: Final = (
    "external_id",
    "given_name",
    "family_name",
    "phone",
    "email",
    "language",
    "timezone",
    "procedure",
    "surgery_date",
    "job_strain",
    "sms_consent",
    "email_consent",
)
OPTIONAL_COLUMNS: Final = (
    "condition",
    "opioid",
    "physio_referral",
    "smoker",
    "fragility_fracture",
    "phone_belongs_to",
    "birth_date",
    "record_number",
    "surgeon",
    "discharge_date",
    "caregiver_name",
    "caregiver_phone",
    "caregiver_email",
    "caregiver_language",
    "caregiver_sms_consent",
    "caregiver_email_consent",
    "enroll_at",
)
COLUMNS: Final = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)

_OF_FORMS = ("csrf", "action", "again", "asked", "hl7", "seen", "version", "warned")
_OF_PAGES = ("who", "what", "agreed", "zones")
_OF_DOCUMENTS = ("id", "outcome", "patient_id", "plan", "state", "state_reason", "test", "warnings")
_OF_FILES = ("reason", "line", "column", "error")

RESERVED_NAMES: Final = frozenset({*COLUMNS, *_OF_FORMS, *_OF_PAGES, *_OF_DOCUMENTS, *_OF_FILES})
"""A fact of a care plan cannot have one of these names: it is a column and a field itself."""
