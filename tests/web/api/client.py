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
        self.key, self.token = create_key(context, clinic, "Epic", actor=SOMEBODY, **key)
        app = make_web_app(context, Settings(api_per_second=per_second))
        self.client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        self.client.portal = one_loop()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send a request; names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | named
        content = None if body is None else json.dumps(body)
        return self.client.request(method, path, headers=named, content=content)

    def enroll(self, body: Any, key: str | None = None) -> Response:
        """Enroll a patient, perhaps with an Idempotency-Key."""
        return self.ask("POST", ENROLLMENTS, body, **({"idempotency_key": key} if key else {}))
