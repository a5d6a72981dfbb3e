"""Delivers events to webhooks: claimed and committed first, posted outside any transaction, the outcome written after.

An event may arrive twice (a process that dies between the two), under the same id, and never out of order for one
enrollment. While a webhook fails, one event at a time is tried, ever less often.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog

from reminders.core.api.webhooks import ALARM_AFTER, GIVE_UP_AFTER, Webhook, signature
from reminders.core.model.errors import NotFoundError
from reminders.ports import Post
from reminders.services.api.documents import fields_of
from reminders.services.pick_patient import pick_surgery
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.api import outbox, webhooks
from reminders.store.clinics import clinics
from reminders.telemetry.instruments import note_webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from reminders.core.api.webhooks import Delivery
    from reminders.ports import PostAnswer
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

AT_ONCE: Final = 50
BUDGET: Final = timedelta(seconds=30)
"""How long one run may take; the next one goes on."""

_GONE = 410
_DETAIL = "webhook"


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was claimed for one webhook."""

    webhook: Webhook
    deliveries: Sequence[Delivery]
    posts: Sequence[Post]


def deliver_webhooks(context: Context, stopping: Callable[[], bool] = lambda: False) -> int:
    """Post what is due, until nothing is or the time is up; return how many events arrived."""
    until = context.clock.monotonic() + BUDGET.total_seconds()
    arrived = 0
    while context.poster is not None and not stopping() and context.clock.monotonic() < until:
        with context.db.read() as tx:
            ids = webhooks.ids_to_try(tx, context.clock.now())
        batches = [batch for webhook_id in ids if (batch := _claim(context, webhook_id))]
        if not batches:
            break
        answers = iter(context.poster.post_all([post for batch in batches for post in batch.posts]))
        for batch in batches:
            arrived += _record(context, batch, [next(answers) for _ in batch.posts])
    return arrived


def settle_alarm(tx: Tx, clinic_id: int, now: datetime) -> None:
    """Open the alarm when a webhook of a clinic has failed for an hour, close it when none is failing any more."""
    failing = [item.failing_since for item in webhooks.failing(tx, clinic_id) if item.failing_since]
    if any(now - since >= ALARM_AFTER for since in failing):
        alerts.open_alert_once(tx, AlertKind.WEBHOOK_DOWN, now, clinic_id=clinic_id, detail=_DETAIL)
    elif not failing:
        alerts.close_alerts(tx, AlertKind.WEBHOOK_DOWN, now, clinic_ids=[clinic_id])


def _claim(context: Context, webhook_id: str) -> _Batch | None:
    now = context.clock.now()
    with context.db.begin() as tx:
        found = webhooks.lock_with_secret(tx, webhook_id)
        if found is None:
            return None
        webhook, secret = found
        deliveries = outbox.claim_next(tx, webhook_id, 1 if webhook.failures else AT_ONCE, now)
        posts = [_post(context, tx, webhook, secret, item, now) for item in deliveries]
    return _Batch(webhook, deliveries, posts) if deliveries else None


def _post(context: Context, tx: Tx, webhook: Webhook, secret: str, item: Delivery, now: datetime) -> Post:
    data: dict[str, Any] = {"enrollment_id": item.enrollment_id, "patient_id": item.patient_id, **item.details}
    if webhook.includes_data and item.enrollment_id:
        data["enrollment"] = _enrollment(context, tx, webhook.clinic_id, item.enrollment_id)
    document = {"type": item.type, "timestamp": item.occurred_at.isoformat(), "data": data}
    body = json.dumps(document, ensure_ascii=False).encode()
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "reminders-webhooks",
        "webhook-id": item.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, item.id, timestamp, body),
    }
    return Post(webhook.url, headers, body)


def _enrollment(context: Context, tx: Tx, clinic_id: int, enrollment_id: str) -> dict[str, Any] | None:
    try:
        enrollment = pick_surgery(tx, clinics.get_clinic(tx, clinic_id), enrollment_id)
    except NotFoundError:
        return None
    return None if enrollment.state_reason == "erased" else fields_of(context, tx, enrollment)


def _record(context: Context, batch: _Batch, answers: Sequence[PostAnswer]) -> int:
    """Write the outcomes down; return how many events arrived."""
    now, arrived, webhook = context.clock.now(), 0, batch.webhook
    is_gone = False
    with context.db.begin() as tx:
        for item, answer in zip(batch.deliveries, answers, strict=True):
            says = str(answer.status) if answer.status is not None else answer.problem
            if answer.status is not None and 200 <= answer.status < 300:  # noqa: PLR2004 success (RFC 9110)
                outbox.note_delivered(tx, item, says, now)
                note_webhook(now - item.occurred_at)
                arrived += 1
            else:
                outbox.note_failed(tx, item, says, now)
                is_gone = is_gone or answer.status == _GONE
        if arrived:
            webhooks.note_works(tx, webhook.id)
        else:
            webhook = webhooks.note_failed(tx, webhook, now)
            log.warning("webhook_failed", webhook_id=webhook.id, failures=webhook.failures)
        since = webhook.failing_since if not arrived else None
        if is_gone or (since is not None and now - since >= GIVE_UP_AFTER):
            webhooks.switch_off(tx, webhook.id, now)
            log.error("webhook_switched_off", webhook_id=webhook.id)
        if webhook.failures or not arrived:
            settle_alarm(tx, webhook.clinic_id, now)
    return arrived
