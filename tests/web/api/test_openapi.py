"""The contract: it names what is there, its examples do what they say, and no request breaks what it describes."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET

from reminders.config import Settings
from reminders.core.api.problems import ProblemKind
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Kind, Status
from reminders.services.api.change import CHANGEABLE
from reminders.services.api.read_fields import COLUMNS
from reminders.services.plans.change_state import CancelReason
from reminders.web.api.app import make_api
from reminders.web.api.contract import contract
from reminders.web.pages.navigation import routes_of
from tests.making import row
from tests.tables import each_row
from tests.web.api.client import ENROLLMENTS, System

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

CONTRACT = contract()
OPERATIONS = [
    (method, path)
    for path, methods in CONTRACT["paths"].items()
    for method in methods
    if method in {"get", "post", "patch"}
]
HL7 = "application/hl7-v2"
CALLS = int(os.environ.get("REMINDERS_TEST_API_CALLS", "4"))
"""Requests for each operation and kind; REMINDERS_TEST_API_CALLS=500 looks further."""


def test_the_contract_and_the_routes_are_the_same():
    served = {
        (min(route.methods).lower(), re.sub(r":path\}", "}", route.path))
        for route in routes_of(make_api(None, Settings()))  # type: ignore[arg-type]
    }
    assert served == set(OPERATIONS)


def test_fields_and_values_are_the_same():
    schemas = CONTRACT["components"]["schemas"]
    assert set(schemas["NewEnrollment"]["properties"]) == set(COLUMNS)
    assert set(schemas["Fields"]["properties"]) == set(CHANGEABLE)
    assert schemas["State"]["enum"] == list(EnrollmentState)
    assert schemas["MessageStatus"]["enum"] == list(Status)
    assert schemas["Message"]["properties"]["kind"]["enum"] == list(Kind)
    cancel = CONTRACT["paths"]["/enrollments/{external_id}/cancel"]["post"]["requestBody"]
    assert cancel["content"]["application/json"]["schema"]["properties"]["reason"]["enum"] == list(CancelReason)
    assert all(re.fullmatch("[a-z-]+", kind) for kind in ProblemKind)


@pytest.fixture
def epic(context: Context, clinic: Clinic) -> System:
    return System(context, clinic, per_second=1e6)


def test_it_is_served_to_everybody(epic: System):
    answer = epic.client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()) == (200, CONTRACT)
    assert len(answer.content) < 40_000


def schema_of(method: str, path: str, status: int, media_type: str) -> Any:
    """Return what an answer must look like, with all that its schema refers to."""
    responses = CONTRACT["paths"][path][method]["responses"]
    found = responses.get(str(status)) or responses["default"]
    if "$ref" in found:
        found = CONTRACT["components"]["responses"][found["$ref"].rpartition("/")[2]]
    return {**found["content"][media_type]["schema"], "components": CONTRACT["components"]}


def check(method: str, path: str, answer: Any) -> None:
    """Hold an answer against the contract."""
    assert answer.status_code < 500, answer.text
    media_type = answer.headers["content-type"]
    schema = schema_of(method, path, answer.status_code, media_type)
    jsonschema_rs.validate(schema, answer.text if media_type == HL7 else answer.json())


def examples() -> Iterator[tuple[str, str, str, Any]]:
    for method, path in OPERATIONS:
        body = CONTRACT["paths"][path][method].get("requestBody", {})
        if "$ref" in body:
            body = CONTRACT["components"]["requestBodies"][body["$ref"].rpartition("/")[2]]
        for name, example in body.get("content", {}).get("application/json", {}).get("examples", {}).items():
            yield name, method, path, example["value"]
        if not body:
            yield "without a body", method, path, None


@each_row(("name", "method", "path", "body"), list(examples()))
def test_every_example_does_what_it_says(epic: System, name: str, method: str, path: str, body: Any):
    known = CONTRACT["components"]["parameters"]["ExternalId"]["example"]
    if "{" in path:
        first = CONTRACT["paths"]["/enrollments"]["post"]["requestBody"]["content"]["application/json"]["examples"]
        assert epic.enroll(first["complete"]["value"]).status_code in {200, 201}
        epic.ask("PATCH", f"{ENROLLMENTS}/{known}", {"surgery_date": "2026-03-12"})  # reopens what an example canceled
    answer = epic.ask(
        method.upper(), f"/api/v1{path}".replace("{external_id}", known), body, idempotency_key=f"{name} {path}"
    )
    assert answer.status_code == (201 if path == "/enrollments" and method == "post" else 200), answer.text
    check(method, path, answer)


def test_the_example_of_hl7_is_applied(epic: System):
    operation = CONTRACT["paths"]["/hl7"]["post"]
    answer = epic.send_hl7(operation["requestBody"]["content"][HL7]["examples"]["moved"]["value"])
    assert "MSA|AA|7001" in answer.text
    check("post", "/hl7", answer)


@schemathesis.serializer(HL7)
def _as_it_is(_context: Any, value: Any) -> bytes:
    return str(value).encode("utf-8", "replace")


KNOWN = row(external_id="OR-2041")
"""The same person for every operation: another one under this id is refused."""
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@each_row("operation", list(schemathesis.openapi.from_dict(CONTRACT).get_all_operations()))
def test_no_request_breaks_it(epic: System, operation: Any):
    operation = operation.ok()
    assert epic.enroll(KNOWN).status_code in {200, 201}
    modes = MODES if operation.body or operation.query or operation.path_parameters else MODES[:1]
    for mode in modes:

        @seed(7)
        @settings(
            max_examples=CALLS,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            query = urlencode({name: str(value) for name, value in (case.query or {}).items()}, errors="replace")
            headers = {name: str(value).encode("latin-1", "replace") for name, value in (case.headers or {}).items()}
            content = None if case.body is NOT_SET else case.body
            if operation.path == "/hl7" and isinstance(content, str):
                content = content.encode("utf-8", "replace")
            if not isinstance(content, bytes | None):
                content = json.dumps(content).encode()
            kind = HL7 if operation.path == "/hl7" else "application/json"
            known = {"Authorization": f"Bearer {epic.token}", "Content-Type": kind}
            path = quote(case.formatted_path, safe="/%")
            sent = {**headers, **known}
            answer = epic.client.request(case.method, f"/api/v1{path}?{query}", headers=sent, content=content)
            check(case.method.lower(), operation.path, answer)

        ask()
