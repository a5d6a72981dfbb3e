"""How many wrong passwords are taken: from a known device, of an account, and from a network address.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies": a device on which a person has signed in before
has a count of its own, so that no one else's guesses keep that person out. All other guesses share the account's count.
An address only slows down: a whole clinic may sit behind one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PER_ACCOUNT, PER_ADDRESS = 5, 30
"""Wrong ones within `SPAN`: of an account or a known device, and of an address before it slows down."""

SPAN: Final = timedelta(minutes=15)
SLOWEST: Final = timedelta(seconds=30)
"""Between two attempts from an address that has had its share."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong attempts within the span: of the account (or known device), of the address, and the address's last one."""

    of_account: int
    of_address: int
    last_of_address: datetime | None


def wait_for(failures: Failures, now: datetime, *, is_known_device: bool) -> timedelta:
    """Return how long the next attempt has to wait; zero: it may be made."""
    if failures.of_account >= PER_ACCOUNT:
        return SPAN
    over = failures.of_address - PER_ADDRESS
    if is_known_device or over < 0 or failures.last_of_address is None:
        return timedelta()
    pause = min(SLOWEST, timedelta(seconds=2 ** min(over + 1, 10)))
    return max(timedelta(), failures.last_of_address + pause - now)
