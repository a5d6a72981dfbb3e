"""Notifies the on-call list of an alert: the first contact at once, the next after the clinic's wait, and repeats.

It continues until someone acknowledges, and starts over if no one closes the alert within hours of that. Notices
say that something is waiting and where; what it is can be read only after signing in.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

import structlog

from reminders.core.alerts.escalation import STRANGERS_AN_HOUR, STRANGERS_WITHIN, next_telling
from reminders.core.alerts.on_call import person_to_notify, who_to_notify
from reminders.core.plans.identity import notice_key
from reminders.store.alerts import escalations, on_call
from reminders.store.alerts.escalations import OnCallNotice
from reminders.store.clinics import clinics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.alerts.escalation import Telling
    from reminders.core.alerts.on_call import OnCall
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.alerts.escalations import DueAlert
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

NOTICE = "urgent_reply"
TELL_WITHIN = timedelta(hours=1)
"""A notice that could not leave within the hour is dropped: others have been told since."""


def escalate(context: Context) -> int:
    """Notify the next on-call contact of each alert that is due; return how many. Safe to run twice."""
    with context.db.begin() as tx:
        return tell_due(tx, context.clock.now())


def tell_due(tx: Tx, at: datetime, clinic_ids: Sequence[int] | None = None) -> int:
    """Send notices of the alerts that are due, in the caller's transaction; one notice per person covers them all."""
    due = escalations.take_due(tx, at, clinic_ids)
    for (clinic_id, of_strangers, level), group in groupby(sorted(due, key=_place), key=_place):
        alerts = list(group)
        if of_strangers and _put_off(tx, clinic_id, alerts, at):
            continue
        _tell(tx, clinics.get_clinic(tx, clinic_id), level, alerts, at)
    return len(due)


def _place(alert: DueAlert) -> tuple[int, bool, int]:
    return alert.clinic_id, not alert.known, alert.level


def _put_off(tx: Tx, clinic_id: int, due: Sequence[DueAlert], at: datetime) -> bool:
    """Postpone alerts about unknown numbers once enough notices went out in an hour; one later notice covers them all.

    A flood from unknown numbers must not wear out the phone that a patient's emergency rings.
    """
    notices = escalations.stranger_notices(tx, clinic_id, at - STRANGERS_WITHIN)
    if len(notices) < STRANGERS_AN_HOUR:
        return False
    escalations.put_off(tx, [alert.id for alert in due], min(notices) + STRANGERS_WITHIN)
    log.warning("stranger_notices_put_off", clinic_id=clinic_id, alerts=len(due))
    return True


def _tell(tx: Tx, clinic: Clinic, level: int, due: Sequence[DueAlert], at: datetime) -> None:
    people = on_call.list_on_call(tx, clinic.id)
    if not people:
        return  # the list was emptied just now; the alert stays due
    telling: Telling = next_telling(
        level, len(who_to_notify(people, at, clinic.zone)), timedelta(minutes=clinic.escalate_minutes), at
    )
    person: OnCall = person_to_notify(people, level, at, clinic.zone)
    first, alert_ids = due[0], [alert.id for alert in due]
    notice = OnCallNotice(clinic.id, person.name, tuple(alert_ids), at)
    for channel, address in person.ways:
        escalations.insert_notice(
            tx,
            notice,
            message_id=str(uuid.uuid4()),
            identity=notice_key(first.id, f"{level}.{first.times}", person.id, channel, at),
            channel=channel,
            address=address,
            language=clinic.language_list[0],
            template=NOTICE,
            send_before=at + TELL_WITHIN,
        )
    escalations.mark_told(tx, alert_ids, level + 1, at, telling.next_at)
    log.info("told_on_call", clinic_id=clinic.id, alerts=len(alert_ids), level=level, place=people.index(person) + 1)
