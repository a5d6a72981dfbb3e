"""Notifies the next on-call contact at once when a notice cannot be delivered, and tells staff.

Otherwise a disconnected phone would delay every alert by the full wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from reminders.core.alerts.on_call import on_duty_tellings, who_to_notify
from reminders.store.alerts import alerts, escalations, on_call
from reminders.store.alerts.alerts import AlertKind
from reminders.store.clinics import clinics

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)


def notify_next_on_call(tx: Tx, message_id: str, now: datetime) -> None:
    """Notify the next contact now, unless this person can still be reached another way.

    Only on the first pass through the list: if no one can be reached, continuing at once would never end.
    """
    notice = escalations.find_notice(tx, message_id)
    if notice is None:
        return
    alerts.open_alert_once(tx, AlertKind.ON_CALL, now, clinic_id=notice.clinic_id, detail=notice.name)
    if escalations.has_another_way(tx, notice, message_id):
        return
    people = on_call.list_on_call(tx, notice.clinic_id)
    zone = clinics.get_clinic(tx, notice.clinic_id).zone
    duty = len(who_to_notify(people, now, zone))
    everyone = len(people) if duty == len(people) else on_duty_tellings(people, now, zone) + len(people)
    if escalations.escalate_now(tx, notice, now, below=everyone):
        log.warning("on_call_not_reached", clinic_id=notice.clinic_id, message_id=message_id)
