"""What cannot be seen again is asked first, shows what it does, and can be taken back for a while."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, update

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.clinics.switch import pause_all, resume_all
from reminders.services.replies.reply import receive
from reminders.store.database.vault import CellId
from reminders.store.tables import audit, enrollments, messages, patients, switches, undos
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, message, outbox, row, run, standing, uid
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ANA = {"given_name": "Ana", "family_name": "García", "phone": "(202) 555-0177", "external_id": "MRN-77"}
PHONE = "+12025550177"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(**ANA))
    return signed_in(context, clinic)


def ana(context: Context) -> str:
    """Return Ana's page: she has the first surgery, and ids are in no order."""
    mine = next(item for item in all_rows(context, patients) if _phone(context, item) == PHONE)
    return f"/patients/{mine.id}"


def _phone(context: Context, item: Any) -> str | None:
    with context.db.read() as tx:
        return tx.vault.decrypt_optional(CellId("patients.phone", item.id), item.phone)


def surgery(context: Context) -> str:
    return f"{ana(context)}/surgeries/{all_rows(context, enrollments)[0].id}"


def send_path(context: Context, step: str) -> str:
    return f"{ana(context)}/messages/{message(context, step).id}/send-now"


def at_desk(desk: Desk, clock: FixedClock, moment: str) -> None:
    clock.set(at(moment))
    desk.sign_in()


def undo_path(desk: Desk, page: str) -> str:
    found = re.search(r'action="(/undo/[^"]+)"', desk.get(page).text)
    assert found, f"nothing to undo on {page}"
    return found[1]


def test_send_now_is_there_for_the_day_s_step_alone(context: Context, desk: Desk, clock: FixedClock):
    """Walking is due on the 11th; the wound check comes on the 14th, the last step a year later."""
    for moment, offered in (("03-09 19:00", []), ("03-10 23:30", []), ("03-11 13:00", ["walk_1"])):
        at_desk(desk, clock, moment)
        page = desk.get(ana(context)).text
        steps = {str(item.id): item.step for item in all_rows(context, messages)}
        assert [steps[found] for found in re.findall(r"messages/([0-9a-f-]+)/send-now", page)] == offered, moment
        for item in all_rows(context, messages):
            if item.step in offered:
                continue
            answer = desk.post(f"{ana(context)}/messages/{item.id}/send-now", ana(context), seen="yes")
            assert answer.status_code == 422, item.step
    assert {item.status for item in all_rows(context, messages)} == {"planned", "skipped"}


def test_send_now_shows_words_and_recipient_first_and_sends_then(context: Context, desk: Desk, clock: FixedClock):
    path = send_path(context, "walk_1")
    at_desk(desk, clock, "03-11 13:00")  # nine in the morning: the clinic is not writing yet
    assert "Nothing is sent at this hour" in desk.get(path).text
    assert desk.post(path, ana(context), seen="yes").status_code == 422
    at_desk(desk, clock, "03-11 14:05")
    for asked in (desk.get(path), desk.post(path, ana(context))):
        assert "short walks" in asked.text
        assert "(202) 555-0177" in asked.text
        assert "García" in asked.text
        assert asked.status_code == 200
    assert message(context, "walk_1").due_at != clock.now()
    assert desk.post(path, path, seen="yes").headers["location"].endswith("done=due-now")
    assert "/send-now" not in desk.get(ana(context)).text  # once is enough
    assert "already about to go out" in desk.post(path, ana(context), seen="yes").text
    run(context)
    assert standing(context, "walk_1")[0] == "planned"  # it waits a moment for second thoughts
    clock.set(clock.now() + timedelta(seconds=30))
    run(context)
    assert standing(context, "walk_1") == ("accepted", None)
    assert desk.post(path, ana(context), seen="yes").status_code == 422  # it has left
    assert [item.content.text.startswith("Oak Clinic") for item in outbox(context).sent] == [True]


def test_send_now_is_taken_back_until_it_is_claimed(context: Context, desk: Desk, clock: FixedClock):
    before = message(context, "walk_1").due_at
    at_desk(desk, clock, "03-11 14:05")
    path = send_path(context, "walk_1")
    desk.post(path, path, seen="yes")
    desk.post(undo_path(desk, ana(context)), ana(context))
    assert (message(context, "walk_1").due_at, message(context, "walk_1").ready_at) == (before, before)
    desk.post(path, path, seen="yes")
    undo = undo_path(desk, ana(context))
    clock.set(clock.now() + timedelta(seconds=30))
    run(context)
    assert "/undo/" not in desk.get(ana(context)).text
    assert desk.post(undo, ana(context)).headers["location"] == "/?done=too-late-to-undo"
    assert standing(context, "walk_1") == ("accepted", None)
    assert {"sent a planned message now", "took back sending a message now"} <= {
        item.action for item in all_rows(context, audit)
    }


