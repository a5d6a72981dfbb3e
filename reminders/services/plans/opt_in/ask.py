"""Asks the owner of a phone to confirm texts, once, before a clinic with double opt-in sends any.

Called inside the transaction that plans: a plan that waits for an answer and the question are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.consent.opt_in import must_ask
from reminders.core.model.contact import Channel, Party, Reach
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Reason, Status
from reminders.store.consent.opt_ins import known_phones, of_phone
from reminders.store.enrollment.patients import address_hashes
from reminders.store.replies import opt_in_questions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Contact
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.plans.planning import PlannedMessage
    from reminders.store.database.session import Tx

ASK_WITHIN: Final = timedelta(hours=48)
"""After an outage longer than this the question is not sent; the next change of the plan asks again."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose phone it is: the patient, or the caregiver, whose language the question has."""

    phone: str | None
    language: str
    zone: ZoneInfo
    party: Party = Party.PATIENT


def ask_to_confirm(  # noqa: PLR0913, PLR0917 who is asked, about which plan
    tx: Tx,
    clinic: Clinic,
    enrollment: Enrollment,
    owner: Owner,
    contact: Contact,
    plan: Sequence[PlannedMessage],
    now: datetime,
    *,
    new: bool = False,
) -> bool:
    """Plan the question if this plan waits for a yes and it was not asked; `new`: the enrollment is made just now."""
    if not clinic.double_opt_in:
        return False
    hashes = address_hashes(tx, Channel.SMS, owner.phone) if owner.phone else []
    if not new:
        opt_in_questions.withdraw(tx, enrollment.patient_id, owner.party, hashes, now)
    waiting = contact.of(Channel.SMS) is Reach.NOT_CONFIRMED and enrollment.state is EnrollmentState.ACTIVE
    if not (waiting and owner.phone and any(_would_go(message) for message in plan)):
        return False
    known = of_phone(known_phones(tx, clinic.id, hashes), hashes)
    if not must_ask(known, now, new_enrollment=new):
        return False
    due_at = clinic.hours.next_allowed(now, owner.zone)
    question = opt_in_questions.Question(
        clinic_id=clinic.id,
        patient_id=enrollment.patient_id,
        party=owner.party,
        enrollment_id=enrollment.id,
        revision=enrollment.plan_revision,
        phone=owner.phone,
        language=owner.language,
        due_at=due_at,
        send_before=due_at + ASK_WITHIN,
    )
    return opt_in_questions.ask(tx, question, hashes, now)


def _would_go(message: PlannedMessage) -> bool:
    """Whether a step is still to come, by email meanwhile or not at all while the phone is not confirmed."""
    return message.status is Status.PLANNED or message.reason == Reason.NOT_CONFIRMED
