"""The connection to Twilio: its official SDK on one private event loop in one thread, over kept-open connections.

Everything else in the project is synchronous. Sending many texts at once is the one place where concurrency was
measured to pay, so the loop lives and stays here.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from yarl import URL

from reminders.core.model.errors import RemindersError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future
    from datetime import timedelta

T = TypeVar("T")
# A server that closes an idle connection just as we write leaves a POST whose fate is unknown. We close first.
KEEPALIVE_SECONDS = 15


class ClientClosedError(RemindersError):
    """The line was closed; nothing was sent."""


class TwilioClient:
    """One client, one loop, one thread. Nothing starts or connects before the first use.

    A thread does not survive a fork: make it in the process that uses it, or at least do not use it before forking.
    """

    def __init__(
        self, *, account_sid: str, auth_token: str, api_base_url: str, timeout: timedelta, connections: int
    ) -> None:
        """`timeout` bounds one whole request, from connecting to the last byte of the answer."""
        # The SDK logs the address of every request at INFO, and a lookup's address holds the phone number.
        logging.getLogger("twilio").setLevel(logging.WARNING)
        self._account_sid, self._auth_token, self._api_base_url = account_sid, auth_token, api_base_url
        self._timeout, self._connections = timeout.total_seconds(), connections
        self._lock = threading.Lock()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: Client | None = None
        self._transport: _Transport | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    def call(self, work: Callable[[], None]) -> None:
        """Have `work` done on the loop, and return at once. It may use `client` and `spawn`, and must not raise.

        Raises:
            LineClosedError: `close` was called.

        """
        with self._lock:
            self._running_loop().call_soon_threadsafe(work)

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Start a task. Only on the loop."""
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._under_way.discard)

    def client(self) -> Client:
        """Return the client. Only on the loop: aiohttp ties a session to the one that runs."""
        if self._client is None:
            self._transport = _Transport(self._timeout, self._connections)
            self._client = Client(self._account_sid, self._auth_token, http_client=self._transport)
            self._client.api.base_url = self._api_base_url
        return self._client

    def run(self, work: Callable[[Client], Awaitable[T]]) -> Future[T]:
        """Start `work` on the loop and return its future.

        Raises:
            LineClosedError: `close` was called.

        """
        with self._lock:
            loop = self._running_loop()
            return asyncio.run_coroutine_threadsafe(self._with_client(work), loop)

    def close(self) -> None:
        """Wait for what is under way, then let go of connections and thread."""
        with self._lock:
            self._closed = True
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None or not thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._finish(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._closed:
            raise ClientClosedError
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="twilio-line", daemon=True)
            self._thread.start()
        return self._loop

    async def _with_client(self, work: Callable[[Client], Awaitable[T]]) -> T:
        return await work(self.client())

    async def _finish(self) -> None:
        under_way = asyncio.all_tasks() - {cast("asyncio.Task[Any]", asyncio.current_task())}
        await asyncio.gather(*under_way, return_exceptions=True)
        if self._transport is not None:
            await self._transport.close()


class _Transport(AsyncTwilioHttpClient):
    """The SDK's transport with a timeout that holds.

    The SDK's own `request` (9.13) ignores the timeout of its constructor, passes None, which switches aiohttp's
    default off as well, and uses an argument that aiohttp has deprecated.
    """

    def __init__(self, timeout: float, connections: int) -> None:
        super().__init__(pool_connections=False, timeout=timeout)
        # `connect` ends first, so that a failure to connect is told apart: then nothing was written.
        self._limits = aiohttp.ClientTimeout(total=timeout, connect=timeout / 2)
        connector = aiohttp.TCPConnector(limit=connections, keepalive_timeout=KEEPALIVE_SECONDS)
        self._session = aiohttp.ClientSession(connector=connector)

    async def request(  # noqa: PLR0913, PLR0917 - the SDK's signature
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the SDK never passes one
        allow_redirects: bool = False,  # noqa: FBT001, FBT002
    ) -> Response:
        """Make one request, without a line of log. aiohttp repeats no POST by itself."""
        headers = dict(headers or {})
        if auth is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        query = {name: str(value) for name, value in params.items()} if params else None
        async with self._session.request(
            method,
            url,
            params=query,
            data=_as_form(data) if data else None,
            headers=headers,
            timeout=self._limits,
            proxy=proxy_for(url),
            allow_redirects=allow_redirects,
        ) as answer:
            return Response(answer.status, await answer.text(), answer.headers)

    async def close(self) -> None:
        """Close the kept connections."""
        await self._session.close()


def _as_form(data: dict[str, object]) -> bytes:
    """Encode a form. The ways of aiohttp and of the standard library take a fourth of what a text costs."""
    pairs: list[tuple[str, str]] = []
    for name, value in data.items():
        values = cast("list[object]", value) if isinstance(value, list) else [value]
        pairs += [(name, str(item)) for item in values]
    return URL.build(query=pairs).raw_query_string.encode()


def proxy_for(url: str) -> str | None:
    """Return the proxy that HTTPS_PROXY and NO_PROXY name for a URL: clinics often sit behind one.

    aiohttp can look by itself, but asks a thread twice for every request, which doubles what a text costs.
    """
    parts = urlsplit(url)
    return _proxy_of(parts.scheme, parts.netloc)


@lru_cache(maxsize=16)
def _proxy_of(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)
