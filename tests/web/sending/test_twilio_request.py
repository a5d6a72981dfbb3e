"""Only what Twilio signed gets in, by the SDK's own arithmetic and by the vectors of its documentation."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import structlog
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator

from reminders.config import Settings
from reminders.web.requests.bodies import MAX_FORM_BYTES
from reminders.web.sending.twilio_request import TwilioReader
from tests.tables import each_row

if TYPE_CHECKING:
    from starlette.requests import Request

TOKEN = "a token of these tests"
PUBLIC = "https://reminders.example.org"
PATH = "/webhooks/twilio/inbound"
FORM = {"Body": " sí, mañana & pasado=1+1 \n", "From": "+12025550123", "To": "+12025550100", "NumMedia": ""}


def site(public_url: str = PUBLIC, token: str | None = TOKEN, account: str | None = None) -> TestClient:
    reader = TwilioReader(Settings(public_url=public_url, twilio_auth_token=token, twilio_account_sid=account))

    async def echo(request: Request) -> JSONResponse:
        form = await reader.read(request)
        return JSONResponse(form.multi_items())

    return TestClient(
        Starlette(routes=[Route("/{path:path}", echo, methods=["POST"])]), base_url="http://10.0.0.7:8000"
    )


def sign(url: str, form: object = FORM, token: str = TOKEN, algorithm: str = HMAC_SHA1) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form, algorithm)}


def settings_header(algorithm: str) -> dict[str, str]:
    return {"X-Twilio-Webhooks-Signature-Settings": f"key=webhooks_sharedkey_1,algorithm={algorithm}"}


@each_row("algorithm", [HMAC_SHA1, HMAC_SHA256])
def test_what_twilio_signed_comes_through_untrimmed(algorithm: str):
    headers = sign(PUBLIC + PATH, algorithm=algorithm) | settings_header(algorithm)
    answer = site().post(PATH, data=FORM, headers=headers)
    assert answer.status_code == 200
    assert dict(answer.json()) == FORM


@each_row(
    ("account", "said", "status"),
    [("AC1", "AC1", 200), ("AC1", "AC2", 403), ("AC1", "", 403), ("AC1", None, 200), (None, "AC2", 200)],
)
def test_what_is_said_of_another_account_is_refused_though_signed(account: str | None, said: str | None, status: int):
    form = FORM if said is None else FORM | {"AccountSid": said}
    assert site(account=account).post(PATH, data=form, headers=sign(PUBLIC + PATH, form)).status_code == status


@each_row(
    ("public_url", "caller", "signature"),
    [
        ("https://example.com", "+14158675310", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
        ("https://mycompany.com", "+12349013030", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    ],
)
def test_the_vectors_of_twilios_documentation(public_url: str, caller: str, signature: str):
    form = {"CallSid": "CA1234567890ABCDE", "Caller": caller, "Digits": "1234", "From": caller, "To": "+18005551212"}
    headers = {"X-Twilio-Signature": signature}
    client = site(public_url, "12345")
    assert client.post("/myapp.php?foo=1&bar=2", data=form, headers=headers).status_code == 200
    assert client.post("/myapp.php?foo=1&bar=3", data=form, headers=headers).status_code == 403
    assert client.post("/myapp.php?foo=1&bar=2", data=form | {"Digits": "1235"}, headers=headers).status_code == 403


@each_row(
    ("public_url", "called"),
    [
        ("https://reminders.example.org:8443", "https://reminders.example.org:8443"),
        ("https://reminders.example.org:8443", "https://reminders.example.org"),
        ("https://reminders.example.org", "https://reminders.example.org:443"),
        ("https://example.org/reminders", "https://example.org/reminders"),
    ],
)
def test_ports_and_a_path_before_ours_behind_a_proxy(public_url: str, called: str):
    path = PATH + "?attempt=1&x=%C3%A9%20b"
    assert site(public_url).post(path, data=FORM, headers=sign(called + path)).status_code == 200


def test_repeated_fields_are_all_signed():
    form = [("MediaUrl", "b"), ("MediaUrl", "a"), ("From", "+12025550123")]

    class Many(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self[name]

    headers = sign(PUBLIC + PATH, Many({"MediaUrl": ["a", "b"], "From": ["+12025550123"]}))
    answer = site().post(
        PATH,
        content=urlencode(form),
        headers=headers | {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert [tuple(pair) for pair in answer.json()] == form


def test_a_json_body_is_signed_by_its_hash():
    body = json.dumps({"MessageSid": "SM1", "ErrorCode": 30006})
    path = f"{PATH}?bodySHA256={sha256(body.encode()).hexdigest()}"
    headers = sign(PUBLIC + path, {}) | {"Content-Type": "application/json"}
    answer = site().post(path, content=body, headers=headers)
    assert dict(answer.json()) == {"MessageSid": "SM1", "ErrorCode": "30006"}
    assert site().post(path, content=body.replace("6", "5"), headers=headers).status_code == 403
    assert site().post(PATH, content=body, headers=headers).status_code == 403
    assert site().post(path, content="[", headers=headers).status_code == 403


GOOD = sign(PUBLIC + PATH)


@each_row(
    ("form", "headers"),
    [
        (FORM, {}),
        (FORM, {"X-Twilio-Signature": ""}),
        (FORM, {"X-Twilio-Signature": "é".encode("latin-1").decode("latin-1").encode().decode("latin-1")}),
        (FORM, {"X-Twilio-Signature": "A" * 28}),
        (FORM, sign(PUBLIC + PATH, token="another token")),
        (FORM, sign("http://10.0.0.7:8000" + PATH)),
        (FORM, GOOD | settings_header(HMAC_SHA256)),
        (FORM, GOOD | settings_header("HMAC_MD5")),
        (FORM | {"Body": "START"}, GOOD),
        (FORM | {"More": ""}, GOOD),
        ({}, GOOD),
    ],
)
def test_forged_is_refused_with_one_line_that_tells_nothing(form: dict[str, str], headers: dict[str, str]):
    with structlog.testing.capture_logs() as lines:
        answer = site().post(PATH, data=form, headers={name: value.encode() for name, value in headers.items()})
    assert answer.status_code == 403
    (line,) = [item for item in lines if item["event"] == "webhook_refused"]
    assert "+12025550123" not in str(line)
    assert "mañana" not in str(line)


def test_without_a_token_nothing_gets_in():
    assert site(token=None).post(PATH, data=FORM, headers=sign(PUBLIC + PATH, token="")).status_code == 403


def test_too_long_a_body_is_refused_unread():
    form = FORM | {"Body": "x" * MAX_FORM_BYTES}
    assert site().post(PATH, data=form, headers=sign(PUBLIC + PATH, form)).status_code == 413
    pieces = (b"x" * 1024 for _ in range(100))  # sent without a Content-Length
    assert site().post(PATH, content=pieces, headers=GOOD).status_code == 413


@each_row("body", [b"\xff\xfe", b"&".join([b"a=1"] * 500)], ids=["not UTF-8", "too many fields"])
def test_rubbish_is_refused(body: bytes):
    assert site().post(PATH, content=body, headers=GOOD).status_code == 403
