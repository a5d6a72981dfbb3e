"""Staff book, move, cancel and mark visits on a page of their own, and see what the patient is told and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, audit, enrollments, visits
from tests.making import all_rows, enroll_rows, play, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550177"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    return signed_in(context, clinic)


@pytest.fixture
def page(context: Context, desk: Desk) -> str:
    surgery = all_rows(context, enrollments)[0]
    return f"/patients/{surgery.patient_id}/surgeries/{surgery.id}/visits"


def hidden(text: str, name: str) -> str:
    """Return what the last hidden field of that name holds: that of the form at the end of the page."""
    return text.rpartition(f'name="{name}" value="')[2].partition('"')[0]


def save(desk: Desk, page: str, *, visit: str = "", shown: str | None = None, **values: str) -> int:
    asked = desk.get(f"{page}?visit={visit}").text
    kept = {"visit": visit, "visit_id": hidden(asked, "visit_id"), "shown": hidden(asked, "shown")}
    given = kept | ({} if shown is None else {"shown": shown}) | values
    return desk.post(page, page, **given).status_code


def test_a_visit_is_booked_confirmed_moved_and_missed(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock, page: str
):
    patient = page.partition("/surgeries")[0]
    assert f'href="{page}"' in desk.get(patient).text
    assert "No visits yet." in desk.get(page).text
    assert save(desk, page, at="2026-05-20T09:30", place="Suite 4") == 303
    shown = desk.get(page).text
    assert "Wed, May 20, 2026, 9:30" in shown
    assert shown.count("Visit reminder") == 1

    play(context, clock, "05-19 20:00")
    receive(context, clinic, Channel.SMS, PHONE, "1")
    desk.sign_in()
    assert "confirmed" in desk.get(page).text
    booked = all_rows(context, visits)[0]
    assert save(desk, page, visit=booked.id, at="2026-05-27T14:00", place="Suite 5", status="booked") == 303
    assert "Wed, May 27, 2026, 2:00" in desk.get(page).text
    assert save(desk, page, visit=booked.id, at="2026-05-27T14:00", status="missed") == 422
    play(context, clock, "05-28 01:00")
    desk.sign_in()
    assert "Did not come" in desk.get(page).text
    assert save(desk, page, visit=booked.id, at="2026-05-27T14:00", place="Suite 5", status="missed") == 303
    assert [item.kind for item in all_rows(context, alerts)] == ["visit_missed"]
    actions = [item.action for item in all_rows(context, audit) if "visit" in item.action]
    assert len(actions) == 3


def test_the_patients_page_names_the_visits_of_a_message_and_the_versions_it_was_sent_by(
    context: Context, desk: Desk, clock: FixedClock, page: str
):
    for at, place in (("2026-05-20T09:30", "Suite 4"), ("2026-05-20T14:30", "Suite 9")):
        assert save(desk, page, at=at, kind="check", place=place) == 303
    patient = page.partition("/surgeries")[0]
    shown = desk.get(patient).text
    about = " ".join(shown.partition("About:")[2].partition("</p>")[0].split())
    assert "9:30" in about
    assert "(check · Suite 4); " in about
    assert "2:30" in about
    assert "Named in another message of that day" in shown
    assert desk.get(page).text.count("Visit reminder") == 2, "each visit shows the one message"
    play(context, clock, "05-19 20:00")
    desk.sign_in()
    shown = desk.get(patient).text
    assert "Care plan version 4, wording version 1" in shown
    assert "as shipped" in shown


def test_a_change_by_a_colleague_is_not_overwritten(context: Context, desk: Desk, page: str):
    assert save(desk, page, at="2026-05-20T09:30") == 303
    booked = all_rows(context, visits)[0]
    before = hidden(desk.get(f"{page}?visit={booked.id}").text, "shown")
    assert save(desk, page, visit=booked.id, at="2026-05-20T09:30", status="cancelled") == 303
    assert save(desk, page, visit=booked.id, shown=before, at="2026-05-21T10:00", status="booked") == 409
    assert all_rows(context, visits)[0].state == "cancelled"


def test_a_form_sent_twice_books_once(context: Context, desk: Desk, page: str):
    asked = desk.get(page).text
    form = {"visit_id": hidden(asked, "visit_id"), "shown": "", "at": "2026-05-20T09:30"}
    assert [desk.post(page, page, **form).status_code for _ in range(2)] == [303, 409]
    assert len(all_rows(context, visits)) == 1


@pytest.mark.parametrize("values", [{"at": "soon"}, {"at": ""}, {"at": "2026-05-20T09:30", "place": "x" * 61}])
def test_a_mistake_is_said_beside_its_field(context: Context, desk: Desk, page: str, values: dict[str, str]):
    assert save(desk, page, **values) == 422
    assert all_rows(context, visits) == []