def test_a_missed_step_can_be_sent_for_three_days_and_its_undo_leaves_it_missed(
    context: Context, desk: Desk, clock: FixedClock
):
    clock.set(at("03-12 23:00"))  # nothing ticked on the day of the walk
    run(context)
    assert standing(context, "walk_1") == ("missed", "too_late")
    path = send_path(context, "walk_1")
    at_desk(desk, clock, "03-13 15:00")
    assert path in desk.get(ana(context)).text
    desk.post(path, path, seen="yes")
    desk.post(undo_path(desk, ana(context)), ana(context))
    assert standing(context, "walk_1") == ("missed", "too_late")
    desk.post(path, path, seen="yes")
    clock.set(clock.now() + timedelta(minutes=1))
    run(context)
    assert standing(context, "walk_1") == ("accepted", None)


def test_a_step_missed_long_ago_is_not_sent(context: Context, desk: Desk, clock: FixedClock):
    clock.set(at("03-12 23:00"))
    run(context)
    at_desk(desk, clock, "03-17 15:00")
    assert send_path(context, "walk_1") not in desk.get(ana(context)).text
    assert desk.post(send_path(context, "walk_1"), ana(context), seen="yes").status_code == 422


def test_a_cancelled_plan_comes_back_for_ten_minutes_as_it_was(context: Context, desk: Desk, clock: FixedClock):
    plan = [(item.step, item.channel, item.due_at, item.status) for item in all_rows(context, messages)]
    desk.post(f"{surgery(context)}/cancel", ana(context), reason="died", seen="yes")
    assert {item.status for item in all_rows(context, messages)} == {"cancelled", "skipped"}
    clock.set(clock.now() + timedelta(minutes=9))
    assert "/undo/" in desk.get("/").text  # also where "not done" is clicked
    undone = desk.post(undo_path(desk, ana(context)), ana(context))
    assert undone.headers["location"] == f"{ana(context)}?done=cancel-undone"
    assert [(item.step, item.channel, item.due_at, item.status) for item in all_rows(context, messages)] == plan
    desk.post(f"{surgery(context)}/cancel", ana(context), reason="died", seen="yes")
    late = undo_path(desk, ana(context))
    clock.set(clock.now() + timedelta(minutes=11))
    assert "/undo/" not in desk.get(ana(context)).text
    assert desk.post(late, ana(context)).headers["location"] == "/?done=too-late-to-undo"
    assert all_rows(context, enrollments)[0].state == "cancelled"


def test_a_paused_plan_that_was_cancelled_comes_back_paused(context: Context, desk: Desk):
    desk.post(f"{surgery(context)}/pause", ana(context))
    desk.post(f"{surgery(context)}/cancel", ana(context), reason="other", seen="yes")
    desk.post(undo_path(desk, ana(context)), ana(context))
    assert all_rows(context, enrollments)[0].state == "paused"
    assert standing(context, "walk_1") == ("held", "paused")


def test_undo_does_not_reach_over_what_was_done_since(context: Context, desk: Desk):
    desk.post(f"{surgery(context)}/cancel", ana(context), reason="postponed", seen="yes")
    undo = undo_path(desk, ana(context))
    desk.post(f"{surgery(context)}/move", ana(context), date="2026-03-24", seen="yes")
    due = message(context, "walk_1").due_at
    assert "/undo/" not in desk.get(ana(context)).text
    assert desk.post(undo, ana(context)).headers["location"] == "/?done=too-late-to-undo"
    assert message(context, "walk_1").due_at == due
    assert len(all_rows(context, undos)) == 1


def test_with_two_plans_each_is_named_and_pausing_one_says_that_the_other_sends(
    context: Context, clinic: Clinic, desk: Desk
):
    enroll_rows(
        context,
        clinic,
        row(**ANA | {"external_id": "MRN-78", "procedure": "laminectomy", "surgery_date": "2026-03-12"}),
    )
    page = desk.get(ana(context)).text
    assert re.search(r"Walking.{0,80}Microdiscectomy", page)
    assert re.search(r"Walking.{0,80}Laminectomy", page)
    assert "will keep sending" in desk.get(f"{surgery(context)}/cancel").text
    both = {f"{ana(context)}/surgeries/{item.id}" for item in all_rows(context, enrollments)}
    for path in both:
        desk.post(f"{path}/pause", ana(context))
        page = desk.get(ana(context)).text
        others = {item.state for item in all_rows(context, enrollments)} - {"paused"}
        assert ("is still sending" in page, "Pause that one too" in page) == (bool(others), bool(others))
    assert {item.status for item in all_rows(context, messages)} == {"held", "skipped"}


