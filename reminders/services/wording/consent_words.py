"""The words a patient agrees to when staff enroll them on the page. Their version is kept with each consent.

They are the entry `consent` of `reminders/data/<language>/pages.yaml`. A change of words is a new version: old rows
keep the old name, and docs/consent.md keeps the old words. The words name the risk of unencrypted texts and email (HHS
guidance on 45 CFR 164.522 and 164.524: a warned patient may choose them), and frequency, rates, STOP and HELP (CTIA
Messaging Principles 5.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.language.known_languages import page_words
from reminders.core.model.contact import Channel
from reminders.data import DEFAULT_LANGUAGE, book_of

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic

WORDING = "staff-2"
CAREGIVER_WORDING = "caregiver-1"
SOURCE = "staff"


def consent_words(clinic: Clinic) -> dict[str, dict[Channel, str]]:
    """Return the words to a patient by language and channel, in the clinic's languages that have them, own first."""
    return _words(clinic, "consent")


def caregiver_words(clinic: Clinic) -> dict[str, dict[Channel, str]]:
    """Return the words to a caregiver in the same way; there are some for texts only."""
    return _words(clinic, "consent_caregiver")


def _words(clinic: Clinic, entry: str) -> dict[str, dict[Channel, str]]:
    values = {"clinic": clinic.name, "weekly_cap": clinic.weekly_cap, "emergency": clinic.emergency_number}
    languages = [code for code in clinic.language_list if entry in book_of(code, "pages").entries]
    return {
        code: {Channel(name): words.format(**values) for name, words in page_words(code, entry).items()}
        for code in languages or [DEFAULT_LANGUAGE]
    }
