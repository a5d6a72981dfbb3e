"""What a process counts and times about itself, for Prometheus.

Each process has its own numbers, from its start; Prometheus adds them up. Labels come from our own enums, so their
number is bounded, and no label or value is about a person. What the database knows better is in
services.upkeep.service_numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

if TYPE_CHECKING:
    from datetime import timedelta

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_MINUTE, _HOUR = 60, 3600
_SECONDS_TO_HOURS = (1, 2, 5, 10, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE, _HOUR, 6 * _HOUR)
_MINUTES_TO_HOURS = (_MINUTE, *(_MINUTE * n for n in (2, 5, 10, 20, 30)), _HOUR, 2 * _HOUR, 12 * _HOUR)

_LATENESS = Histogram(
    "reminders_lateness_seconds",
    "How long after it should have left a message was sent, by lane.",
    ["lane"],
    buckets=_SECONDS_TO_HOURS,
    registry=REGISTRY,
)
_SENDS = Counter(
    "reminders_sends", "Requests to providers, by lane and outcome.", ["lane", "outcome"], registry=REGISTRY
)
_RECEIPT_LAG = Histogram(
    "reminders_receipt_lag_seconds",
    "How long after a text was sent its last receipt came.",
    buckets=_SECONDS_TO_HOURS,
    registry=REGISTRY,
)
_ACKNOWLEDGED = Histogram(
    "reminders_reply_acknowledged_seconds",
    "How long after a patient's urgent text someone acknowledged it.",
    buckets=_MINUTES_TO_HOURS,
    registry=REGISTRY,
)
_SIGN_IN_FAILURES = Counter(
    "reminders_sign_in_failures", "Sign-ins that were refused, by reason.", ["reason"], registry=REGISTRY
)
_WEBHOOK_LAG = Histogram(
    "reminders_webhook_lag_seconds",
    "How long after it happened an event arrived at a webhook.",
    buckets=_SECONDS_TO_HOURS,
    registry=REGISTRY,
)
_CLOCK_JUMPS = Counter(
    "reminders_clock_jumps", "How often the clock of this machine was set while the process ran.", registry=REGISTRY
)

SIGN_IN_REASONS: Final = ("password", "code", "throttled", "confirm", "sso")
for _reason in SIGN_IN_REASONS:
    _SIGN_IN_FAILURES.labels(_reason)  # a rate needs the zero that it grew from


def note_send(lane: str, outcome: str, late: timedelta | None) -> None:
    """Count a send that came back. `late` is how long after its time it left, None when it did not arrive."""
    _SENDS.labels(lane, outcome).inc()
    if late is not None:
        _LATENESS.labels(lane).observe(max(0.0, late.total_seconds()))


def note_receipt(lag: timedelta) -> None:
    """Note how long a provider took to say what became of a text."""
    _RECEIPT_LAG.observe(max(0.0, lag.total_seconds()))


def note_acknowledged(wait: timedelta) -> None:
    """Note how long an urgent text waited until someone acknowledged it."""
    _ACKNOWLEDGED.observe(max(0.0, wait.total_seconds()))


def note_sign_in_failure(reason: str) -> None:
    """Count a refused sign-in; `reason` is one of SIGN_IN_REASONS."""
    _SIGN_IN_FAILURES.labels(reason).inc()


def note_clock_jump() -> None:
    """Count that the wall clock was set by more than a time server corrects."""
    _CLOCK_JUMPS.inc()


def note_webhook(lag: timedelta) -> None:
    """Note how long after it happened an event arrived."""
    _WEBHOOK_LAG.observe(max(0.0, lag.total_seconds()))
