"""What the API answers when it refuses: a problem as RFC 9457 writes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import RemindersError

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProblemKind(StrEnum):
    """One kind of problem: the end of its `type`, which callers may rely on."""

    BAD_REQUEST = "bad-request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    TOO_SLOW = "too-slow"
    CONFLICT = "conflict"
    STAFF_CHANGE = "staff-change"
    IDEMPOTENCY_CONFLICT = "idempotency-conflict"
    CHANGED_MEANWHILE = "changed-meanwhile"
    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    UNSUPPORTED_TYPE = "unsupported-type"
    INVALID_FIELDS = "invalid-fields"
    TOO_MANY_REQUESTS = "too-many-requests"
    INTERNAL_ERROR = "internal-error"
    UNAVAILABLE = "unavailable"

    @property
    def title_text(self) -> str:
        """The kind in words."""
        return self.value.replace("-", " ").capitalize()


STATUS: Final = {
    ProblemKind.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
    ProblemKind.UNAUTHORIZED: HTTPStatus.UNAUTHORIZED,
    ProblemKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ProblemKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ProblemKind.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    ProblemKind.TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
    ProblemKind.CONFLICT: HTTPStatus.CONFLICT,
    ProblemKind.STAFF_CHANGE: HTTPStatus.CONFLICT,
    ProblemKind.IDEMPOTENCY_CONFLICT: HTTPStatus.CONFLICT,
    ProblemKind.CHANGED_MEANWHILE: HTTPStatus.PRECONDITION_FAILED,
    ProblemKind.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ProblemKind.NOT_JSON: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ProblemKind.UNSUPPORTED_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ProblemKind.INVALID_FIELDS: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProblemKind.TOO_MANY_REQUESTS: HTTPStatus.TOO_MANY_REQUESTS,
    ProblemKind.INTERNAL_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
    ProblemKind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of the body; the value itself is never echoed."""

    field: str
    detail: str


class ProblemError(RemindersError):
    """A request is refused. `detail` says what is wrong and what to do; `retry_after` counts seconds."""

    def __init__(
        self,
        kind: ProblemKind,
        detail: str,
        fields: Sequence[FieldProblem] = (),
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.fields = tuple(fields)
        self.retry_after = retry_after


def invalid(fields: Sequence[FieldProblem]) -> ProblemError:
    """Return the problem of a body with wrong fields."""
    count = len(fields)
    detail = "a field is wrong: see errors" if count == 1 else f"{count} fields are wrong: see errors"
    return ProblemError(ProblemKind.INVALID_FIELDS, detail, fields)
