"""Forms that were posted: small, kept in memory, and proven to come from one of our own pages.

The proof is double. The form carries a token made from the cookie, compared in constant time; and a browser that says
where the request comes from (Sec-Fetch-Site) must say that it is from here. Files never touch the disk.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from reminders.core.model.errors import RemindersError
from reminders.web.requests.bodies import MAX_FORM_BYTES, MAX_FORM_SECONDS, bounded_body

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

TOKEN_FIELD = "csrf"  # noqa: S105 the name of a field # nosec B105


class NotOurFormError(RemindersError):
    """The form does not come from one of our pages, or its page is from before a new sign-in."""


class _InMemory(MultiPartParser):
    """Keeps files in memory: what staff upload must not lie on the disk unencrypted."""

    spool_max_size = sys.maxsize


def session_cookie(request: Request) -> str:
    """Name the cookie of a session; with TLS no other host and no other path can set one of that name."""
    return "__Host-session" if request.app.state.secure else "session"


def visitor_cookie(request: Request) -> str:
    """Name the cookie of someone who is not signed in; it only ties a form to its browser."""
    return "__Host-visitor" if request.app.state.secure else "visitor"


def device_cookie(request: Request) -> str:
    """Name the cookie by which a device on which staff have signed in is known again."""
    return "__Host-device" if request.app.state.secure else "device"


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie that no script can read and no other site can send along with a form.

    It is kept while the browser runs, or for `seconds`.
    """
    secure = request.app.state.secure
    response.set_cookie(name, value, path="/", secure=secure, httponly=True, samesite="lax", expires=seconds)


def csrf_of(cookie: str) -> str:
    """Return the token of all forms under a cookie."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"csrf " + cookie.encode()).digest()).decode()


def form_cookie(request: Request) -> str | None:
    """Return the cookie that forms are tied to: the session's, or the visitor's where there is none."""
    return request.cookies.get(session_cookie(request)) or request.cookies.get(visitor_cookie(request))


async def checked_form(request: Request) -> AsyncGenerator[FormData]:
    """Read the form that was posted, and let go of its files at the end.

    Raises:
        NotOurFormError: it does not come from one of our pages.
        HTTPException: too large (413), too slow (408), or no form (400).

    """
    async with form_up_to(request, MAX_FORM_BYTES) as form:
        yield form


@asynccontextmanager
async def form_up_to(request: Request, max_bytes: int, seconds: float = MAX_FORM_SECONDS) -> AsyncGenerator[FormData]:
    """Read and prove a form of at most so many bytes; see `checked_form`."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotOurFormError
    form = await _read(request, max_bytes, seconds)
    sent_token = form.get(TOKEN_FIELD)
    cookie = form_cookie(request)
    if (
        not cookie
        or not isinstance(sent_token, str)
        or not hmac.compare_digest(sent_token.encode(), csrf_of(cookie).encode())
    ):
        await form.close()
        raise NotOurFormError
    try:
        yield form
    finally:
        await form.close()


Form = Annotated[FormData, Depends(checked_form)]
"""A parameter of this type makes a POST route read and prove its form."""


def text_of(form: FormData, name: str) -> str:
    """Return a text field, empty when it is absent."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def fingerprint(parts: Iterable[str]) -> str:
    """Return what a page asks to confirm as one short text; empty when it asks nothing.

    It goes into the form beside the box, so that a box that was checked for something else confirms nothing.
    """
    sorted_parts = sorted(set(parts))
    return hashlib.sha256("\n".join(sorted_parts).encode()).hexdigest()[:16] if sorted_parts else ""


def file_of(form: FormData, name: str) -> UploadFile | None:
    """Return an uploaded file; None when none was chosen."""
    value = form.get(name)
    return value if isinstance(value, UploadFile) and value.filename else None


async def _read(request: Request, max_bytes: int, seconds: float) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    limits: dict[str, Any] = {"max_fields": 200, "max_part_size": max_bytes}
    body = bounded_body(request, max_bytes, seconds)
    try:
        if kind == "multipart/form-data":
            return await _InMemory(request.headers, body, max_files=1, **limits).parse()
        if kind == "application/x-www-form-urlencoded":
            return await FormParser(request.headers, body, **limits).parse()
    except MultiPartException as error:
        raise HTTPException(400) from error
    return FormData()
