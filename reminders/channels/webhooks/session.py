"""Posts events to other systems over HTTPS, never to an address of this machine's own networks.

The name is looked up here, each address it has is checked, and the connection goes to one that passed: an answer of the
name server that changes a moment later changes nothing. A redirect is not followed.
"""

from __future__ import annotations

import asyncio
import socket
from ssl import SSLError
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from reminders.core.api.public_addresses import Network, may_reach
from reminders.core.model.errors import RemindersError
from reminders.ports import PostAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from reminders.ports import Post

MAX_ANSWER = 16 * 1024


class PrivateAddressError(RemindersError, OSError):
    """A name leads to an address that may not be reached."""


def post_all(posts: Sequence[Post], timeout: timedelta, allowed: Sequence[Network]) -> list[PostAnswer]:
    """Post all of them at once, each within `timeout`, and return the answers in the same order."""
    return asyncio.run(_post_all(posts, timeout, allowed))


async def _post_all(posts: Sequence[Post], timeout: timedelta, allowed: Sequence[Network]) -> list[PostAnswer]:  # noqa: ASYNC109 aiohttp's own
    connector = aiohttp.TCPConnector(resolver=PublicResolver(allowed), limit=len(posts) or 1)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=timeout.total_seconds()),
        trust_env=False,  # a proxy would look the name up itself
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        return list(await asyncio.gather(*(_post(session, post) for post in posts)))


async def _post(session: aiohttp.ClientSession, post: Post) -> PostAnswer:
    try:
        async with session.post(post.url, data=post.body, headers=dict(post.headers), allow_redirects=False) as answer:
            await answer.content.read(MAX_ANSWER)
            return PostAnswer(answer.status)
    except TimeoutError:
        return PostAnswer(None, "no answer in time")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return PostAnswer(None, problem_of(error))


class PublicResolver(AbstractResolver):
    """Looks names up, and forgets every address that may not be reached."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._inner = ThreadedResolver()
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Look a name up."""
        found = await self._inner.resolve(host, port, family)
        public = [item for item in found if may_reach(item["host"], self._allowed)]
        if not public:
            raise PrivateAddressError("the name leads to a private address")
        return public

    async def close(self) -> None:
        """Let go of the inner resolver."""
        await self._inner.close()


def problem_of(error: Any) -> str:
    """Return why a connection failed, without a name or an address."""
    causes = [error, error.__cause__, getattr(error, "os_error", None)]
    if any(isinstance(cause, PrivateAddressError) for cause in causes):
        return "private address"
    if any(isinstance(cause, SSLError) for cause in causes) or isinstance(error, aiohttp.ClientSSLError):
        return "certificate not trusted"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "name not found"
    return "no connection"
