"""Answers of the API: JSON, with the validator of the enrollment they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson
from fastapi import Response

if TYPE_CHECKING:
    from reminders.services.api.once import Answer

_CREATED = 201


def respond(answer: Answer) -> Response:
    """Write an answer."""
    headers: dict[str, str] = {}
    if answer.etag is not None:
        headers["ETag"] = answer.etag
    if answer.status == _CREATED:
        headers["Location"] = f"/api/v1/enrollments/{quote(str(answer.document['external_id']), safe='')}"
    return Response(orjson.dumps(dict(answer.document)), answer.status, headers, "application/json")
