"""What a text held back waits for a person's decision, which stands where the alert does and cannot be skipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, audit, enrollments, holds, messages, opt_outs, patients, replies, staff_notes
from tests.making import all_rows, at, enroll_rows, row
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

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
    assert "Decide what to do with them to resolve it." in desk.get("/?done=decide-first").text
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


def waiting_texts(context: Context) -> int:
    return len([item for item in all_rows(context, replies) if item.handled_at is None])


@pytest.mark.parametrize("words", [UNCLEAR, DIED])
def test_a_thread_does_not_end_before_the_decision_and_its_note_is_kept(
    context: Context, clinic: Clinic, desk: Desk, words: str
):
    alert = told(context, clinic, words)
    (patient,) = (item.id for item in all_rows(context, patients))
    page = f"/inbox/{patient}"
    answer = desk.post(f"{page}/close", page, to="resolve", note="called her son")
    assert answer.headers["location"] == f"{page}?done=decide-first"
    shown = desk.get(f"{page}?done=decide-first").text
    assert "Decide what to do with them to resolve it." in shown
    assert f"/alerts/{alert}/keep-texts" in shown or f'href="/patients/{patient}#on-hold"' in shown
    assert len(all_rows(context, staff_notes)) == 1
    assert (len(open_alerts(context)), waiting_texts(context)) == (1, 1)
    assert held(context)


@pytest.mark.parametrize("words", [UNCLEAR, DIED])
def test_none_of_the_texts_of_a_shared_phone_ends_before_the_decision(
    context: Context, clinic: Clinic, desk: Desk, words: str
):
    enroll_rows(context, clinic, row(phone="(202) 555-0177", external_id="B", given_name="Ben"))
    alert = told(context, clinic, words)
    for again in ("", " "):
        receive(context, clinic, Channel.SMS, PHONE, words + again)
    for item in all_rows(context, replies):
        answer = desk.post(f"/replies/{item.id}/close", "/inbox")
        assert answer.headers["location"] == "/inbox?done=decide-first"
    shown = desk.get("/inbox").text
    links = [f'href="/patients/{item.id}#on-hold"' for item in all_rows(context, patients)]
    assert f"/alerts/{alert}/keep-texts" in shown or all(link in shown for link in links)
    assert (len(open_alerts(context)), waiting_texts(context)) == (1, 3)


def test_answering_or_ending_another_alert_does_not_end_what_is_on_hold(context: Context, clinic: Clinic, desk: Desk):
    told(context, clinic, f"{DIED} Before that he had chest pain and could not breathe")
    (patient,) = (item.id for item in all_rows(context, patients))
    red = [item.id for item in all_rows(context, alerts) if item.kind == "red_flag"]
    for alert in red:
        assert desk.post(f"/alerts/{alert}/close", "/", note="called").headers["location"] == "/?done=closed"
    assert desk.post(f"/inbox/{patient}/reply", f"/inbox/{patient}", words="We are so sorry.").status_code == 303
    assert (red != [], open_alerts(context), waiting_texts(context)) == (True, ["plan_event"], 1)


@pytest.mark.parametrize("phone", ["+13125550199", PHONE])
def test_an_event_that_holds_nothing_is_resolved_like_any_other(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock, phone: str
):
    if phone == PHONE:
        clock.set(at("09-30 15:00"))  # the plan is long over
        with context.db.begin() as tx:
            tx.conn.execute(messages.update().values(status="accepted"))
        desk.sign_in()
    receive(context, clinic, Channel.SMS, phone, DIED)
    (alert,) = (item.id for item in all_rows(context, alerts))
    shown = desk.get("/").text
    assert f"/alerts/{alert}/close" in shown
    assert "Messages are on hold" not in shown
    assert desk.post(f"/alerts/{alert}/close", "/", note="called").headers["location"] == "/?done=closed"
    assert (open_alerts(context), waiting_texts(context)) == ([], 0)
