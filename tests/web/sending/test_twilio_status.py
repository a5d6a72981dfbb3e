"""The status callback over HTTP: signed, answered quickly, and never with an error of ours for a wrong request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from reminders.config import Settings
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.web.app import make_web_app
from tests.making import answers, attempts_of, enroll_rows, message, row, run_at, standing, uid

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

TOKEN = "a token of these tests"
PUBLIC = "https://reminders.example.org"


@pytest.fixture
def web(context: Context) -> TestClient:
    return TestClient(make_web_app(context, Settings(public_url=PUBLIC, twilio_auth_token=TOKEN)))


def post(web: TestClient, url: str, status: str = "delivered", token: str = TOKEN, **more: str) -> int:
    form = {"MessageSid": "SM1", "MessageStatus": status, "To": "+12025550123", "AccountSid": "AC1"} | more
    headers = {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}
    return web.post(url.removeprefix(PUBLIC), data=form, headers=headers).status_code


def callback(context: Context, clinic: Clinic, clock: FixedClock) -> str:
    """Send a text and return the address that was given to the provider."""
    enroll_rows(context, clinic, row())
    answers(context, SendOutcome(Verdict.ACCEPTED, provider_id="SM1"))
    run_at(context, clock, "03-11 16:00")
    return context.links.receipt_url(attempts_of(context, message(context, "walk_1").id)[0].id)


def test_a_receipt_finds_its_message(context: Context, clinic: Clinic, clock: FixedClock, web: TestClient):
    url = callback(context, clinic, clock)
    assert [post(web, url, status) for status in ("delivered", "sent", "delivered")] == [204, 204, 204]
    assert standing(context, "walk_1") == ("delivered", None)


def test_one_about_another_text_changes_nothing(context: Context, clinic: Clinic, clock: FixedClock, web: TestClient):
    url = callback(context, clinic, clock)
    assert post(web, url, "undelivered", MessageSid="SM2", ErrorCode="30034") == 404
    assert standing(context, "walk_1") == ("accepted", None)


def test_a_forged_one_changes_nothing(context: Context, clinic: Clinic, clock: FixedClock, web: TestClient):
    url = callback(context, clinic, clock)
    assert post(web, url, token="another") == 403
    assert web.get(url.removeprefix(PUBLIC)).status_code == 405
    assert standing(context, "walk_1") == ("accepted", None)


@pytest.mark.parametrize("attempt", [uid(7), "7", "", "%00", "' OR 1=1", "é" * 40, "{" + uid(7) + "}"])
def test_an_attempt_that_we_never_made_is_not_found(context: Context, clinic: Clinic, web: TestClient, attempt: str):
    assert post(web, f"{PUBLIC}/webhooks/twilio/status?attempt={quote(attempt)}") == 404
    assert post(web, f"{PUBLIC}/webhooks/twilio/status") == 404


@pytest.mark.parametrize(
    "more", [{"ErrorCode": "x"}, {"ErrorCode": "99999999999999999999"}, {"ErrorCode": "²"}, {"MessageStatus": "new"}]
)
def test_words_and_codes_that_no_one_knows_are_no_error(
    context: Context, clinic: Clinic, clock: FixedClock, web: TestClient, more: dict[str, str]
):
    url = callback(context, clinic, clock)
    assert post(web, url, **{"MessageStatus": "undelivered"} | more) == 204
    assert standing(context, "walk_1")[0] in {"undelivered", "accepted"}
