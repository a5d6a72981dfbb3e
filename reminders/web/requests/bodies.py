"""Reads the body of a request no further than its sender has earned: a size, and a time to deliver it in.

The sender of a form is not known before it is read, so a form is small. Only an upload of staff who are signed in may
be larger (see `reminders.web.staff.current_user`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request

MAX_FORM_BYTES = 64 * 1024
"""Bytes. A text of 1,600 characters, each percent-encoded to 12 bytes, takes 20 kB; no form of ours holds more."""

MAX_FORM_SECONDS = 20.0
"""For the whole body: a phone on a bad line delivers a small form in one or two."""

_CLOSE = {"Connection": "close"}
"""What is left of the body is not read, so the connection cannot serve another request."""


async def bounded_body(
    request: Request, max_bytes: int = MAX_FORM_BYTES, seconds: float = MAX_FORM_SECONDS
) -> AsyncGenerator[bytes]:
    """Yield the body in pieces, `max_bytes` bytes in all.

    Raises:
        HTTPException: 413 as soon as it is known to be longer, 408 when it takes longer than `seconds`, 400 when the
            sender went away.

    """
    if declared_length(request) > max_bytes:
        raise HTTPException(413, headers=_CLOSE)
    size, pieces = 0, aiter(request.stream())
    until = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            async with asyncio.timeout_at(until):
                piece = await anext(pieces, None)
        except TimeoutError:
            raise HTTPException(408, headers=_CLOSE) from None
        except ClientDisconnect:
            raise HTTPException(400, headers=_CLOSE) from None
        if piece is None:
            return
        size += len(piece)
        if size > max_bytes:
            raise HTTPException(413, headers=_CLOSE)
        yield piece


async def whole_body(request: Request, max_bytes: int = MAX_FORM_BYTES, seconds: float = MAX_FORM_SECONDS) -> bytes:
    """Return the body at once; see `bounded_body`."""
    body = bytearray()
    async for piece in bounded_body(request, max_bytes, seconds):
        body += piece
    return bytes(body)


def declared_length(request: Request) -> int:
    """Return the length that the request declares; 0 when it declares none that is a number."""
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() and len(declared) <= len(str(2**63)) else 0
