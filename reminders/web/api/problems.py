"""Refusals of the API, as RFC 9457 writes them. Whatever goes wrong is one of these, and never a page."""

from __future__ import annotations

import logging
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.core.model.errors import NotFoundError, UseError
from reminders.web.requests.problems import respond

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = 5

_OF_STATUS = {
    404: ProblemKind.NOT_FOUND,
    405: ProblemKind.METHOD_NOT_ALLOWED,
    408: ProblemKind.TOO_SLOW,
    413: ProblemKind.TOO_LARGE,
}
_SENTENCES = {
    ProblemKind.NOT_FOUND: "there is nothing at this address",
    ProblemKind.METHOD_NOT_ALLOWED: "this address does not take this method; see /api/v1/openapi.json",
    ProblemKind.TOO_SLOW: "the body did not arrive in time",
    ProblemKind.TOO_LARGE: "the body is longer than 64 kB; an HL7 message may have 2 MB",
    ProblemKind.BAD_REQUEST: "the request cannot be read",
}


def add_to(api: FastAPI) -> None:
    """Register the refusals."""
    api.add_exception_handler(ProblemError, _problem)
    api.add_exception_handler(UseError, _use_error)
    api.add_exception_handler(HTTPException, _http_error)
    api.add_exception_handler(RequestValidationError, _http_error)
    api.add_exception_handler(OperationalError, _no_database)
    api.add_exception_handler(Exception, _internal_error)


def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 it was registered for this one
    return respond(error)


def _use_error(_request: Request, error: Exception) -> Response:
    kind = ProblemKind.NOT_FOUND if isinstance(error, NotFoundError) else ProblemKind.CONFLICT
    return respond(ProblemError(kind, str(error)))


def _http_error(_request: Request, error: Exception) -> Response:
    kind = ProblemKind.BAD_REQUEST
    headers = None
    if isinstance(error, HTTPException):
        kind = _OF_STATUS.get(error.status_code, kind)
        headers = dict(error.headers or {})
    return respond(ProblemError(kind, _SENTENCES[kind]), headers)


def _no_database(_request: Request, _error: Exception) -> Response:
    log.error("the database does not answer the API")
    detail = "the database does not answer; nothing was changed, try again"
    return respond(ProblemError(ProblemKind.UNAVAILABLE, detail, retry_after=RETRY_SECONDS))


def _internal_error(_request: Request, _error: Exception) -> Response:
    return respond(ProblemError(ProblemKind.INTERNAL_ERROR, "something went wrong here, and was logged"))
