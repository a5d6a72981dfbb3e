"""Says in the log and in a counter that a sign-in failed, without saying whose: an alarm watches the rate."""

from __future__ import annotations

from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter

log = structlog.get_logger(__name__)

REGISTRY: Final = CollectorRegistry()
"""Of this process: `/metrics` adds it to what the database tells."""

_FAILURES: Final = Counter(
    "reminders_sign_in_failures", "Sign-ins that failed in this process.", ["reason"], registry=REGISTRY
)


def count_failure(reason: str) -> None:
    """Count one that failed because of a wrong `password` or `code`, or because it was `throttled`."""
    _FAILURES.labels(reason).inc()
    log.warning("sign_in_failed", reason=reason)
