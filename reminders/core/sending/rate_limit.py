"""The rate limit of texts: a bucket of tokens per sender, shared by all workers. Arithmetic only.

Carriers give a sender so many texts a second and drop or delay what comes faster (a US long code: 1 a second, Twilio,
"Understanding Twilio Rate Limits and Message Queues"). In any stretch of time no more texts leave than the rate allows
for it, and one burst.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

CLOCK_STEP = timedelta(seconds=60)
"""Clocks of hosts that differ by less just wait for the latest one; by more, and a clock has been reset."""

_MOMENT = timedelta(microseconds=1)
_CRUMB = 1e-9  # what adding up fractions may lose


@dataclass(frozen=True, slots=True)
class Rate:
    """Texts per second, above 0."""

    per_second: float

    @property
    def burst(self) -> int:
        """How many may leave at once after a silence: a second's worth, and at least one."""
        return max(1, math.floor(self.per_second))


@dataclass(frozen=True, slots=True)
class Bucket:
    """What a sender has to spend, as it stood at a moment."""

    tokens: float
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many texts may leave now, by sender; and whose: the clinics of each sender that may send any.

    `more`: others have texts due too. `wait`: when it is worth asking again, if there were too few tokens.
    """

    tokens: dict[str, int] = field(default_factory=dict[str, int])
    clinics: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    more: bool = False
    wait: timedelta = timedelta()


def full(rate: Rate, now: datetime) -> Bucket:
    """Return the bucket of a sender that has been silent."""
    return Bucket(rate.burst, now)


def take(bucket: Bucket, want: int, rate: Rate, now: datetime, *, reserve: int = 0) -> tuple[Bucket, int]:
    """Take up to `want` tokens, but leave `reserve` to others; return the bucket afterwards and the number taken."""
    filled = _refill(bucket, rate, now)
    tokens = max(0, min(want, math.floor(filled.tokens + _CRUMB) - reserve))
    return Bucket(max(0.0, filled.tokens - tokens), filled.seen_at), tokens


def refund(bucket: Bucket, unspent: int, rate: Rate) -> Bucket:
    """Return tokens that were not spent; what does not fit into the bucket is lost."""
    return Bucket(min(rate.burst, bucket.tokens + unspent), bucket.seen_at)


def time_to_next(bucket: Bucket, rate: Rate, now: datetime) -> timedelta:
    """Return how long it takes until there is a whole token."""
    filled = _refill(bucket, rate, now)
    missing = timedelta(seconds=max(0.0, 1 - filled.tokens) / rate.per_second)
    return missing + max(filled.seen_at - now, timedelta()) + (_MOMENT if missing else timedelta())


def _refill(bucket: Bucket, rate: Rate, now: datetime) -> Bucket:
    passed = now - bucket.seen_at
    if passed < timedelta():
        return Bucket(bucket.tokens, now) if -passed > CLOCK_STEP else bucket
    return Bucket(min(rate.burst, bucket.tokens + passed.total_seconds() * rate.per_second), now)
