"""A system that calls the API with a key of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.services.api.keys import create_key
from reminders.web.app import make_web_app
from tests.making import SOMEBODY
from tests.web.desk import one_loop

if TYPE_CHECKING:
    from httpx2 import Response

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ENROLLMENTS = "/api/v1/enrollments"


class System:
    """Another system, such as an EHR."""

    def __init__(self, context: Context, clinic: Clinic, *, per_second: float = 1000, **key: Any) -> None:
        self.key, self.token = create_key(context, clinic, key.pop("name", "Epic"), actor=SOMEBODY, **key)
        app = make_web_app(context, Settings(api_per_second=per_second))
        self.client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        self.client.portal = one_loop()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send a request; names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | named
        content = None if body is None else json.dumps(body)
        return self.client.request(method, path, headers=named, content=content)

    def send_hl7(self, text: str, query: str = "?partner=riverside") -> Response:
        """Send an HL7 message."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/hl7-v2"}
        return self.client.post(f"/api/v1/hl7{query}", content=text.encode(), headers=headers)

    def enroll(self, body: Any, key: str | None = None) -> Response:
        """Enroll a patient, perhaps with an Idempotency-Key."""
        return self.ask("POST", ENROLLMENTS, body, **({"idempotency_key": key} if key else {}))
