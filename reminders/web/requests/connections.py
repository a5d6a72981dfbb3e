"""Keeps connections that ask for nothing from holding the server up.

A connection has a few seconds to deliver the head of a request. When too many wait, the one that has waited longest is
closed for each new one: a client that opens a thousand and says nothing crowds out only itself.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""From the first byte, or from the connection, to a whole head. A browser sends it in one piece."""

MAX_WAITING = 256
"""Connections without a request at one time; a container's limit of open files is 1,024."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 by uvicorn, with a deadline for the head of each request and a limit to how many wait for one."""

    _waiting: dict[PatientProtocol, asyncio.TimerHandle]
    """Of one server: connections without a request in the order in which they came, and when each is closed."""

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], **more: Any) -> None:
        super().__init__(config, server_state, app_state, **more)
        if not hasattr(server_state, "waiting"):
            server_state.waiting = {}
        self._waiting = server_state.waiting

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Start to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in a piece; once it completes the head of a request, nothing is waited for."""
        super().data_received(data)
        if self._is_serving():
            self._wait_no_more()
        elif self not in self._waiting:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _is_serving(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete  # pyright: ignore[reportUnnecessaryComparison] None before the first request

    def _wait(self) -> None:
        while len(self._waiting) >= MAX_WAITING:
            longest = next(iter(self._waiting))
            longest.close()
        self._waiting[self] = self.loop.call_later(HEAD_SECONDS, self.close)

    def _wait_no_more(self) -> None:
        timer = self._waiting.pop(self, None)
        if timer is not None:
            timer.cancel()

    def close(self) -> None:
        """Close the connection; its client has not asked for anything."""
        self._wait_no_more()
        self.transport.close()
