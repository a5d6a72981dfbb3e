"""Texts as Twilio posts them: a signed form at the real address of a real app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from reminders.config import Settings
from reminders.web.app import make_web_app

if TYPE_CHECKING:
    from reminders.services.context import Context

TOKEN, PUBLIC, PATH = "a token of these tests", "https://reminders.example.org", "/webhooks/twilio/inbound"
PHONE = "+12025550123"


def form(body: str, sid: str = "SM1", **more: str) -> dict[str, str]:
    return {"MessageSid": sid, "From": PHONE, "To": "+12025550100", "Body": body, "NumMedia": "0", **more}


def signed(values: dict[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC + PATH, values)}


def site(context: Context, woken: list[str] | None = None) -> TestClient:
    settings = Settings(public_url=PUBLIC, twilio_auth_token=TOKEN)
    wake = (lambda _lane: None) if woken is None else woken.append
    return TestClient(make_web_app(context, settings, wake=wake), raise_server_exceptions=False)


def post(web: TestClient, values: dict[str, str]) -> int:
    answer = web.post(PATH, data=values, headers=signed(values))
    if answer.status_code == 200:
        assert answer.headers["content-type"].startswith("text/xml")
        assert answer.text.endswith("<Response></Response>")
    return answer.status_code
