"""What goes out of a plan as it stands: how many messages, when the first does, and what to warn of.

Called inside the transaction that starts, changes or moves plans, so that trying it shows what doing it would.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.enrollment import EnrollmentState
from reminders.services.plans import warnings
from reminders.services.plans.reach import contacts_of
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment import enrollments, patients
from reminders.store.plans.outlook import outlooks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Contact
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.plans.warnings import PlanWarning
    from reminders.store.database.session import Tx
    from reminders.store.enrollment.enrollments import Booked
    from reminders.store.plans.outlook import Outlook


@dataclass(frozen=True, slots=True)
class UpcomingPlan:
    """What goes out of one plan; `first` is on the patient's clock, `duplicates` say that it is there twice."""

    messages: int
    first: datetime | None
    sent: int
    warnings: tuple[PlanWarning, ...]
    duplicates: tuple[PlanWarning, ...]

    @property
    def all_warnings(self) -> tuple[PlanWarning, ...]:
        """Everything that there is to warn of."""
        return (*self.warnings, *self.duplicates)


@dataclass(frozen=True, slots=True)
class JustMade:
    """Patients whom this transaction has made, by id, and what their plans hold, by enrollment id.

    What was written a moment ago, and no one else can have seen, is not read again.
    """

    people: dict[str, Patient] = field(default_factory=dict[str, "Patient"])
    contacts: dict[str, Contact] = field(default_factory=dict[str, "Contact"])
    outlooks: dict[str, Outlook] = field(default_factory=dict[str, "Outlook"])


def look_ahead(  # noqa: PLR0913
    context: Context,
    tx: Tx,
    clinic: Clinic,
    items: Sequence[Enrollment],
    now: datetime,
    *,
    silent: Collection[str] = (),
    made: JustMade | None = None,
) -> dict[str, UpcomingPlan]:
    """Return what is ahead by enrollment id; six queries for any number. `silent`: ids that need no warnings.

    With `made`, the context is that of the clinic already (`at_clinic`), and those patients cost no query.
    """
    if made is None:
        context, made = at_clinic(context, clinic, tx), JustMade()
    ahead = made.outlooks | outlooks(tx, [item.id for item in items if item.id not in made.outlooks])
    ids = {item.patient_id for item in items}
    people = made.people | patients.get_patients(tx, ids - made.people.keys())
    with_warnings = [item for item in items if item.id not in silent]
    known = {item.patient_id for item in with_warnings} - made.contacts.keys()
    contacts = made.contacts | (contacts_of(tx, clinic, [people[one] for one in known]) if known else {})
    surgeries = Counter(item.patient_id for item in items)
    booked = enrollments.booked_surgeries(tx, known | {one for one in made.people if surgeries[one] > 1})
    warned = {
        item.id: _warnings(context, tx, clinic, item, people, contacts, ahead[item.id], now) for item in with_warnings
    }
    twice = {item.id: _duplicates(context, tx, item, booked.get(item.patient_id, [])) for item in with_warnings}
    return {
        item.id: UpcomingPlan(
            messages=ahead[item.id].messages,
            first=_local(ahead[item.id], people[item.patient_id], now),
            sent=ahead[item.id].sent,
            warnings=tuple(warned.get(item.id, ())),
            duplicates=tuple(twice.get(item.id, ())),
        )
        for item in items
    }


def _warnings(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    clinic: Clinic,
    item: Enrollment,
    people: Mapping[str, Patient],
    contacts: Mapping[str, Contact],
    outlook: Outlook,
    now: datetime,
) -> list[PlanWarning]:
    person, contact = people[item.patient_id], contacts[item.patient_id]
    plan_warnings = warnings.about_outlook(outlook, contact, cancelled=item.state is EnrollmentState.CANCELLED)
    plan_warnings += warnings.about_date(item.surgery_date, now.astimezone(clinic.zone).date())
    if person.sms_consent and "given_name" not in person.damaged:
        pathway = context.book.get(tx, item.pathway_version_id)
        plan_warnings += warnings.about_name(person.given_name, person.language, clinic, pathway, context.renderer)
    return plan_warnings


def _duplicates(context: Context, tx: Tx, item: Enrollment, booked: Sequence[Booked]) -> list[PlanWarning]:
    if len(booked) < 2:  # noqa: PLR2004 one of them is this one
        return []
    procedure = context.book.get(tx, item.pathway_version_id).id
    others = [
        (other.enrollment_id, context.book.get(tx, other.pathway_version_id).id, other.surgery_date) for other in booked
    ]
    return warnings.about_same_surgery(item, procedure, others)


def _local(outlook: Outlook, person: Patient, now: datetime) -> datetime | None:
    return max(outlook.first, now).astimezone(person.zone) if outlook.first else None
