"""Goes on to the next person on call at once when a notice cannot reach the one it was for, and lists that for staff.

A phone that is no phone any more would else cost the patient the whole wait, at every alert.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from reminders.store.alerts import alerts, escalations, on_call
from reminders.store.alerts.alerts import AlertKind

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)


def notify_next_on_call(tx: Tx, message_id: str, now: datetime) -> None:
    """Have the next one told now, unless this person can still be reached another way.

    Only the first time through the list: where nobody can be reached, going on at once would go round for ever.
    """
    notice = escalations.find_notice(tx, message_id)
    if notice is None:
        return
    alerts.open_alert_once(tx, AlertKind.ON_CALL, now, clinic_id=notice.clinic_id, detail=notice.name)
    if escalations.has_another_way(tx, notice, message_id):
        return
    people = len(on_call.list_on_call(tx, notice.clinic_id))
    if escalations.escalate_now(tx, notice, now, below=people):
        log.warning("on_call_not_reached", clinic_id=notice.clinic_id, message_id=message_id)
