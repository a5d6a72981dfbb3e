"""Says in the log and in a counter that a sign-in failed, without saying whose: an alarm watches the rate."""

from __future__ import annotations

import structlog

from reminders.telemetry.instruments import note_sign_in_failure

log = structlog.get_logger(__name__)


def count_failure(reason: str) -> None:
    """Count one that failed because of a wrong `password` or `code`, or because it was `throttled`."""
    note_sign_in_failure(reason)
    log.warning("sign_in_failed", reason=reason)
