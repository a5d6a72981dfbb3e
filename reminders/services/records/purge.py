"""Deletes the words of messages and replies once they have served their time, and what only guarded a moment.

A clinic keeps its medical record elsewhere: what stays here is that a message was planned and sent, when, with what
outcome, and the coded answers. 180 days is the default that `docs/data-protection.md` gives reasons for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.store.api import answers, outbox
from reminders.store.clinics import switches
from reminders.store.hl7 import messages as hl7_messages
from reminders.store.records import retention
from reminders.store.staff import audit_log
from reminders.store.staff.audit import INSTALLATION, add_entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

PURGE = "purge"
ONCE_IN = timedelta(hours=20)
"""A purge reads whole tables: once a day is enough, however often beat was started again."""

GUARDS_KEPT = timedelta(days=30)
ANSWERS_KEPT = timedelta(hours=24)
HL7_KEPT = timedelta(days=30)
"""How long an HL7 message can be shown and replayed; what became of it stays."""

BATCH_SIZE = 500


def purge(context: Context, keep_words: timedelta | None, keep_audit: timedelta | None = None) -> bool:
    """Delete what is older than `keep_words` (None: words are kept indefinitely); return False if a purge ran recently.

    `keep_audit` is how long audit entries are kept (None: indefinitely); chains continue from the last deleted one.

    Each batch is a transaction of its own, so that no one waits for it; a purge that is cut short goes on next time.
    """
    now = context.clock.now()
    with context.db.begin() as tx:
        last = switches.last_heartbeat(tx, PURGE)
        if last is not None and now - last < ONCE_IN:
            return False
        switches.beat_heart(tx, PURGE, now)
        answers.delete_old(tx, now - ANSWERS_KEPT)
        outbox.delete_old(tx, now - GUARDS_KEPT)
        retention.delete_expired(tx, now - GUARDS_KEPT, (now - GUARDS_KEPT).date())
    if keep_words is not None:
        for what, wipe in (("messages", retention.wipe_messages), ("replies", retention.wipe_replies)):
            _wipe_all(context, what, wipe, now - keep_words)
    _wipe_all(context, "HL7 messages", hl7_messages.wipe_contents, now - HL7_KEPT)
    if keep_audit is not None:
        _purge_audit(context, now - keep_audit)
    log.info("purged", keep_days=keep_words.days if keep_words else None)
    return True


def _wipe_all(
    context: Context, what: str, wipe: Callable[[Tx, datetime, str, int], str | None], before: datetime
) -> None:
    last: str | None = retention.FIRST
    while last is not None:
        with context.db.begin() as tx:
            last = wipe(tx, before, last, BATCH_SIZE)
            if last is not None:
                now = context.clock.now()
                add_entry(tx, AuditEntry(INSTALLATION, Action.PURGED_CONTENT, SYSTEM, now, detail=what))


def _purge_audit(context: Context, before: datetime) -> None:
    with context.db.read() as tx:
        ids = audit_log.clinics_with_entries(tx)
    for clinic_id in ids:
        with context.db.begin() as tx:
            deleted = audit_log.delete_old(tx, clinic_id, before)
            if deleted:
                now, detail = context.clock.now(), f"{deleted} entries"
                add_entry(tx, AuditEntry(clinic_id, Action.PURGED_AUDIT, SYSTEM, now, detail=detail))