def test_a_clinic_is_paused_when_that_was_typed_and_no_other_is(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    enroll_rows(context, elm, row(phone="(202) 555-0188", email="", email_consent="no"))
    at_desk(desk, clock, "03-11 14:00")
    asked = desk.get("/settings/pause").text
    assert re.search(r"\d messages? (is|are) scheduled for the next 24 hours", asked)
    for typed in ("", "yes"):
        refused = desk.post("/settings/sending", "/settings/pause", action="pause", typed=typed)
        assert refused.status_code == 422
    assert all_rows(context, switches) == []
    desk.post("/settings/sending", "/settings/pause", action="pause", typed="pause")
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    run(context)
    receive(context, clinic, Channel.SMS, PHONE, "Stop")
    run(context)
    clock.set(at("03-11 16:00"))
    run(context)
    run(context)
    sent = {(item.clinic_id, item.kind) for item in all_rows(context, messages) if item.sent_at}
    assert sent == {(clinic.id, "auto_reply"), (elm.id, "scheduled")}
    assert sorted(item.step for item in all_rows(context, messages) if item.kind == "auto_reply" and item.sent_at) == [
        "emergency",
        "stop",
    ]
    desk.sign_in()
    assert "Sending is paused for this clinic." in desk.get("/").text
    desk.post("/settings/sending", "/settings", action="resume")
    run(context)
    run(context)
    assert "Sending is paused for" not in desk.get("/").text
    assert (clinic.id, "scheduled") in {
        (item.clinic_id, item.kind) for item in all_rows(context, messages) if item.sent_at
    }


def test_everything_is_paused_by_command_only_and_a_clinic_stays_paused_after(
    context: Context, clinic: Clinic, desk: Desk
):
    desk.post("/settings/sending", "/settings/pause", action="pause", typed="PAUSE")
    pause_all(context, actor=SOMEBODY)
    page = desk.get("/settings").text
    assert "every clinic" in page
    assert 'value="resume"' not in page
    resume_all(context, actor=SOMEBODY)
    assert [item.name for item in all_rows(context, switches)] == [f"clinic:{clinic.id}"]


def test_who_gets_the_same_step_by_email_is_not_called_out_of_reach(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(**ANA))
    at_noon = clock.now() + timedelta(hours=1)
    twin = message(context, "walk_1")
    with context.db.begin() as tx:  # the text of a step is skipped for a stop, its email is planned for the same minute
        values = {name: getattr(twin, name) for name in twin._fields}
        values |= {"id": uid(7), "channel": "email", "lane": "email", "identity": "twin", "due_at": at_noon}
        tx.conn.execute(insert(messages).values(**values))
        skipped = {"status": "skipped", "reason": "opted_out", "due_at": at_noon}
        tx.conn.execute(update(messages).where(messages.c.id == twin.id).values(**skipped))
    desk = signed_in(context, clinic, Role.CLINICIAN)
    assert "Can't be reached" not in desk.get("/").text
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).where(messages.c.id == uid(7)).values(status="skipped", reason="no_consent"))
    assert "Can't be reached" in desk.get("/").text


def test_another_patients_phone_is_taken_over_only_when_it_is_said_to_be_shared(
    context: Context, clinic: Clinic, desk: Desk
):
    other = row(given_name="Grace", family_name="Wood", phone="(202) 555-0188", birth_date="1950-02-01")
    third = row(given_name="Luis", family_name="Ortiz", phone="(202) 555-0199")
    enroll_rows(context, clinic, other, third)
    contact = f"{ana(context)}/contact"
    before = {item.phone_hash for item in all_rows(context, patients)}
    given = {"email": "", "language": "en", "phone": "(202) 555-0188"}
    asked = desk.post(contact, **given)
    assert asked.status_code == 409
    assert "Wood, Grace · born 2/1/1950" in asked.text
    assert "Ana García" in asked.text
    assert {item.phone_hash for item in all_rows(context, patients)} == before
    seen = re.findall(r'name="asked" value="([^"]+)"', asked.text)[0]
    third_phone = given | {"phone": "(202) 555-0199"}
    assert desk.post(contact, **third_phone, shared="yes", asked=seen).status_code == 409  # that was another question
    assert desk.post(contact, **given, asked=seen).status_code == 409
    assert desk.post(contact, **given, shared="yes", asked=seen).status_code == 303
    assert len({item.phone_hash for item in all_rows(context, patients)}) == 2
    assert desk.save(contact, **given | {"language": "es"}).status_code == 303  # said once
