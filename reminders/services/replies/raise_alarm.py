"""Raises the alarm over a text that may describe an emergency: an alert for staff, a safety answer for the patient.

The on-call contact is notified at the end of the same transaction; `reminders.services.alerts.escalate` continues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import FLAG_SEVERITY, AlertKind
from reminders.core.replies.replies import RedFlag
from reminders.services.replies.answer_back import answer_back
from reminders.store.alerts import alerts

if TYPE_CHECKING:
    from reminders.core.alerts.alert_kinds import Severity
    from reminders.services.replies.inbound import Inbound

SAFETY_ANSWERS = {RedFlag.A: "emergency", RedFlag.B: "urgent"}


def raise_alarm(inbound: Inbound, flag: RedFlag, reply_id: str, *, stops: bool, starts: bool = False) -> None:
    """Open an alert in every clinic whose patient may have written, and answer.

    A person who has stopped our texts, with this one or before, gets none, unless this one starts them again: staff are
    asked to phone instead.
    """
    silent = stops or (inbound.is_opted_out and not starts)
    detail = f"tier {flag.value}" + (", phone them: texts are stopped" if silent else "")
    concerned = inbound.concerned
    for clinic_id in concerned:
        about = about_sender(inbound, clinic_id, FLAG_SEVERITY[flag], reply_id, detail)
        alerts.raise_alert(inbound.tx, AlertKind.RED_FLAG, inbound.at, about)
    inbound.alarmed.update(concerned)
    if not silent:
        answer_back(inbound, reply_id, SAFETY_ANSWERS[flag])


def about_sender(
    inbound: Inbound, clinic_id: int, severity: Severity, reply_id: str, detail: str | None = None
) -> alerts.About:
    """Say what an alert over this text is about: one is open per clinic, phone and kind."""
    here = [holder.id for holder in inbound.holders if holder.clinic_id == clinic_id]
    return alerts.About(
        clinic_id,
        inbound.address_hashes,
        severity,
        known=bool(inbound.holders),
        patient_id=here[0] if len(here) == 1 == len(inbound.holders) else None,
        reply_id=inbound.copies.get(clinic_id, reply_id),
        detail=detail,
    )
