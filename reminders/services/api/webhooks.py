"""A clinic's webhooks: added with a secret that is shown once, switched off and on, removed; events sent again."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Final

from reminders.core.api.webhooks import SECRET_PREFIX, Webhook
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError
from reminders.services.api.deliver_webhooks import settle_alarm
from reminders.services.forms.fields import FieldError
from reminders.store.api import outbox, webhooks
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.api.webhooks import Delivery
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MOST: Final = 10
SHOWN: Final = 50
_SECRET_BYTES = 32


def list_webhooks(context: Context, clinic: Clinic) -> tuple[Sequence[Webhook], Sequence[Delivery]]:
    """Return a clinic's webhooks and its latest events, newest first."""
    with context.db.read() as tx:
        return webhooks.list_webhooks(tx, clinic.id), outbox.list_latest(tx, clinic.id, SHOWN)


def add_webhook(
    context: Context, clinic: Clinic, url: str, *, includes_data: bool = False, actor: Actor
) -> tuple[Webhook, str]:
    """Add a webhook and return it with its secret, which is not shown again.

    Raises:
        FieldError: the address cannot be used, or there are too many.

    """
    url = url.strip()
    if context.poster is None:
        raise FieldError("url", "webhooks are not available here")
    if problem := context.poster.refuses(url):
        raise FieldError("url", problem)
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    now = context.clock.now()
    with context.db.begin() as tx:
        if len(webhooks.list_webhooks(tx, clinic.id)) >= MOST:
            raise FieldError("url", "there are {most} webhooks already; remove one first", most=MOST)
        new = webhooks.insert_webhook(tx, clinic.id, url, secret, now, includes_data=includes_data)
        add_entry(tx, AuditEntry(clinic.id, Action.ADDED_WEBHOOK, actor, now, detail=f"webhook {new.id}"))
    return new, secret


def switch_webhook(context: Context, clinic: Clinic, webhook_id: str, *, on: bool, actor: Actor) -> None:
    """Switch a webhook on or off; its events wait until it is on.

    Raises:
        NotFoundError: the clinic has no such webhook.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        webhook = _pick(tx, clinic, webhook_id)
        if on:
            webhooks.switch_on(tx, webhook.id)
        elif webhook.disabled_at is None:
            webhooks.switch_off(tx, webhook.id, now)
        settle_alarm(tx, clinic.id, now)
        action = Action.SWITCHED_WEBHOOK_ON if on else Action.SWITCHED_WEBHOOK_OFF
        add_entry(tx, AuditEntry(clinic.id, action, actor, now, detail=f"webhook {webhook.id}"))


def remove_webhook(context: Context, clinic: Clinic, webhook_id: str, *, actor: Actor) -> None:
    """Remove a webhook; what waits for it is not posted any more.

    Raises:
        NotFoundError: the clinic has no such webhook.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        webhook = _pick(tx, clinic, webhook_id)
        webhooks.remove(tx, webhook.id, now)
        settle_alarm(tx, clinic.id, now)
        add_entry(tx, AuditEntry(clinic.id, Action.REMOVED_WEBHOOK, actor, now, detail=f"webhook {webhook.id}"))


def try_webhook(context: Context, clinic: Clinic, webhook_id: str, *, actor: Actor) -> None:
    """Have an event posted that is about no patient.

    Raises:
        NotFoundError: the clinic has no such webhook.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        webhook = _pick(tx, clinic, webhook_id)
        outbox.add_test(tx, clinic.id, webhook.id, now)
        add_entry(tx, AuditEntry(clinic.id, Action.TESTED_WEBHOOK, actor, now, detail=f"webhook {webhook.id}"))


def replay_delivery(context: Context, clinic: Clinic, delivery_id: str, *, actor: Actor) -> None:
    """Have an event posted once more, under the id that it had.

    Raises:
        NotFoundError: the clinic has no such event.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        if not outbox.replay(tx, clinic.id, delivery_id, now):
            raise NotFoundError("no such event")
        add_entry(tx, AuditEntry(clinic.id, Action.REPLAYED_EVENT, actor, now, detail=f"event {delivery_id}"))


def replay_since(context: Context, clinic: Clinic, since: datetime, *, actor: Actor) -> int:
    """Have every event since a moment posted once more, each under the id that it had; return how many."""
    now = context.clock.now()
    with context.db.begin() as tx:
        count = outbox.replay_since(tx, clinic.id, since, now)
        add_entry(tx, AuditEntry(clinic.id, Action.REPLAYED_EVENT, actor, now, detail=f"{count} events"))
    return count


def _pick(tx: Tx, clinic: Clinic, webhook_id: str) -> Webhook:
    webhook = webhooks.find_webhook(tx, clinic.id, webhook_id)
    if webhook is None:
        raise NotFoundError("no such webhook")
    return webhook
