"""Who calls: every route of the API takes one of the types at the end. A key in the header counts, no cookie does."""

from __future__ import annotations

import math
from threading import Lock
from typing import Annotated, Any

from fastapi import Depends, Request

from reminders.core.api.keys import Scope
from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.core.sending.rate_limit import Bucket, Rate, full, take, time_to_next
from reminders.services.api.keys import Caller, find_caller
from reminders.services.context import Context

_MAX_KEY = 200
_MAX_BUCKETS = 1000


class RateLimit:
    """How many requests a key may send: a bucket for each key, in this process."""

    def __init__(self, per_second: float) -> None:
        self.rate = Rate(per_second)
        self._buckets: dict[str, Bucket] = {}
        self._lock = Lock()

    def spend(self, context: Context, key_id: str) -> None:
        """Take a token.

        Raises:
            ProblemError: there is none; it says after how many seconds there will be.

        """
        now = context.clock.now()
        with self._lock:
            bucket, taken = take(self._buckets.pop(key_id, None) or full(self.rate, now), 1, self.rate, now)
            self._buckets[key_id] = bucket
            while len(self._buckets) > _MAX_BUCKETS:  # the caller that asked longest ago has a full one by now
                del self._buckets[next(iter(self._buckets))]
        if not taken:
            wait = max(1, math.ceil(time_to_next(bucket, self.rate, now).total_seconds()))
            detail = f"more than {self.rate.burst} requests a second with this key; wait and try again"
            raise ProblemError(ProblemKind.TOO_MANY_REQUESTS, detail, retry_after=wait)


def caller(request: Request) -> Caller:
    """Return whose key the request shows, and take a token of its rate limit."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token:
        raise ProblemError(ProblemKind.UNAUTHORIZED, "send an API key in the header: Authorization: Bearer rem_live_…")
    context: Context = request.app.state.context
    found = find_caller(context, token) if len(token) <= _MAX_KEY else None
    if found is None:
        raise ProblemError(ProblemKind.UNAUTHORIZED, "this API key is unknown, revoked or expired")
    limit: RateLimit = request.app.state.rate_limit
    limit.spend(context, found.key.id)
    return found


AnyCaller = Annotated[Caller, Depends(caller)]


def require(scope: Scope) -> Any:
    """Return the dependency that lets only keys with this scope in."""

    def allowed(found: AnyCaller) -> Caller:
        if scope not in found.key.scopes:
            raise ProblemError(ProblemKind.FORBIDDEN, f"this key lacks the scope {scope}; create one that has it")
        return found

    allowed.scope = scope  # type: ignore[attr-defined] for the guard test
    return Depends(allowed)


Reader = Annotated[Caller, require(Scope.ENROLLMENTS_READ)]
Writer = Annotated[Caller, require(Scope.ENROLLMENTS_WRITE)]
MessageReader = Annotated[Caller, require(Scope.MESSAGES_READ)]
HL7Sender = Annotated[Caller, require(Scope.HL7_WRITE)]
