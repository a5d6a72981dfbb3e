"""What goes wrong at the providers: a seeded share of all requests, and what each fault leaves unknown."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from tests.standins.smtp import SmtpFault
from tests.standins.twilio import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SLOWEST_ANSWER = 0.5
HANG_SECONDS = 3.0
"""Longer than the storm's HTTP timeout."""

TWILIO: dict[str, Callable[[], Fault]] = {
    "accept_and_drop": Fault.accept_and_drop,
    "drop": Fault.drop,
    "hang_accepted": lambda: Fault.hang(HANG_SECONDS, accepted=True),
    "hang": lambda: Fault.hang(HANG_SECONDS),
    "429": Fault.rate_limited,
    "500_accepted": lambda: Fault.server_error(accepted=True),
    "500": Fault.server_error,
    "503": lambda: Fault.server_error(status=503),
    "malformed": Fault.garbled,
}
SMTP: dict[str, Callable[[str], SmtpFault]] = {
    "smtp_451": lambda to: SmtpFault("rcpt", "451 4.3.0 try later", to=to),
    "smtp_drop_before_data": lambda to: SmtpFault.drop_before_data(to=to),
    "smtp_accept_and_drop": lambda to: SmtpFault.accept_and_drop(to=to),
    "smtp_drop_at_data": lambda to: SmtpFault(hang_up=True, to=to),
}
LEAVES_UNKNOWN = frozenset({"smtp_accept_and_drop", "smtp_drop_at_data"})
"""Faults after which no one can find out what became of an email: it is listed for staff."""


class ProviderFaults:
    """The dice of both providers. `counts` tells how often each fault was used (texts) or laid out (emails)."""

    def __init__(self, seed: int, share: float) -> None:
        """`share` of all requests go wrong."""
        self.counts: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._share = share

    def for_text(self, _number: int, _form: dict[str, str]) -> Fault:
        """Choose what happens to one request to create a text (the stand-in's `rule`)."""
        if self._random.random() >= self._share:
            return Fault.slow(self._random.uniform(0, SLOWEST_ANSWER))
        name = self._random.choice(sorted(TWILIO))
        self.counts[name] += 1
        return TWILIO[name]()

    def for_emails(self, receivers: Sequence[str]) -> list[SmtpFault]:
        """Lay out one fault for a share of the receivers; the others are a little slow."""
        found: list[SmtpFault] = []
        for receiver in receivers:
            if self._random.random() < self._share:
                name = self._random.choice(sorted(SMTP))
                self.counts[name] += 1
                found.append(SMTP[name](receiver))
        return found

    def unknown_emails(self) -> int:
        """Return how many emails a fault may have left unknown."""
        return sum(count for name, count in self.counts.items() if name in LEAVES_UNKNOWN)
