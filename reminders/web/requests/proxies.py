"""Believes X-Forwarded-For and X-Forwarded-Proto, but only of the proxies that TRUSTED_PROXIES names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from reminders.core.staff.client_address import client_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from reminders.core.staff.client_address import Network


class ForwardedHeaders:
    """Middleware that puts the sender's address and scheme in place of the proxy's."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as from who sent it."""
        if self._trusted and scope["type"] == "http" and scope.get("client"):
            headers, (peer, port) = Headers(scope=scope), scope["client"]
            address, hops = client_of(peer, _entries(headers, "x-forwarded-for"), self._trusted)
            if hops:
                scope = {**scope, "client": (address, port if address == peer else 0)}
                protocols = _entries(headers, "x-forwarded-proto")
                if protocols:  # each proxy adds its own, or the nearest writes the only one
                    told = protocols[-min(hops, len(protocols))].lower()
                    scope["scheme"] = told if told in {"http", "https"} else scope["scheme"]
        await self._app(scope, receive, send)


def address_of(request: Request) -> str:
    """Return the address of who sent a request, empty when it is not known."""
    return request.client.host if request.client else ""


def _entries(headers: Headers, name: str) -> list[str]:
    return [entry.strip() for line in headers.getlist(name) for entry in line.split(",") if entry.strip()]
