"""What of HL7 messages depends on the database: one row per message, one after the other, found by their hashes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from reminders.store.tables import enrollments
from tests.core.hl7.making import booking
from tests.making import all_rows
from tests.services.hl7.making import AGREED, ANA, outcomes, people, stored

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


def test_surgeries_of_one_new_patient_at_once_are_of_one_patient(context: Context, clinic: Clinic):
    """Two messages about one person wait for each other, by the record number or by the birth date."""
    numbers = [f"7000{number // 4}" for number in range(8)]
    texts = [
        booking(
            "SIU^S12",
            AGREED,
            person=ANA.replace("70001", number),
            case=f"C-{case}",
            number=str(case),
            day=f"2026041{case}",
        )
        for case, number in enumerate(numbers)
    ]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda item: outcomes(context, clinic, item)[0], texts))
    assert told.count("AA enrolled") == 4, "those of the number that came first"
    assert told.count("AA possible_match") == 4, "a namesake with another number is for staff to decide"
    assert (people(context), len(all_rows(context, enrollments))) == (1, 4)
