"""Writes a refusal as RFC 9457 has it: because the caller is a program."""

from __future__ import annotations

from typing import Any, Final

import orjson
from fastapi import Response

from reminders.core.api.problems import STATUS, ProblemError, ProblemKind

MEDIA_TYPE: Final = "application/problem+json"
TYPE: Final = "urn:reminders:problem:"
API: Final = "/api/"
"""Where programs call: what is not there is a problem too, and no page."""


def respond(error: ProblemError, headers: dict[str, str] | None = None) -> Response:
    """Write a problem."""
    status = STATUS[error.kind]
    document: dict[str, Any] = {
        "type": f"{TYPE}{error.kind}",
        "title": error.kind.title_text,
        "status": int(status),
        "detail": error.detail,
    }
    if error.fields:
        document["errors"] = [{"field": item.field, "detail": item.detail} for item in error.fields]
    headers = dict(headers or {})
    if error.kind is ProblemKind.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return Response(orjson.dumps(document), status, headers, MEDIA_TYPE)
