"""The pages and health endpoints, through the real application on both databases."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.contact import Channel
from reminders.core.upkeep.old_database import Mark, OldBecause
from reminders.services.clinics.switch import pause_all
from reminders.services.links import LinkKind
from reminders.services.sending.old_data.old_database import mark_old
from reminders.services.sending.tick import tick
from reminders.store.tables import opt_outs, patients
from reminders.web.app import make_web_app
from reminders.web.pages.pages import environment
from tests.making import SOMEBODY, all_rows, enroll_rows, row, sent_steps
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def web(context: Context, clinic: Clinic) -> TestClient:
    return TestClient(make_web_app(context, Settings()))


def unsubscribe_path(context: Context) -> str:
    patient = all_rows(context, patients)[0]
    return f"/u/{context.links.token(LinkKind.UNSUBSCRIBE, patient.id)}"


@pytest.mark.parametrize(("language", "words"), [("en", "Stop emails"), ("es", "Dejar de recibir correos")])
def test_opening_the_link_shows_a_button_in_the_patients_language_and_changes_nothing(
    context: Context, clinic: Clinic, web: TestClient, language: str, words: str
):
    enroll_rows(context, clinic, row(language=language))
    answer = web.get(unsubscribe_path(context))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert f"<button>{words}</button>" in answer.text
    assert all_rows(context, opt_outs) == []


def test_one_post_without_cookie_or_login_stops_email_and_a_second_changes_nothing(
    context: Context, clinic: Clinic, web: TestClient
):
    enroll_rows(context, clinic, row(sms_consent="no"))
    for _ in range(2):
        answer = web.post(unsubscribe_path(context), data={"List-Unsubscribe": "One-Click"}, follow_redirects=False)
        assert answer.status_code == 200
    stopped = all_rows(context, opt_outs)
    assert [(item.channel, item.source) for item in stopped] == [("email", "email link")]
    assert sent_steps(context, Channel.EMAIL) == []


@pytest.mark.parametrize("token", ["forged", "", "A" * 43, "../../etc/passwd", "%00", "é"])
def test_a_forged_link_is_not_found_and_changes_nothing(context: Context, clinic: Clinic, web: TestClient, token: str):
    enroll_rows(context, clinic, row())
    assert web.get(f"/u/{token}").status_code == 404
    assert web.post(f"/u/{token}").status_code in {404, 405}
    assert all_rows(context, opt_outs) == []


def test_a_token_for_the_page_does_not_unsubscribe(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row())
    patient = all_rows(context, patients)[0]
    assert web.post(f"/u/{context.links.token(LinkKind.PAGE, patient.id)}").status_code == 404


def test_pages_carry_no_name_and_strict_headers(context: Context, clinic: Clinic):
    cells = row(given_name="Wilhelmina", family_name="Featherstonehaugh")
    enroll_rows(context, clinic, cells)
    desk = signed_in(context, clinic)
    for path in ("/", unsubscribe_path(context), "/metrics", "/healthz", "/sign-in"):
        answer = desk.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        for name in ("given_name", "family_name", "email", "external_id", "phone"):
            assert cells[name] not in answer.text


def test_every_page_says_when_all_is_paused(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    assert "All sending is paused" not in desk.get("/").text
    pause_all(context, actor=SOMEBODY)
    assert "All sending is paused" in desk.get("/").text


def test_every_page_says_when_the_data_may_be_old(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    with context.db.begin() as tx:
        mark_old(tx, Mark(OldBecause.BEHIND), context.clock.now(), SOMEBODY)
    for path in ("/", "/settings"):
        assert "old copy of its data" in desk.get(path).text
    assert "only they can resume it" in desk.get("/settings").text


def test_style_and_script_are_kept_by_browsers_under_an_address_of_their_content(web: TestClient):
    text = web.get("/sign-in").text
    for found in re.findall(r'(?:href|src)="(/assets/[^"]+)"', text):
        answer = web.get(found)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert web.get("/assets/reminders.css").status_code == 404


def test_metrics_count(context: Context, clinic: Clinic, web: TestClient, clock: FixedClock):
    enroll_rows(context, clinic, row())
    assert "reminders_due_messages 0.0" in web.get("/metrics").text
    clock.set(clock.now() + timedelta(days=3))
    assert "reminders_due_messages 1.0" in web.get("/metrics").text


def test_ready_only_while_beat_ticks(context: Context, clinic: Clinic, web: TestClient, clock: FixedClock):
    first = web.get("/readyz")
    assert first.status_code == 503
    assert "is beat running" in first.json()["checks"]["beat"]
    tick(context)
    assert web.get("/readyz").status_code == 200
    clock.set(clock.now() + timedelta(minutes=5))
    late = web.get("/readyz")
    assert late.status_code == 503
    assert "300 s ago" in late.json()["checks"]["beat"]
    assert web.get("/healthz").status_code == 200
    assert web.get("/.well-known/jwks.json").json() == {"keys": []}


def test_since_when_something_waits_is_as_short_as_it_can_be_understood():
    zone, now = ZoneInfo("America/New_York"), datetime(2026, 3, 24, 12, 40, tzinfo=UTC)
    waits = {
        datetime(2026, 3, 24, 11, 40, tzinfo=UTC): ("7:40\u00a0AM", "7:40\u00a0a.m."),
        datetime(2026, 3, 23, 1, 5, tzinfo=UTC): ("Sun, 9:05\u00a0PM", "dom, 9:05\u00a0p.m."),
        datetime(2026, 3, 17, 12, 40, tzinfo=UTC): ("Tue, Mar 17", "mar, 17 de mar"),
    }
    for at, shown in waits.items():
        said = [environment(language).filters["since"](at, zone, now) for language in ("en", "es")]
        assert tuple(said) == shown
