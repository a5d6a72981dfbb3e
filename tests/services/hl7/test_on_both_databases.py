"""What of HL7 messages depends on the database: one row per message, one after the other, found by their hashes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from reminders.store.tables import enrollments
from tests.core.hl7.making import booking
from tests.making import all_rows
from tests.services.hl7.making import AGREED, outcomes, stored

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


def test_the_same_messages_at_once_are_one_enrollment(context: Context, clinic: Clinic):
    text = booking("SIU^S12", AGREED)
    newer = booking("SIU^S13", AGREED, number="2", day="20260316", sent="20260309120100")
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda item: outcomes(context, clinic, item)[0], [text, newer, text, newer]))
    assert all(item.startswith("AA ") for item in told)
    assert [str(item.surgery_date) for item in all_rows(context, enrollments)] == ["2026-03-16"]
    assert len(stored(context)) == 2
