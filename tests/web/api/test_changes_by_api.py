"""Reading and changing enrollments by the API: as a nurse's click would, and never over what staff changed unseen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reminders.core.api.cursors import write_cursor
from reminders.core.api.keys import Scope
from reminders.core.model.contact import Channel
from reminders.services.clinics.surgeons import add_surgeon
from reminders.services.consent.stop import stop_patient
from reminders.services.plans.change_state import CancelReason, cancel, pause
from reminders.services.plans.reschedule import reschedule
from reminders.services.records.erase import erase
from reminders.services.replies.reply import receive
from reminders.store.tables import answers, audit, enrollments, messages, patients
from tests.making import NOW, SOMEBODY, all_rows, enroll_rows, row, run, uid
from tests.tables import each_row
from tests.web.api.client import ENROLLMENTS, System

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

A = f"{ENROLLMENTS}/A%2F1"
ANA = {"external_id": "A/1", "given_name": "Ana", "family_name": "Rivera", "phone": "(202) 555-0123"}


@pytest.fixture
def epic(context: Context, clinic: Clinic) -> System:
    """An EHR that has enrolled Ana."""
    system = System(context, clinic)
    assert system.enroll(row(**ANA)).status_code == 201
    return system


def planned(context: Context) -> set[str]:
    return {item.step for item in all_rows(context, messages) if item.status == "planned"}


def actions(context: Context) -> list[str]:
    return [item.action for item in all_rows(context, audit) if item.actor_kind == "api"]


def test_an_enrollment_is_read_with_its_plan_and_a_validator(context: Context, epic: System):
    answer = epic.ask("GET", A)
    found = answer.json()
    assert (answer.status_code, found["state"], found["surgery_date"]) == (200, "active", "2026-03-10")
    assert (found["phone"], found["sms_consent"], found["birth_date"], found["test"]) == (
        "+12025550123",
        True,
        None,
        False,
    )
    assert {step["step"] for step in found["plan"]} == {item.step for item in all_rows(context, messages)}
    assert answer.headers["etag"] == epic.ask("GET", A).headers["etag"]
    assert actions(context) == ["enrolled", "read by the API", "read by the API"]


def test_the_answers_stand_with_the_enrollment(context: Context, clinic: Clinic, clock: FixedClock, epic: System):
    asked = next(step for step in epic.ask("GET", A).json()["plan"] if step["step"] == "wound_1")
    clock.set(datetime.fromisoformat(asked["due_at"]))
    run(context)
    clock.set(clock.now() + timedelta(minutes=5))
    receive(context, clinic, Channel.SMS, "+12025550123", "1")
    found = epic.ask("GET", A).json()["answers"]
    answer = {"step": "wound_1", "value": "fine", "how": "text", "party": "patient"}
    assert found == [answer | {"at": clock.now().isoformat(), "entered_by": None, "entered_at": None}]
    with context.db.begin() as tx:
        tx.conn.execute(answers.update().values(code="3 6", how="staff", entered_by="staff-1", entered_at=clock.now()))
    (entered,) = epic.ask("PATCH", A, {"job_strain": "heavy"}).json()["answers"]
    assert (entered["value"], entered["how"], entered["entered_by"]) == ([3, 6], "staff", "staff-1")
    assert entered["entered_at"] == clock.now().isoformat()


def test_a_new_surgery_date_plans_afresh(context: Context, epic: System):
    before = epic.ask("GET", A)
    answer = epic.ask("PATCH", A, {"surgery_date": "2026-03-20", "job_strain": "heavy"})
    found = answer.json()
    assert (answer.status_code, found["surgery_date"], found["job_strain"]) == (200, "2026-03-20", "heavy")
    assert next(step for step in found["plan"] if step["step"] == "walk_1")["local"].startswith("2026-03-21")
    assert answer.headers["etag"] != before.headers["etag"]
    assert answer.headers["etag"] == epic.ask("GET", A).headers["etag"]
    assert actions(context)[-4:] == ["read by the API", "changed by the API", "moved a surgery", "read by the API"]
    again = epic.ask("PATCH", A, {"surgery_date": "2026-03-20"})
    assert again.headers["etag"] == answer.headers["etag"], "what stands already changes nothing"
    assert epic.ask("PATCH", A, {"surgery_date": "2024-03-20"}).json()["warnings"]


def test_what_staff_changed_is_only_replaced_by_who_has_read_it(context: Context, clinic: Clinic, epic: System):
    old = epic.ask("GET", A).headers["etag"]
    reschedule(context, clinic, "A/1", date(2026, 3, 25), actor=SOMEBODY)
    for day in ("2026-03-10", "2026-03-30"):
        refused = epic.ask("PATCH", A, {"surgery_date": day, "job_strain": "heavy"})
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:reminders:problem:staff-change")
        assert [item["field"] for item in refused.json()["errors"]] == ["surgery_date"]
        assert epic.ask("PATCH", A, {"surgery_date": day}, if_match=old).status_code == 412
    standing = epic.ask("GET", A)
    assert (standing.json()["surgery_date"], standing.json()["job_strain"]) == ("2026-03-25", "desk")
    assert epic.ask("PATCH", A, {"job_strain": "heavy"}).status_code == 200, "another field is no matter"
    seen = epic.ask("GET", A).headers["etag"]
    assert epic.ask("PATCH", A, {"surgery_date": "2026-03-10"}, if_match=f'"x", {seen}').status_code == 200
    assert epic.ask("PATCH", A, {"surgery_date": "2026-03-30"}).status_code == 200, "from now on it is the API's again"
    assert epic.ask("PATCH", A, {"surgery_date": "2026-03-30"}, if_match=f"W/{seen}").status_code == 412


WRONG: list[tuple[dict[str, Any], set[str]]] = [
    ({"surgery_date": "soon", "phone": "1"}, {"surgery_date", "phone"}),
    ({"external_id": "B"}, {"external_id"}),
    ({"state": "paused"}, {"state"}),
    ({"sms_consent": False, "email_consent": False}, {"sms_consent"}),
    ({"email": ""}, {"email"}),
    ({"birth_date": "2026-03-10"}, {"birth_date"}),
    ({"surgeon": "Dr. Nobody"}, {"surgeon"}),
    ({"given_name": "Bo", "phone": "(202) 555-0188"}, {"external_id"}),
]


@each_row(("body", "fields"), WRONG)
def test_a_wrong_change_changes_nothing(epic: System, body: dict[str, Any], fields: set[str]):
    etag = epic.ask("GET", A).headers["etag"]
    answer = epic.ask("PATCH", A, body)
    assert (answer.status_code, {item["field"] for item in answer.json().get("errors", [])}) == (422, fields)
    assert epic.ask("GET", A).headers["etag"] == etag


def test_every_field_can_be_changed(context: Context, clinic: Clinic, epic: System):
    add_surgeon(context, clinic, "Dr. Lee", actor=SOMEBODY)
    changes = {
        "given_name": "Anna", "family_name": "Rivers", "phone": "+12025550123", "email": "new@example.org",
        "timezone": "America/Chicago", "language": "es", "procedure": "laminectomy", "surgery_date": "2026-03-12",
        "birth_date": "1960-02-03", "record_number": "77", "surgeon": "Dr. Lee", "smoker": "yes",
        "condition": "fracture", "phone_belongs_to": "caregiver", "sms_consent": False, "job_strain": "heavy",
        "opioid": "no",
    }  # fmt: skip
    answer = epic.ask("PATCH", A, changes)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert {name: found[name] for name in changes} == changes
    assert {step["channel"] for step in found["plan"] if not step["skipped"]} == {"email"}


def test_a_caregiver_is_named_and_changed_field_by_field(epic: System):
    carer = {"caregiver_name": "Luis", "caregiver_phone": "(202) 555-0188", "caregiver_sms_consent": True}
    assert epic.enroll(row(external_id="C") | carer).status_code == 201
    for change in ({"caregiver_phone": "+12025550189"}, {"caregiver_language": "es"}):
        assert epic.ask("PATCH", f"{ENROLLMENTS}/C", change).status_code == 200, change
    found = epic.ask("GET", f"{ENROLLMENTS}/C").json()
    carer |= {"caregiver_phone": "+12025550189", "caregiver_language": "es"}
    assert {name: found[name] for name in carer} == carer
    refused = epic.ask("PATCH", f"{ENROLLMENTS}/C", {"caregiver_phone": "1"})
    assert [item["field"] for item in refused.json()["errors"]] == ["caregiver_phone"]


def test_what_is_not_sent_says_nothing(epic: System):
    few = {
        name: value
        for name, value in row(external_id="B").items()
        if name not in {"email", "language", "email_consent"}
    }
    assert epic.enroll(few).status_code == 201
    changed = epic.ask("PATCH", f"{ENROLLMENTS}/B", {"language": "es", "email": "ana@new.example"})
    assert (changed.status_code, changed.json()["language"]) == (200, "es"), "a default is no change by staff"
    assert epic.enroll(few).json()["outcome"] == "unchanged"
    standing = epic.ask("GET", f"{ENROLLMENTS}/B").json()
    assert (standing["language"], standing["email"]) == ("es", "ana@new.example")


def test_who_has_stopped_everything_can_still_be_moved(context: Context, clinic: Clinic, epic: System):
    for channel in Channel:
        stop_patient(context, clinic, "A/1", channel, "staff", actor=SOMEBODY)
    answer = epic.ask("PATCH", A, {"surgery_date": "2026-03-20"})
    assert (answer.status_code, answer.json()["surgery_date"]) == (200, "2026-03-20")
    assert "no messages will go out" in answer.json()["warnings"][0]["warning"]
    assert not planned(context)


def test_it_is_paused_resumed_and_canceled(context: Context, clinic: Clinic, epic: System):
    all_steps = planned(context)
    for action, body, state in (
        ("pause", None, "paused"),
        ("resume", {}, "active"),
        ("cancel", {"reason": "postponed"}, "cancelled"),
    ):
        answer = epic.ask("POST", f"{A}/{action}", body, idempotency_key=action)
        assert (answer.status_code, answer.json()["state"]) == (200, state), action
        assert planned(context) == (all_steps if state == "active" else set())
        lines = len(all_rows(context, audit))
        assert epic.ask("POST", f"{A}/{action}", body, idempotency_key=action).content == answer.content
        assert len(all_rows(context, audit)) == lines, "done once"
    assert epic.ask("POST", f"{A}/pause").status_code == 409
    assert epic.ask("POST", f"{A}/cancel", {"reason": "bored"}).status_code == 422
    assert epic.ask("POST", f"{A}/cancel", {}).json()["errors"][0]["field"] == "reason"
    assert epic.ask("POST", f"{A}/pause", {"why": "x"}).status_code == 422
    assert epic.ask("POST", f"{A}/resume", if_match='"old"').status_code == 412
    assert epic.ask("PATCH", A, {"surgery_date": "2026-03-20"}).json()["state"] == "active", "a new date reopens it"
    cancel(context, clinic, "A/1", CancelReason.DIED, actor=SOMEBODY)
    refused = epic.ask("PATCH", A, {"surgery_date": "2026-03-21"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:reminders:problem:conflict")
    assert not planned(context)


def test_lists_go_on_where_the_last_page_ended(context: Context, clinic: Clinic, epic: System):
    enroll_rows(context, clinic, *(row() for _ in range(6)))
    pause(context, clinic, "A/1", actor=SOMEBODY)
    for path, of, size in ((ENROLLMENTS, enrollments, 3), ("/api/v1/messages", messages, 40)):
        ids: list[str] = []
        cursor = ""
        while cursor is not None:
            page = epic.ask("GET", f"{path}?limit={size}&cursor={cursor}").json()
            assert len(page["data"]) <= size
            ids += [item["id"] for item in page["data"]]
            cursor = page["next"]
        assert sorted(ids) == sorted(item.id for item in all_rows(context, of))
    paused = epic.ask("GET", f"{ENROLLMENTS}?state=paused").json()
    assert [item["external_id"] for item in paused["data"]] == ["A/1"]
    own = epic.ask("GET", "/api/v1/messages?external_id=A/1&status=held&limit=100").json()["data"]
    assert own
    assert {(item["external_id"], item["status"]) for item in own} == {("A/1", "held")}
    assert [item["due_at"] for item in own] == sorted(item["due_at"] for item in own)
    assert "body" not in own[0]


REFUSED = ["limit=0", "limit=101", "limit=x", "limit=²", "cursor=x", "cursor=é", "cursor=" + "A" * 900]
WRONG_QUERIES = [f"{path}?{query}" for path in (ENROLLMENTS, "/api/v1/messages") for query in REFUSED]


@each_row("path", [*WRONG_QUERIES, f"{ENROLLMENTS}?state=gone", "/api/v1/messages?status=lost"])
def test_a_question_that_makes_no_sense_is_a_problem(epic: System, path: str):
    assert epic.ask("GET", path).json()["type"] == "urn:reminders:problem:bad-request"


def test_an_erased_patient_and_a_test_key_see_nothing(context: Context, clinic: Clinic, epic: System):
    trial = System(context, clinic, is_test=True)
    for path in (A, "/api/v1/messages?external_id=A/1"):
        assert trial.ask("GET", path).status_code == 404
    for path in (ENROLLMENTS, "/api/v1/messages"):
        assert trial.ask("GET", path).json()["data"] == []
    assert trial.ask("POST", f"{A}/pause").status_code == 404
    assert trial.ask("PATCH", A, {"job_strain": "heavy"}).status_code == 404
    erase(context, clinic, all_rows(context, patients)[0].id, actor=SOMEBODY)
    assert epic.ask("GET", A).status_code == 404
    assert epic.ask("GET", ENROLLMENTS).json()["data"] == []


def test_a_cursor_holds_a_moment_and_an_id():
    assert "=" not in write_cursor(NOW, uid(1))
    assert set(Scope) == {Scope.ENROLLMENTS_READ, Scope.ENROLLMENTS_WRITE, Scope.MESSAGES_READ, Scope.HL7_WRITE}
