"""TRUSTED_PROXIES: whose X-Forwarded-For and X-Forwarded-Proto are believed."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from starlette.requests import Request

from reminders.config import SettingsError, load_settings
from reminders.web.requests.proxies import ForwardedHeaders, address_of
from tests.tables import each_row


def sent_by(peer: str, trusted: str, *headers: tuple[str, str]) -> tuple[str, str]:
    """Return the address and scheme that a route sees."""
    seen: list[Request] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(Request(scope))

    settings = load_settings({"TRUSTED_PROXIES": trusted})
    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "client": (peer, 4711), "scheme": "http", "headers": raw}
    anyio.run(ForwardedHeaders(app, settings.trusted_proxies), scope, None, None)
    return address_of(seen[0]), seen[0].scope["scheme"]


FOR, PROTO = "x-forwarded-for", "x-forwarded-proto"


@each_row(
    "trusted,headers,expected",
    [
        ("", [(FOR, "198.51.100.1"), (PROTO, "https")], ("10.0.0.1", "http")),
        ("192.0.2.0/24", [(FOR, "198.51.100.1"), (PROTO, "https")], ("10.0.0.1", "http")),
        ("10.0.0.1", [(FOR, "198.51.100.1"), (PROTO, "https")], ("198.51.100.1", "https")),
        ("192.0.2.0/24, 10.0.0.0/8", [(FOR, "6.6.6.6, 198.51.100.1")], ("198.51.100.1", "http")),
        ("10.0.0.0/8", [(FOR, "6.6.6.6"), (FOR, "198.51.100.1")], ("198.51.100.1", "http")),
        ("10.0.0.0/8", [(FOR, "198.51.100.1, 10.0.0.9"), (PROTO, "https, http")], ("198.51.100.1", "https")),
        ("10.0.0.0/8", [(FOR, "198.51.100.1"), (PROTO, "https, http")], ("198.51.100.1", "http")),
        ("10.0.0.0/8", [(FOR, "198.51.100.1"), (PROTO, "gopher")], ("198.51.100.1", "http")),
        ("10.0.0.0/8", [(PROTO, "https")], ("10.0.0.1", "https")),
    ],
)
def test_who_is_believed(trusted: str, headers: list[tuple[str, str]], expected: tuple[str, str]):
    assert sent_by("10.0.0.1", trusted, *headers) == expected


@each_row("value", ["10.0.0.0/99", "10.0.0.1/8", "proxy.example", "10.0.0.0/8 192.0.2.0/24"])
def test_what_is_no_network_is_named_at_the_start(value: str):
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES must be networks") as refused:
        load_settings({"TRUSTED_PROXIES": f"192.0.2.0/24,{value}"})
    assert f"'{value}' is not a network" in str(refused.value)
