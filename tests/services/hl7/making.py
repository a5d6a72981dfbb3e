"""A clinic that gets HL7 messages, and what became of them in short words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.services.hl7.receive import Receipt, receive
from reminders.store.tables import audit, enrollments, hl7_messages, messages, patients
from tests.core.hl7.making import RIVERSIDE
from tests.making import all_rows, enroll_rows, row

if TYPE_CHECKING:
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

AGREED = "ZSU|Y|Y"
"""A segment by which the hospital says that the patient agreed to texts."""

ANA = "PID|1||70001^^^RIV^MR||RIVERA^ANA^^^^^L||19610412|F|||||(202) 555-0123^PRN^CP||eng"


def take(context: Context, clinic: Clinic, *texts: str, partner: Partner = RIVERSIDE) -> list[Receipt]:
    """Take messages in, one after the other."""
    return [receive(context, clinic, partner, text.encode()) for text in texts]


def outcomes(context: Context, clinic: Clinic, *texts: str, partner: Partner = RIVERSIDE) -> list[str]:
    """Take messages in; return `AA enrolled` and the like."""
    receipts = take(context, clinic, *texts, partner=partner)
    return [f"{item.code} {item.outcome}" for item in receipts]


def enroll_ana(context: Context, clinic: Clinic, **more: str) -> None:
    """Enroll the patient of these messages, as a nurse did by CSV."""
    values = {"external_id": "C-1", "given_name": "Ana", "family_name": "Rivera", "phone": "(202) 555-0123"}
    enroll_rows(context, clinic, row(**values | {"birth_date": "1961-04-12"} | more))


def surgeries(context: Context) -> list[str]:
    """List the enrollments as `date state`."""
    return sorted(f"{item.surgery_date} {item.state}" for item in all_rows(context, enrollments))


def stored(context: Context) -> list[str]:
    """List the messages that were kept, as `control id: state outcome`."""
    rows = sorted(all_rows(context, hl7_messages), key=lambda item: (item.received_at, item.control_id))
    return [f"{item.control_id}: {item.state} {item.outcome}" for item in rows]


def done_by_hl7(context: Context) -> list[str]:
    """List what the audit log says that the partner did."""
    return [
        item.action
        for item in all_rows(context, audit)
        if (item.actor_kind, item.actor_name) == ("partner", "hl7:riverside")
    ]


def planned(context: Context) -> int:
    """Count the messages that will go out."""
    return sum(item.status == "planned" for item in all_rows(context, messages))


def people(context: Context) -> int:
    """Count the patients who are there."""
    return sum(item.erased_at is None for item in all_rows(context, patients))


WITHOUT_MAPPING = replace(RIVERSIDE, procedures={"00000": "laminectomy"})
