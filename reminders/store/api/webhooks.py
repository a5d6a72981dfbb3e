"""A clinic's webhooks. Address and secret are encrypted; the secret is read only to sign."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from reminders.core.api.webhooks import Webhook, next_try
from reminders.store.database.vault import CellId
from reminders.store.tables import webhooks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_URL, _SECRET = "webhooks.url", "webhooks.secret"


def insert_webhook(tx: Tx, clinic_id: int, url: str, secret: str, at: datetime, *, includes_data: bool) -> Webhook:
    """Store a webhook."""
    new = Webhook(str(uuid.uuid4()), clinic_id, url, includes_data, at)
    values = {
        "id": new.id,
        "clinic_id": clinic_id,
        "url": tx.vault.encrypt(CellId(_URL, new.id), url, of=clinic_id),
        "secret": tx.vault.encrypt(CellId(_SECRET, new.id), secret, of=clinic_id),
        "includes_data": includes_data,
        "created_at": at,
    }
    tx.conn.execute(insert(webhooks).values(values))
    return new


def list_webhooks(tx: Tx, clinic_id: int) -> list[Webhook]:
    """Return a clinic's webhooks, oldest first, but those that were removed."""
    query = select(webhooks).where(webhooks.c.clinic_id == clinic_id, webhooks.c.removed_at.is_(None))
    return [_webhook(tx, row) for row in tx.conn.execute(query.order_by(webhooks.c.created_at, webhooks.c.id))]


def find_webhook(tx: Tx, clinic_id: int, webhook_id: str) -> Webhook | None:
    """Return a clinic's webhook of that id, locked, or None."""
    query = select(webhooks).where(
        webhooks.c.id == webhook_id, webhooks.c.clinic_id == clinic_id, webhooks.c.removed_at.is_(None)
    )
    row = tx.conn.execute(query.with_for_update()).first()
    return _webhook(tx, row) if row else None


def ids_to_try(tx: Tx, now: datetime) -> list[str]:
    """Return the webhooks that are on and may be tried now."""
    query = select(webhooks.c.id).where(
        webhooks.c.disabled_at.is_(None),
        webhooks.c.removed_at.is_(None),
        webhooks.c.retry_at.is_(None) | (webhooks.c.retry_at <= now),
    )
    return list(tx.conn.execute(query.order_by(webhooks.c.id)).scalars())


def lock_with_secret(tx: Tx, webhook_id: str) -> tuple[Webhook, str] | None:
    """Return a webhook that is on with its secret, locked; None while another process is at it."""
    query = select(webhooks).where(
        webhooks.c.id == webhook_id, webhooks.c.disabled_at.is_(None), webhooks.c.removed_at.is_(None)
    )
    row = tx.conn.execute(query.with_for_update(skip_locked=True)).first()
    return (_webhook(tx, row), tx.vault.decrypt(CellId(_SECRET, row.id), row.secret)) if row else None


def failing(tx: Tx, clinic_id: int) -> list[Webhook]:
    """Return a clinic's webhooks that are failing or were switched off for it."""
    return [item for item in list_webhooks(tx, clinic_id) if item.failing_since is not None]


def note_works(tx: Tx, webhook_id: str) -> None:
    """Write down that a webhook took an event."""
    _change(tx, webhook_id, failures=0, failing_since=None, retry_at=None)


def note_failed(tx: Tx, webhook: Webhook, now: datetime) -> Webhook:
    """Write down that a try failed, and when the next one is due; return the webhook as it stands."""
    failures, since = webhook.failures + 1, webhook.failing_since or now
    retry_at = next_try(failures, now)
    _change(tx, webhook.id, failures=failures, failing_since=since, retry_at=retry_at)
    return Webhook(
        webhook.id, webhook.clinic_id, webhook.url, webhook.includes_data, webhook.created_at, failures, since, retry_at
    )


def switch_off(tx: Tx, webhook_id: str, at: datetime) -> None:
    """Post nothing any more; events wait."""
    _change(tx, webhook_id, disabled_at=at)


def switch_on(tx: Tx, webhook_id: str) -> None:
    """Post again, from now on as if nothing had failed."""
    _change(tx, webhook_id, disabled_at=None, failures=0, failing_since=None, retry_at=None)


def remove(tx: Tx, webhook_id: str, at: datetime) -> None:
    """Forget a webhook; what was delivered stays on record."""
    _change(tx, webhook_id, removed_at=at, failing_since=None)


def _change(tx: Tx, webhook_id: str, **values: Any) -> None:
    tx.conn.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(**values))


def _webhook(tx: Tx, row: Row[Any]) -> Webhook:
    return Webhook(
        id=row.id,
        clinic_id=row.clinic_id,
        url=tx.vault.decrypt(CellId(_URL, row.id), row.url),
        includes_data=row.includes_data,
        created_at=row.created_at,
        failures=row.failures,
        failing_since=row.failing_since,
        retry_at=row.retry_at,
        disabled_at=row.disabled_at,
    )
