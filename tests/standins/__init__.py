"""Stand-ins for the outside world: a Twilio and an SMTP server that can be told to misbehave."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Poll a condition until it holds; fails when it does not within `seconds`; the machine may be busy."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            msg = f"not true within {seconds} s: {condition}"
            raise AssertionError(msg)
        time.sleep(0.01)
