"""Deletes the words of messages and replies once they have served their time, and what only guarded a moment.

A clinic keeps its medical record elsewhere: what stays here is that a message was planned and sent, when, with what
outcome, and the coded answers. 180 days is the default that `docs/data-protection.md` gives reasons for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from reminders.store import retention, switches

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.store.session import Tx

log = structlog.get_logger(__name__)

PURGE = "purge"
ONCE_IN = timedelta(hours=20)
"""A purge reads whole tables: once a day is enough, however often beat was started again."""

GUARDS_KEPT = timedelta(days=30)
AT_ONCE = 500


def purge(context: Context, keep_words: timedelta | None) -> bool:
    """Delete what is older than `keep_words` (None: words stay for ever); return False when it was done of late.

    Each batch is a transaction of its own, so that nobody waits for it; a purge that is cut short goes on next time.
    """
    now = context.clock.now()
    with context.db.begin() as tx:
        last = switches.last_heartbeat(tx, PURGE)
        if last is not None and now - last < ONCE_IN:
            return False
        switches.beat_heart(tx, PURGE, now)
        retention.delete_expired(tx, now - GUARDS_KEPT, (now - GUARDS_KEPT).date())
    if keep_words is not None:
        for wipe in (retention.wipe_messages, retention.wipe_replies):
            _wipe_all(context, wipe, now - keep_words)
    log.info("purged", keep_days=keep_words.days if keep_words else None)
    return True


def _wipe_all(context: Context, wipe: Callable[[Tx, datetime, str, int], str | None], before: datetime) -> None:
    last: str | None = retention.FIRST
    while last is not None:
        with context.db.begin() as tx:
            last = wipe(tx, before, last, AT_ONCE)
