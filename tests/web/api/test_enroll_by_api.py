"""`POST /api/v1/enrollments`: the CSV's columns, checks, warnings and consent rules; done once, however often asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from reminders.core.api.keys import Scope
from reminders.services.api import once
from reminders.services.api.keys import revoke_key
from reminders.store.tables import api_answers, audit, enrollments, messages, patients
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, make_context, play, row, whole_store
from tests.tables import each_row
from tests.web.api.client import ENROLLMENTS, System
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

PROBLEM = "application/problem+json"


@pytest.fixture
def epic(context: Context, clinic: Clinic) -> System:
    return System(context, clinic)


def test_a_patient_is_enrolled_with_the_plan_in_the_answer(context: Context, epic: System):
    cells = row(external_id="MRN 7/1", given_name="Ana") | {"sms_consent": True, "email_consent": None}
    answer = epic.enroll(cells)
    document = answer.json()
    assert (answer.status_code, document["external_id"], document["warnings"]) == (201, "MRN 7/1", [])
    assert answer.headers["location"] == "/api/v1/enrollments/MRN%207%2F1"
    stored = {item.step: item for item in all_rows(context, messages)}
    assert document["id"] == all_rows(context, enrollments)[0].id
    assert [step["step"] for step in document["plan"]] == sorted(stored, key=lambda step: stored[step].due_at)
    walk = next(step for step in document["plan"] if step["step"] == "walk_1")
    assert walk["due_at"] == stored["walk_1"].due_at.isoformat()
    assert walk["local"].startswith("2026-03-11T1")
    assert "Ana" in walk["body"]
    assert "STOP" in walk["body"], "the first text says how to stop"
    assert next(step for step in document["plan"] if step["skipped"])["body"] is None
    line = all_rows(context, audit)[-1]
    assert (line.action, line.actor_kind, line.actor_name) == ("enrolled", "api", f"Epic {epic.key.id[:8]}")


def test_it_warns_as_every_other_way_in_does(epic: System):
    answer = epic.enroll(row(surgery_date="2024-01-10")).json()
    assert [item["column"] for item in answer["warnings"]] == ["surgery_date"]
    assert "no messages will go out" in answer["warnings"][0]["warning"]


WRONG: list[tuple[dict[str, Any], set[str]]] = [
    ({"phone": "12", "surgery_date": "soon", "procedure": "?"}, {"phone", "surgery_date", "procedure"}),
    ({"sms_consent": "no", "email_consent": False}, {"sms_consent"}),
    ({"email_consent": True, "email": ""}, {"email"}),
    ({"external_id": None}, {"external_id"}),
    ({"ssn": "1"}, {"ssn"}),
    ({"\ud800x": "1"}, {"?x"}),
    ({"given_name": 7, "phone": ["1"], "surgery_date": True}, {"given_name", "phone", "surgery_date"}),
    ({"given_name": "A\ud800"}, {"given_name"}),
    ({"given_name": "A\x00"}, {"given_name"}),
    ({"external_id": "x" * 300}, {"external_id"}),
]


@each_row(("wrong", "fields"), WRONG)
def test_every_wrong_field_is_named_and_nothing_is_stored(
    context: Context, epic: System, wrong: dict[str, Any], fields: set[str]
):
    answer = epic.enroll(row() | wrong)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"], problem["status"]) == (422, PROBLEM, 422)
    assert problem.keys() == {"type", "title", "status", "detail", "errors"}
    assert problem["type"] == "urn:reminders:problem:invalid-fields"
    assert {item["field"] for item in problem["errors"]} == fields
    assert not all_rows(context, patients)


BODIES = [
    (b"{", {}, 400),
    (b'{"a": "1", "a": "2"}', {}, 400),
    (b"[" * 60000, {}, 400),
    (b'{"a": ' + b"9" * 5000 + b"}", {}, 400),
    (b"\xff", {}, 400),
    (b"[]", {}, 400),
    (b"", {}, 400),
    (b"{}", {"Content-Type": "text/plain"}, 415),
    (b" " * 70000, {}, 413),
]


@each_row(("body", "headers", "status"), BODIES)
def test_a_body_that_cannot_be_read_is_a_problem(epic: System, body: bytes, headers: dict[str, str], status: int):
    named = {"Authorization": f"Bearer {epic.token}", "Content-Type": "application/json"} | headers
    answer = epic.client.post(ENROLLMENTS, content=body, headers=named)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.json()["title"]


def test_only_a_key_that_works_and_may_do_it_gets_in(context: Context, clinic: Clinic, epic: System):
    desk, cells = signed_in(context, clinic), row()
    session = desk.client.cookies.get("session")
    headers: list[dict[str, str]] = [
        {},
        {"Cookie": f"session={session}"},
        {"Authorization": f"Bearer {session}"},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {epic.token}x"},
        {"Authorization": f"Bearer {'x' * 5000}"},
        {"Authorization": f"Basic {epic.token}"},
    ]
    for sent in headers:
        refused = epic.client.post(ENROLLMENTS, json=cells, headers=sent)
        assert (refused.status_code, refused.headers["content-type"]) == (401, PROBLEM), sent
        assert refused.headers["www-authenticate"] == "Bearer"
    epic.client.cookies.clear()
    assert System(context, clinic, scopes=[Scope.MESSAGES_READ]).enroll(cells).status_code == 403
    assert desk.client.get("/patients", headers={"Authorization": f"Bearer {epic.token}"}).status_code == 200
    desk.client.cookies.clear()
    staff_page = desk.client.get("/patients", headers={"Authorization": f"Bearer {epic.token}"})
    assert staff_page.headers["location"].startswith("/sign-in"), "a key opens no page of the staff site"
    revoke_key(context, clinic, epic.key.id, actor=SOMEBODY)
    assert epic.enroll(cells).status_code == 401
    assert not all_rows(context, patients)


def test_what_is_not_there_is_a_problem_too(epic: System):
    for method, path, status in (
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/api/v1/enrollments/", 405),
        ("PUT", ENROLLMENTS, 405),
    ):
        answer = epic.ask(method, path)
        assert (answer.status_code in {status, 404}, answer.headers["content-type"]) == (True, PROBLEM), path


def test_a_key_has_a_rate_limit(context: Context, clinic: Clinic):
    busy = System(context, clinic, per_second=2)
    assert [busy.enroll({}).status_code for _ in range(2)] == [422, 422]
    refused = busy.enroll({})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert System(context, clinic, per_second=2).enroll({}).status_code == 422, "another key has its own"


def test_the_same_request_again_gets_the_same_answer(context: Context, epic: System, clock: FixedClock):
    cells = row(external_id="A1")
    first = epic.enroll(cells, key="k1")
    again = epic.enroll(dict(reversed(cells.items())), key="k1")
    assert first.status_code == 201
    for name in ("status_code", "content"):
        assert getattr(again, name) == getattr(first, name)
    assert again.headers["etag"] == first.headers["etag"]
    assert epic.enroll(cells, key="k" * 256).status_code == 400
    other = epic.enroll(cells | {"job_strain": "heavy"}, key="k1")
    assert (other.status_code, other.json()["type"]) == (409, "urn:reminders:problem:idempotency-conflict")
    assert len(all_rows(context, enrollments)) == 1
    without = epic.enroll(cells)
    assert (without.status_code, without.json()["outcome"]) == (200, "unchanged")
    clock.set(at("03-10 19:01"))
    assert epic.enroll(cells, key="k1").status_code == 200, "a key is kept for 24 hours"
    assert b"external_id" not in b"".join(item.answer for item in all_rows(context, api_answers))


def test_a_crash_between_commit_and_answer_changes_nothing(
    context: Context, epic: System, monkeypatch: pytest.MonkeyPatch
):
    cells = row()
    with monkeypatch.context() as patch:
        patch.setattr("reminders.web.api.enrollments.respond", lambda _answer: 1 / 0)
        assert epic.enroll(cells, key="k").status_code == 500
    again = epic.enroll(cells, key="k")
    assert (again.status_code, again.json()["outcome"]) == (201, "enrolled")
    assert len(all_rows(context, enrollments)) == 1


def test_a_crash_before_the_commit_leaves_the_key_free(context: Context, epic: System, monkeypatch: pytest.MonkeyPatch):
    cells = row()
    with monkeypatch.context() as patch:
        patch.setattr(once.answers, "keep", lambda *_: 1 / 0)
        assert epic.enroll(cells, key="k").status_code == 500
    assert not all_rows(context, enrollments)
    assert not all_rows(context, api_answers)
    assert epic.enroll(cells, key="k").status_code == 201


@pytest.mark.parametrize("keys", [["k"] * 6, [None] * 6], ids=["one Idempotency-Key", "no key"])
def test_the_same_request_at_the_same_moment_enrolls_once(
    postgres: Database, clock: FixedClock, keys: list[str | None]
):
    context = make_context(postgres, clock)
    epic, cells = System(context, add_oak(context)), row()
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda key: epic.enroll(cells, key=key), keys))
    assert len(all_rows(context, enrollments)) == 1
    documents = {item.content for item in found}
    if keys[0]:
        assert {item.status_code for item in found} == {201}
        assert len(documents) == 1
    else:
        assert sorted(item.status_code for item in found) == [200] * 5 + [201]


def test_a_test_key_plans_and_renders_and_leaves_nothing_behind(context: Context, clinic: Clinic, clock: FixedClock):
    trial, cells = System(context, clinic, is_test=True), row()
    before = whole_store(context, "api_keys", "api_answers")
    answer = trial.enroll(cells, key="k")
    assert (answer.status_code, answer.json()["test"]) == (201, True)
    assert any(step["body"] for step in answer.json()["plan"])
    assert trial.enroll(cells, key="k").content == answer.content
    assert trial.enroll(cells | {"job_strain": "heavy"}, key="k").status_code == 409
    assert whole_store(context, "api_keys", "api_answers") == before
    play(context, clock, "03-14 23:00")
    assert not all_rows(context, messages)
    assert System(context, clinic).enroll(cells, key="k").json()["outcome"] == "enrolled", "a live key's own namespace"


def test_another_system_does_not_undo_what_staff_changed(context: Context, clinic: Clinic, epic: System):
    cells = row()
    enroll_rows(context, clinic, cells)
    answer = epic.enroll(cells | {"job_strain": "heavy"})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "updated")
    assert [item.action for item in all_rows(context, audit)][-1] == "changed by the API"


def test_a_caregiver_may_be_named_and_changed(context: Context, epic: System):
    anna = {"caregiver_name": "Anna", "caregiver_phone": "(202) 555-0177", "caregiver_sms_consent": True}
    assert epic.enroll(row() | anna | {"external_id": "CARE"}).status_code == 201
    seen = epic.ask("GET", f"{ENROLLMENTS}/CARE").json()
    shown = {name: seen[name] for name in (*anna, "caregiver_language")}
    assert shown == anna | {"caregiver_phone": "+12025550177", "caregiver_language": "en"}
    assert {line["to"] for line in seen["plan"]} == {"patient", "caregiver"}
    listed = epic.ask("GET", "/api/v1/messages?external_id=CARE").json()["data"]
    assert {line["recipient"] for line in listed} == {"patient", "caregiver"}
    changed = epic.ask("PATCH", f"{ENROLLMENTS}/CARE", {"caregiver_sms_consent": False})
    assert (changed.status_code, changed.json()["caregiver_sms_consent"]) == (200, False)
    assert changed.json()["caregiver_name"] == "Anna"
    refused = epic.ask("PATCH", f"{ENROLLMENTS}/CARE", {"caregiver_phone": seen["phone"]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "caregiver_phone")
