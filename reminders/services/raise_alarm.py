"""Raises the alarm over a text that may describe an emergency: an alert for staff, a safety answer for the patient.

Whoever is on call is told in the same breath; `reminders.services.escalate` goes on from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.replies import RedFlag
from reminders.services.answer_back import answer_back
from reminders.services.escalate import tell_due
from reminders.store import alerts, escalations
from reminders.store.alerts import AlertKind

if TYPE_CHECKING:
    from reminders.services.inbound import Inbound

SAFETY_ANSWERS = {RedFlag.A: "emergency", RedFlag.B: "urgent"}


def raise_alarm(inbound: Inbound, flag: RedFlag, reply_id: str, *, stops: bool) -> None:
    """Open an alert in every clinic whose patient may have written, and answer.

    Whoever has stopped our texts, with this one or before, gets none: staff are asked to phone instead.
    """
    silent = stops or inbound.is_opted_out
    detail = f"tier {flag.value}" + (", phone them: texts are stopped" if silent else "")
    concerned = sorted({holder.clinic_id for holder in inbound.holders} or {inbound.clinic.id})
    for clinic_id in concerned:
        here = [holder.id for holder in inbound.holders if holder.clinic_id == clinic_id]
        alerts.open_alert(
            inbound.tx,
            AlertKind.RED_FLAG,
            inbound.at,
            clinic_id=clinic_id,
            patient_id=here[0] if len(here) == 1 == len(inbound.holders) else None,
            reply_id=reply_id,
            detail=detail,
            told=escalations.told_of_sender(inbound.tx, clinic_id, inbound.address_hashes),
        )
    tell_due(inbound.tx, inbound.at, concerned)
    if not silent:
        answer_back(inbound, reply_id, SAFETY_ANSWERS[flag])
