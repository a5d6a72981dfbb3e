"""What waits, in the order in which staff meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.alerts.alerts import AlertKind, open_alert
from reminders.store.alerts.triage import open_alerts
from tests.making import enroll_rows, row

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE, OTHER = "+12025550123", "+12025550124"


def test_an_emergency_stands_first_whatever_waits_longer(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE), row(phone=OTHER))
    with context.db.begin() as tx:
        for kind in (AlertKind.FUSE, AlertKind.BAD_ADDRESS):
            open_alert(tx, kind, clock.now(), clinic_id=clinic.id)
    receive(context, clinic, Channel.SMS, OTHER, "my wound is oozing pus")
    receive(context, clinic, Channel.SMS, PHONE, "I have chest pain")
    with context.db.read() as tx:
        waiting = open_alerts(tx, clinic.id, clock.now(), limit=20)
    assert [item.severity for item in waiting.alerts] == sorted(item.severity for item in waiting.alerts)
    assert [item.phone for item in waiting.alerts][:2] == [PHONE, OTHER]
    assert len(waiting.alerts) == waiting.total
