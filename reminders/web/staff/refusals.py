"""What a browser sees when something is refused: to the sign-in, or a page that says why."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.exceptions import HTTPException

from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.web.pages.pages import page, redirect
from reminders.web.requests.forms import NotOurFormError
from reminders.web.requests.problems import API, respond
from reminders.web.staff.current_user import FRAGMENT, NotAllowedError, NotRecentError, NotSignedInError
from reminders.web.staff.sign_in import browser_language

log = structlog.get_logger(__name__)

INVALID_TEXT_REPRESENTATION = "22P02"
"""PostgreSQL's code for a value that cannot be one of its column's type (appendix A of its manual)."""


def add_to(app: FastAPI) -> None:
    """Register the answers."""
    app.add_exception_handler(NotSignedInError, _not_signed_in)
    app.add_exception_handler(NotAllowedError, _not_allowed)
    app.add_exception_handler(NotRecentError, _not_recent)
    app.add_exception_handler(NotOurFormError, _not_our_form)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(NoConnectionError, _database_away)
    app.add_exception_handler(DataError, _no_such_id)
    app.add_exception_handler(RequestValidationError, _bad_request)


def _not_signed_in(request: Request, error: Exception) -> Response:
    if request.headers.get(FRAGMENT):  # a piece of a page, asked for by our script: no page in its place
        return Response(status_code=401)
    next_url = getattr(error, "next_url", "")
    return redirect(f"/sign-in?next_url={next_url}" if next_url not in {"", "/"} else "/sign-in")


def _not_allowed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAllowedError)  # noqa: S101 it was registered for this one
    return error.user.page("staff/not_allowed.html", status=403)


def _not_recent(_request: Request, error: Exception) -> Response:
    return redirect(f"/confirm?next_url={getattr(error, 'next_url', '/')}")


def _not_our_form(request: Request, _error: Exception) -> Response:
    return _plain(request, "staff/not_our_form.html", 403)


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404 and request.url.path.startswith(API):  # noqa: PLR2004
        return respond(ProblemError(ProblemKind.NOT_FOUND, "there is nothing at this address"))
    if status == 404:  # noqa: PLR2004
        return _plain(request, "staff/not_found.html", status)
    headers = error.headers if isinstance(error, HTTPException) else None
    if status == 413 and "text/html" in request.headers.get("accept", ""):  # noqa: PLR2004
        answer = _plain(request, "staff/too_long.html", status)
        answer.headers.update(headers or {})
        return answer
    return Response(status_code=status, headers=headers)


def _database_away(request: Request, error: Exception) -> Response:
    """Say that the database does not answer: it is locked, full, or being restarted. Nothing was changed."""
    log.error("database_away", problem=type(error).__name__)
    answer = _plain(request, "staff/database_away.html", 503)
    answer.headers["Retry-After"] = "5"
    return answer


def _no_such_id(request: Request, error: Exception) -> Response:
    """Say "not found" for an id in a form or a query that cannot be one: PostgreSQL refuses to look it up."""
    if not isinstance(error, DataError) or getattr(error.orig, "sqlstate", None) != INVALID_TEXT_REPRESENTATION:
        raise error
    return _http_error(request, HTTPException(404))


def _bad_request(request: Request, _error: Exception) -> Response:
    return _plain(request, "staff/not_found.html", 404)


def _plain(request: Request, template: str, status: int) -> Response:
    return page(template, status=status, language=browser_language(request))
