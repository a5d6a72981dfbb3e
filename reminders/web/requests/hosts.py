"""Answers under the names of PUBLIC_URL only: a page that another name leads here gets nothing (DNS rebinding).

An address, or a name without a dot, is let in: health checks and proxies call a machine so, and such a name cannot be
led here from outside.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

MISDIRECTED = 421


class KnownHost:
    """Middleware that refuses a Host that is another name of the internet than that of `public_url`."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_url = public_url
        self._name = urlsplit(public_url).hostname or ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and not self._is_known(Headers(scope=scope).get("host", "")):
            says = f"this site is {self._public_url}; if a proxy stands before it, have it pass on the Host header\n"
            await PlainTextResponse(says, MISDIRECTED)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name == self._name or "." not in name or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
