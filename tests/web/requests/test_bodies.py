"""A body is read no further than its sender has earned: too long, too slow or broken off, it costs next to nothing."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from reminders.web.requests.bodies import MAX_FORM_BYTES, whole_body
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Iterable

FOREVER = object()


def arriving(pieces: Iterable[Any], length: str | None = None) -> tuple[Request, list[int]]:
    """Return a request whose body arrives in these pieces, and what counts how many of them were taken."""
    left, taken = iter(pieces), [0]

    async def receive() -> dict[str, Any]:
        piece = next(left, None)
        taken[0] += 1
        if piece is FOREVER:
            await asyncio.Event().wait()
        if piece is ConnectionError:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    headers = [] if length is None else [(b"content-length", length.encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive), taken


def read(pieces: Iterable[Any], length: str | None = None, seconds: float = 5) -> tuple[int | bytes, int]:
    request, taken = arriving(pieces, length)
    try:
        # In a thread of its own: a browser test before this one may have left an event loop running here.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, whole_body(request, seconds=seconds)).result(), taken[0]
    except HTTPException as error:
        closes = (error.headers or {}).get("Connection") == "close"
        return error.status_code if closes else 0, taken[0]


def test_a_body_of_the_largest_size_comes_through():
    assert read([b"a" * MAX_FORM_BYTES], str(MAX_FORM_BYTES)) == (b"a" * MAX_FORM_BYTES, 2)


def test_a_declared_length_over_the_limit_is_refused_before_a_byte_is_read():
    assert read([b"a"], str(MAX_FORM_BYTES + 1)) == (413, 0)
    assert read([b"a"], "9" * 19) == (413, 0)


def test_a_length_that_is_no_number_is_no_way_around_the_limit():
    for length in ("", "-1", "9" * 5000, "1e9", "²"):
        assert read([b"a" * 1000] * 1000, length) == (413, 66)


def test_a_body_that_does_not_arrive_in_time_is_given_up():
    assert read([b"a", FOREVER], seconds=0.01) == (408, 2)


@each_row("pieces", [[ConnectionError], [b"a", ConnectionError]])
def test_a_sender_who_goes_away_is_no_fault_of_ours(pieces: list[Any]):
    assert read(pieces)[0] == 400
