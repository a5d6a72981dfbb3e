"""What a text held back waits for a person's decision, which stands where the alert does and cannot be skipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, audit, enrollments, holds, messages, opt_outs, patients
from tests.making import all_rows, at, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.clinics.clinics import Clinic

PHONE = "+12025550177"
UNCLEAR = "ugh enough already"
DIED = "This is Dana's husband. She passed away last night."


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    enroll_rows(context, clinic, row(phone="(202) 555-0177", external_id="A"))
    clock.set(at("03-13 15:00"))
    return signed_in(context, clinic)


def told(context: Context, clinic: Clinic, words: str) -> int:
    """Take in a text, and return the alert that it opened."""
    receive(context, clinic, Channel.SMS, PHONE, words)
    return next(item.id for item in all_rows(context, alerts) if item.kind in ("unclear_stop", "plan_event"))


def held(context: Context) -> set[str]:
    return {item.reason for item in all_rows(context, messages) if item.status == "held"}


def open_alerts(context: Context) -> list[str]:
    return [item.kind for item in all_rows(context, alerts) if item.closed_at is None]


@pytest.mark.parametrize("path", ["/", "/inbox/{patient}"])
def test_keep_lets_texts_go_on_and_resolves_the_item(context: Context, clinic: Clinic, desk: Desk, path: str):
    page_of = path.format(patient=next(item.id for item in all_rows(context, patients)))
    alert = told(context, clinic, UNCLEAR)
    assert held(context) == {"unclear_stop"}
    page = desk.get(page_of).text
    assert "Keep texts" in page
    assert "Stop texts" in page
    assert f"/alerts/{alert}/close" not in page
    assert desk.post(f"/alerts/{alert}/keep-texts", page_of, back="inbox").status_code == 303
    assert (held(context), open_alerts(context), all_rows(context, opt_outs)) == (set(), [], [])
    assert "released held messages" in {item.action for item in all_rows(context, audit)}


def test_stop_is_a_stop_that_only_the_patient_lifts(context: Context, clinic: Clinic, desk: Desk):
    alert = told(context, clinic, UNCLEAR)
    assert desk.post(f"/alerts/{alert}/stop-texts", "/").status_code == 303
    assert [item.source for item in all_rows(context, opt_outs)] == ["staff"]
    assert open_alerts(context) == []
    assert all(item.ended_at for item in all_rows(context, holds))


@pytest.mark.parametrize("words", [UNCLEAR, DIED])
def test_resolving_without_a_decision_is_refused_and_says_so(context: Context, clinic: Clinic, desk: Desk, words: str):
    alert = told(context, clinic, words)
    answer = desk.post(f"/alerts/{alert}/close", "/", note="called")
    assert answer.headers["location"] == "/?done=decide-first"
    assert "Decide about them, and it is resolved." in desk.get("/?done=decide-first").text
    assert len(open_alerts(context)) == 1
    assert held(context)


def test_a_plan_on_hold_is_resumed_where_the_patient_is(context: Context, clinic: Clinic, desk: Desk):
    told(context, clinic, DIED)
    patient, plan = (next(item.id for item in all_rows(context, table)) for table in (patients, enrollments))
    row_of_today = desk.get("/").text
    assert f'href="/patients/{patient}#on-hold"' in row_of_today
    assert "Decide about the plan…" in row_of_today
    thread = desk.get(f"/inbox/{patient}").text
    assert f'href="/patients/{patient}#on-hold"' in thread
    page = desk.get(f"/patients/{patient}").text
    assert 'id="on-hold"' in page
    assert "Resume messages" in page
    assert desk.post(f"/patients/{patient}/surgeries/{plan}/resume", f"/patients/{patient}").status_code == 303
    assert (held(context), open_alerts(context)) == (set(), [])
    assert 'id="on-hold"' not in desk.get(f"/patients/{patient}").text


def test_taking_back_the_cancel_of_a_plan_on_hold_leaves_it_paused(context: Context, clinic: Clinic, desk: Desk):
    told(context, clinic, DIED)
    patient, plan = (next(item.id for item in all_rows(context, table)) for table in (patients, enrollments))
    page = f"/patients/{patient}"
    assert desk.post(f"{page}/surgeries/{plan}/cancel", page, reason="died", seen="yes").status_code == 303
    found = re.search(r'action="(/undo/[^"]+)"', desk.get(page).text)
    assert found
    assert desk.post(found[1], page).status_code == 303
    assert [item.state for item in all_rows(context, enrollments)] == ["paused"]
    scheduled = [item for item in all_rows(context, messages) if item.kind == "scheduled"]
    assert "planned" not in {item.status for item in scheduled}
    assert "held" in {item.status for item in scheduled}


def test_the_front_desk_sees_what_is_on_hold_and_decides_nothing(context: Context, clinic: Clinic, desk: Desk):
    del desk
    alert = told(context, clinic, UNCLEAR)
    front = signed_in(context, clinic, Role.ENROLLER, "front@oak.example")
    assert "Keep texts" not in front.get("/").text
    assert front.post(f"/alerts/{alert}/keep-texts", "/").status_code == 403


def test_another_alert_is_no_unclear_stop(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    (alert,) = (item.id for item in all_rows(context, alerts))
    for decision in ("keep-texts", "stop-texts"):
        assert desk.post(f"/alerts/{alert}/{decision}", "/").status_code == 404
    assert all_rows(context, opt_outs) == []
