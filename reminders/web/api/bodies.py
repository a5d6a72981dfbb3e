"""The body of a request: JSON, of at most 64 kB, read once it is known who sends it."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends, Request

from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.web.api.caller import AnyCaller
from reminders.web.requests.bodies import whole_body

_TYPES = ("application/json", "application/merge-patch+json")


async def json_body(request: Request, _caller: AnyCaller) -> object:
    """Read the body.

    Raises:
        ProblemError: it is no JSON, or a name stands twice in it.
        HTTPException: too large (413), too slow (408).

    """
    return _parse(request, await whole_body(request))


async def optional_body(request: Request, _caller: AnyCaller) -> object:
    """Read the body, which may be left out: then it is an empty object. Raises as `json_body` does."""
    content = await whole_body(request)
    return _parse(request, content) if content.strip() else {}


def _parse(request: Request, content: bytes) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _TYPES:
        raise ProblemError(ProblemKind.NOT_JSON, "send the body as JSON, with Content-Type: application/json")
    try:
        return json.loads(content, object_pairs_hook=_no_name_twice)
    except (ValueError, RecursionError):  # JSON that is none, letters that are no UTF-8, a number without end
        raise ProblemError(
            ProblemKind.BAD_REQUEST, "the body is not valid JSON, or a name stands twice in it"
        ) from None


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


JsonBody = Annotated[Any, Depends(json_body)]
"""A parameter of this type makes a route read a JSON body; a route takes its caller first."""

OptionalBody = Annotated[Any, Depends(optional_body)]
"""The same for a route whose body may be left out."""
