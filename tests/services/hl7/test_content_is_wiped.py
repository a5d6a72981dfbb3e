"""What an HL7 message says is kept sealed for 30 days, and goes with the patient."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.services.records.erase import erase
from reminders.services.records.purge import purge
from reminders.store.tables import hl7_messages, patients
from tests.core.hl7.making import booking
from tests.making import SOMEBODY, all_rows
from tests.services.hl7.making import AGREED, ANA, outcomes, stored, take

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def contents(context: Context) -> list[bool]:
    return [item.raw is not None for item in all_rows(context, hl7_messages)]


def test_after_30_days_only_what_became_of_it_is_left(context: Context, clinic: Clinic, clock: FixedClock):
    text = booking("SIU^S12", AGREED)
    take(context, clinic, text)
    clock.set(clock.now() + timedelta(days=29))
    purge(context, None)
    assert contents(context) == [True]
    clock.set(clock.now() + timedelta(days=2))
    purge(context, None)
    assert contents(context) == [False]
    assert stored(context) == ["1: applied enrolled"]
    assert outcomes(context, clinic, text) == ["AA enrolled"]
    assert len(stored(context)) == 1


def test_an_erased_patient_takes_the_messages_along(context: Context, clinic: Clinic):
    waiting = booking("SIU^S12", case="C-3", number="2", code="99999", person=ANA.replace("RIVERA", "RIVERA-WOOD"))
    other = booking("SIU^S12", number="3", case="C-4", person=ANA.replace("70001", "70002").replace("ANA", "EVE"))
    take(context, clinic, booking("SIU^S12", AGREED, person=ANA), waiting, other)
    erase(context, clinic, all_rows(context, patients)[0].id, actor=SOMEBODY)
    rows = {item.control_id: item for item in all_rows(context, hl7_messages)}
    assert {key: item.raw is not None for key, item in rows.items()} == {"1": False, "2": False, "3": True}
    assert rows["1"].order_hash is rows["1"].person_hash is None
