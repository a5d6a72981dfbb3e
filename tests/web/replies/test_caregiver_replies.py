"""What a caregiver writes stands under the caregiver's name wherever staff read it, and the call goes to who wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.store.enrollment import caregivers
from reminders.store.tables import patients
from tests.making import all_rows
from tests.services.plans.test_caregivers import PHONE, enroll_with_caregiver, play_until_her_text, write
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

WROTE = "Anna (caregiver) wrote"


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    """Play until Anna was asked, and sign in a nurse."""
    enroll_with_caregiver(context, clinic)
    play_until_her_text(context, clock)
    return signed_in(context, clinic)


def pages(context: Context) -> dict[str, str]:
    patient = all_rows(context, patients)[0].id
    return {"Today": "/", "inbox": "/inbox", "conversation": f"/inbox/{patient}", "patient": f"/patients/{patient}"}


def test_an_emergency_names_who_wrote_and_calls_them(context: Context, clinic: Clinic, desk: Desk):
    write(context, "she has chest pain and cannot breathe")
    found = {name: desk.get(path).text for name, path in pages(context).items()}
    assert {name for name, text in found.items() if WROTE not in text} == set()
    assert f'href="tel:{PHONE}"' in found["Today"]
    assert "Call caregiver Anna" in found["conversation"]
    assert "Your text goes to the patient, not to the caregiver." in found["conversation"]
    assert "The patient wrote" not in found["patient"]


def test_a_question_of_hers_and_her_answer_are_hers(context: Context, clinic: Clinic, desk: Desk):
    write(context, "when may she shower?")
    write(context, "2")
    found = {name: desk.get(path).text for name, path in pages(context).items()}
    assert {name for name in ("inbox", "conversation", "patient") if WROTE not in found[name]} == set()
    for name in ("conversation", "patient"):
        assert "answered by the caregiver" in found[name], name


def test_a_text_of_someone_who_is_no_caregiver_any_more_is_no_one_elses(context: Context, clinic: Clinic, desk: Desk):
    write(context, "when may she shower?")
    with context.db.begin() as tx:
        caregivers.drop_caregiver(tx, all_rows(context, patients)[0].id)
    for name in ("inbox", "conversation", "patient"):
        text = desk.get(pages(context)[name]).text
        assert ("The caregiver wrote" in text, "The patient wrote" in text) == (True, False), name
