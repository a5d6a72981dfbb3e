"""The words a patient agrees to when staff enroll them on the page. Their version is kept with each consent.

They are the entry `consent` of `reminders/data/<language>/pages.yaml`. A change of words is a new version: old rows
keep the old name, and an entry of that file keeps the old words, which the patient's page shows. The words name the
risk of unencrypted texts and email (HHS guidance on 45 CFR 164.522 and 164.524: a warned patient may choose them), and
frequency, rates, STOP and HELP (CTIA Messaging Principles 5.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.language.known_languages import page_words
from reminders.core.model.contact import Channel
from reminders.data import DEFAULT_LANGUAGE, book_of

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.store.enrollment.patients import ConsentEntry

WORDING = "staff-3"
CAREGIVER_WORDING = "caregiver-2"
SOURCE = "staff"
_ENTRIES: Final = {
    "staff-3": "consent",
    "staff-2": "consent_staff_2",
    "staff-1": "consent_staff_1",
    "caregiver-2": "consent_caregiver",
    "caregiver-1": "consent_caregiver_1",
}
"""Where the words of each version stand. Other versions are not ours: a clinic's own form (`csv-1`)."""


def consent_words(clinic: Clinic) -> dict[str, dict[Channel, str]]:
    """Return the words to a patient by language and channel, in the clinic's languages that have them, own first."""
    return _words(clinic, "consent")


def caregiver_words(clinic: Clinic) -> dict[str, dict[Channel, str]]:
    """Return the words to a caregiver in the same way; there are some for texts only."""
    return _words(clinic, "consent_caregiver")


def agreed_words(clinic: Clinic, entry: ConsentEntry) -> str | None:
    """Return the words that someone agreed to; None where they stand elsewhere, as on a clinic's own form.

    The clinic's name, limit and emergency number in them are those of today.
    """
    name = _ENTRIES.get(entry.wording)
    words = page_words(entry.language, name).get(entry.channel) if name else None
    return words.format(**_values(clinic)) if words else None


def _values(clinic: Clinic) -> dict[str, object]:
    return {"clinic": clinic.name, "weekly_cap": clinic.weekly_cap, "emergency": clinic.emergency_number}


def _words(clinic: Clinic, entry: str) -> dict[str, dict[Channel, str]]:
    values = _values(clinic)
    languages = [code for code in clinic.language_list if entry in book_of(code, "pages").entries]
    return {
        code: {Channel(name): words.format(**values) for name, words in page_words(code, entry).items()}
        for code in languages or [DEFAULT_LANGUAGE]
    }
