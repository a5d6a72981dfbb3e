"""Consent that HL7 messages bring: whose it is, on which phone, and when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.tables import consents, patients
from tests.core.hl7.making import booking, stay
from tests.making import all_rows
from tests.services.hl7.making import AGREED, ANA, enroll_ana, outcomes, planned

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

REFUSED = "ZSU|Y|N"


def sources(context: Context) -> set[str]:
    return {item.source for item in all_rows(context, consents) if item.granted}


def test_what_a_booking_brought_ends_when_a_booking_says_no(context: Context, clinic: Clinic):
    assert outcomes(context, clinic, booking("SIU^S12", AGREED, person=ANA)) == ["AA enrolled"]
    assert sources(context) == {"hospital"}
    refused = booking("SIU^S14", REFUSED, person=ANA, number="2", sent="20260309120100")
    assert outcomes(context, clinic, refused) == ["AA consent_ended"]
    assert planned(context) == 0


def test_what_staff_recorded_stays_when_a_booking_says_no(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    assert sources(context) == {"import"}
    before = planned(context)
    assert outcomes(context, clinic, booking("SIU^S14", REFUSED, person=ANA)) == ["AA corrected"]
    assert planned(context) == before > 5


def test_a_merge_takes_consent_over_with_its_phone_only(context: Context, clinic: Clinic):
    """They agreed to texts to the phone of the record that goes; the one that stays has another phone."""
    enroll_ana(context, clinic, record_number="70001", sms_consent="no", email="ana@example.com", email_consent="yes")
    other = ANA.replace("70001", "70009").replace("0123", "0177").replace("19610412", "")
    booked = booking("SIU^S12", AGREED, person=other, case="C-5", day="20260601")
    assert outcomes(context, clinic, booked) == ["AA enrolled"]
    merge = stay("ADT^A40", person=ANA, number="9") + "\rMRG|70009^^^R^MR"
    assert outcomes(context, clinic, merge) == ["AA merged"]
    (stays,) = [item for item in all_rows(context, patients) if item.erased_at is None]
    assert (stays.sms_consent, stays.email_consent) == (False, True)
