"""Where a request comes from, and the cookies that a sign-in leaves on its browser."""

from __future__ import annotations

from typing import Final

from fastapi import BackgroundTasks, Request, Response

from reminders.core.staff.browser_name import browser_name
from reminders.services.staff.access.opening import KNOWN_FOR, Browser, SignedIn, tell_of_device
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import device_cookie, session_cookie, set_cookie
from reminders.web.requests.proxies import address_of

LINK_MADE: Final = "/account?done=link-made"


def browser_of(request: Request) -> Browser:
    """Return where a request comes from."""
    device = request.cookies.get(device_cookie(request), "")[:100]
    return Browser(address_of(request), device, browser_name(request.headers.get("user-agent", "")))


def go_in(request: Request, later: BackgroundTasks, signed_in: SignedIn, next_url: str) -> Response:
    """Go on with a page after signing in, on a session that is open."""
    answer = redirect(LINK_MADE if signed_in.link_made else next_url or "/")
    keep_session(request, answer, signed_in)
    later.add_task(tell_of_device, request.app.state.context, signed_in, browser_of(request))
    return answer


def keep_session(request: Request, answer: Response, signed_in: SignedIn) -> None:
    """Set the session's cookie, and the device's when it is new."""
    set_cookie(request, answer, session_cookie(request), signed_in.token)
    if signed_in.device:
        keep_device(request, answer, signed_in.device)


def keep_device(request: Request, answer: Response, device: str) -> None:
    """Set the cookie by which this device is known again."""
    set_cookie(request, answer, device_cookie(request), device, int(KNOWN_FOR.total_seconds()))
