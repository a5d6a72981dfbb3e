"""The page that moves a surgery says what goes out then, and asks about what it warns of before that is done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.consent.stop import stop_patient
from reminders.services.plans.change_state import pause
from reminders.store.tables import enrollments
from tests.making import SOMEBODY, all_rows, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from httpx2 import Response

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(external_id="A", email_consent="no"))
    return signed_in(context, clinic)


def move(context: Context, desk: Desk, day: str, **fields: str) -> Response:
    surgery = all_rows(context, enrollments)[0]
    patient = f"/patients/{surgery.patient_id}"
    return desk.post(f"{patient}/surgeries/{surgery.id}/move", patient, date=day, **fields)


def day_of(context: Context) -> str:
    return all_rows(context, enrollments)[0].surgery_date.isoformat()


def asked_on(page: Response) -> str:
    (found,) = re.findall(r'name="asked" value="(\w+)"', page.text)
    return found


def test_the_page_says_how_many_messages_go_out_and_when_the_first_does(context: Context, desk: Desk):
    page = move(context, desk, "2026-04-07").text
    assert re.search(r"\d+ messages will go out. First message: Wed, Apr 8, 2026", page)
    assert 'name="warned"' not in page
    assert move(context, desk, "2026-04-07", seen="yes").status_code == 303
    assert day_of(context) == "2026-04-07"


def test_a_move_after_which_nothing_goes_out_is_confirmed_first(context: Context, desk: Desk):
    page = move(context, desk, "2016-03-10")
    assert "No messages will go out: the surgery was so long ago" in page.text
    for fields in ({}, {"warned": "yes"}, {"asked": asked_on(page)}, {"warned": "yes", "asked": "other"}):
        refused = move(context, desk, "2016-03-10", seen="yes", **fields)
        assert refused.status_code == 409
        assert "Read the warnings and check the box" in refused.text
        assert day_of(context) == "2026-03-10"
    done = move(context, desk, "2016-03-10", seen="yes", warned="yes", asked=asked_on(page))
    assert (done.status_code, day_of(context)) == (303, "2016-03-10")


def test_a_stop_that_comes_between_the_look_and_the_click_is_asked_about(context: Context, clinic: Clinic, desk: Desk):
    assert 'name="warned"' not in move(context, desk, "2026-04-07").text
    stop_patient(context, clinic, "A", Channel.SMS, "staff", actor=SOMEBODY)
    late = move(context, desk, "2026-04-07", seen="yes")
    assert late.status_code == 409
    assert "only the patient can start them again" in late.text
    assert day_of(context) == "2026-03-10"


def test_a_warning_that_asks_nothing_is_shown_and_needs_no_box(context: Context, clinic: Clinic, desk: Desk):
    pause(context, clinic, "A", actor=SOMEBODY)
    page = move(context, desk, "2026-04-07").text
    assert "All messages are on hold; none will go out until the care plan is resumed" in page
    assert 'name="warned"' not in page
