"""The address that Twilio delivers texts to: forged, replayed, doubled, at once, and with the database away."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from reminders.core.model.contact import Channel
from reminders.store.database.session import open_database
from reminders.store.tables import alerts, messages, metadata, opt_outs, replies
from reminders.web.replies import text_intake
from tests.making import add_oak, alert_kinds, all_rows, enroll_rows, make_context, row, run, sent_steps, vault
from tests.web.texting import PATH, PHONE, PUBLIC, TOKEN, form, post, site

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

DATABASES = ("sqlite", "postgresql")


def sites_of_processes(context: Context) -> list[TestClient]:
    """Make eight sites: each has its own lock per phone, as processes of their own would.

    FastAPI prepares its routes at the first request, and no two of them may in one process at the same moment.
    """
    sites = [site(context) for _ in range(8)]
    for web in sites:
        assert web.post(PATH, data={"Body": "forged"}).status_code == 403
    return sites


def test_a_stop_is_stored_and_acted_on_before_twilio_gets_its_answer(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(phone=PHONE))
    woken: list[str] = []
    assert post(site(context, woken), form("STOP")) == 200
    assert woken == ["urgent"]
    assert len(all_rows(context, opt_outs)) == 1
    assert [item.provider_id for item in all_rows(context, replies)] == ["SM1"]
    run(context)
    assert sent_steps(context, Channel.SMS) == ["stop"]


def test_a_text_posted_again_is_one_text(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(phone=PHONE))
    web = site(context)
    for _ in range(3):
        assert post(web, form("I have chest pain")) == 200
    assert len(all_rows(context, replies)) == 1
    assert alert_kinds(context) == ["red_flag: tier A"]
    assert len([item for item in all_rows(context, messages) if item.kind == "auto_reply"]) == 1


@pytest.mark.parametrize("forgery", ["none", "another body", "another token", "another address"])
def test_a_forged_text_changes_nothing_and_is_logged_without_its_words(context: Context, clinic: Clinic, forgery: str):
    enroll_rows(context, clinic, row(phone=PHONE))
    before = {table.name: all_rows(context, table) for table in metadata.sorted_tables}
    values = form("STOP the music")
    url = PUBLIC + ("/webhooks/twilio/status" if forgery == "another address" else PATH)
    token = "guessed" if forgery == "another token" else TOKEN
    covered = form("hello") if forgery == "another body" else values
    headers = (
        {} if forgery == "none" else {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, covered)}
    )
    with capture_logs() as logs:
        assert site(context).post(PATH, data=values, headers=headers).status_code == 403
    assert {table.name: all_rows(context, table) for table in metadata.sorted_tables} == before
    assert [line["event"] for line in logs] == ["webhook_refused"]
    assert "music" not in str(logs)
    assert PHONE not in str(logs)


def test_what_is_signed_but_no_text_is_answered_and_ignored(context: Context, clinic: Clinic):
    assert post(site(context), {"AccountSid": "AC1"}) == 200
    assert all_rows(context, replies) == []


def test_doubles_at_the_same_moment_are_one_text(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    clinic = add_oak(context)
    enroll_rows(context, clinic, row(phone=PHONE))
    values = form("STOP, I have chest pain")
    sites = sites_of_processes(context)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda web: post(web, values), sites)) == {200}
    assert [len(all_rows(context, table)) for table in (replies, alerts, opt_outs)] == [1, 1, 1]


def test_many_alarms_of_one_phone_at_the_same_moment_get_one_safety_answer(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    clinic = add_oak(context)
    enroll_rows(context, clinic, row(phone=PHONE))
    sites = sites_of_processes(context)
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(post, web, form("I have chest pain", f"SM{n}")) for n, web in enumerate(sites)]
        assert {job.result() for job in jobs} == {200}
    assert [len(all_rows(context, table)) for table in (replies, alerts)] == [8, 1]
    assert [item.times for item in all_rows(context, alerts)] == [8]
    assert [item.step for item in all_rows(context, messages) if item.kind == "auto_reply"] == ["emergency"]


def test_a_text_that_could_not_be_stored_is_a_503_so_that_twilio_comes_again(
    clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(text_intake, "DATABASE_WAITS", (0.01, 0.01))
    nowhere = open_database("postgresql://nobody@127.0.0.1:1/none", vault())
    with capture_logs() as logs:
        assert post(site(make_context(nowhere, clock)), form("STOP the music")) == 503
    assert logs[-1]["event"] == "text_not_stored"
    assert "music" not in str(logs)
    assert PHONE not in str(logs)


def test_a_flood_from_one_phone_does_not_hold_up_the_others(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    clinic = add_oak(context)
    enroll_rows(context, clinic, row(phone=PHONE), row(phone="+12025550124"))
    with site(context) as web, ThreadPoolExecutor(60) as pool:  # one app, as one process has it
        flood = [pool.submit(post, web, form(f"hello {n}", f"SM{n}")) for n in range(150)]
        time.sleep(0.2)
        assert post(web, form("STOP", "SM-other", From="+12025550124")) == 200
        still_waiting = sum(not job.done() for job in flood)
        assert {job.result() for job in flood} == {200}
    assert still_waiting > 0, "the other text came after the flood"
    assert len(all_rows(context, replies)) == 151
