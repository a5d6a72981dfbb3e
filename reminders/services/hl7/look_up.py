"""What the clinic knows of what a message is about: the patient, the surgeries, the consent on file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.content import Topic
from reminders.core.hl7.known import Known, KnownSurgery, Match
from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.records.names import spelled_alike
from reminders.services.enrollment.identify import Identified, Identity, identify
from reminders.services.forms.fields import FieldError, check_phone
from reminders.store.enrollment import enrollments, patients
from reminders.store.enrollment.patients import plain_number
from reminders.store.hl7 import order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from reminders.core.hl7.content import MessageContent, Person, Surgery
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

NO_MATCH = Identified(Match.NONE)
NEAR: Final = timedelta(days=30)
"""How far the day of a report may be from the day in the schedule; no one has the same back surgery twice in it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who and what a message is about, with what is known of it. `merged` is the patient whose number goes away.

    `enrollments` are the surgeries that are known, by id, locked until the transaction ends.
    """

    known: Known
    patient: Patient | None = None
    merged: Patient | None = None
    enrollments: Mapping[str, Enrollment] = field(default_factory=dict[str, "Enrollment"])


def look_up(context: Context, tx: Tx, clinic: Clinic, content: MessageContent, last: datetime | None) -> Subject:
    """Look up what a message is about; `last` is when the newest applied message of its order key was sent."""
    is_merge = content.topic is Topic.MERGED
    who = _who(tx, clinic, content.person, by_number_only=is_merge)
    standing = None
    if content.surgery is not None:
        standing = _standing(tx, clinic, content, content.surgery.case_id)
    conflict = False
    if standing is not None:
        owner = who.patient if who.patient and who.patient.id == standing.patient_id else _owner(tx, standing)
        conflict = content.person is not None and not _is_owner(who, owner, content.person)
        who = who if conflict else Identified(Match.ONE, owner)
    patient = who.patient
    theirs = enrollments.of_patients(tx, [patient.id] if patient else [item.id for item in who.candidates])
    surgeries = tuple(_known(context, tx, item) for item in theirs)
    merged = NO_MATCH
    if is_merge:
        merged = identify(tx, clinic, Identity(content.merged_number))
    return Subject(
        Known(
            today=context.clock.now().astimezone(clinic.zone).date(),
            match=Match.UNSURE if conflict else who.match,
            is_conflict=conflict,
            has_consent=_has_consent(content, patient),
            surgery=None if conflict or patient is None else _the_one(content, standing, surgeries),
            surgeries=surgeries,
            last_applied=last,
            merged=merged.match,
            is_stay_followed=_is_followed(tx, clinic, content),
            consents=frozenset(item.value for item in Channel if patient is not None and patient.consents_to(item)),
        ),
        None if conflict else patient,
        merged.patient,
        {item.id: item for item in theirs},
    )


def _owner(tx: Tx, enrollment: Enrollment) -> Patient:
    return patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]


def _is_followed(tx: Tx, clinic: Clinic, content: MessageContent) -> bool:
    """Return True if an earlier message of a stay paused a plan; of one that is withdrawn: changed anything."""
    if content.visit is None or not content.visit.number:
        return False
    of_any = content.topic is Topic.STAY_WITHDRAWN
    return order.has_changed(tx, clinic.id, content.order_key, order.BY_STAY if of_any else order.PAUSED)


def phone_in_e164(text: str | None, clinic: Clinic) -> str | None:
    """Return a phone as it is stored; None where it is none that gets texts."""
    try:
        return check_phone(text or "", clinic.country)
    except FieldError:
        return None


def _standing(tx: Tx, clinic: Clinic, content: MessageContent, case_id: str) -> Enrollment | None:
    """Return the surgery of a case id: its own external id, or what earlier messages of the case were about."""
    enrollment = enrollments.find_enrollment(tx, clinic.id, case_id)
    if enrollment is not None:
        return enrollment
    earlier = order.enrollment_of(tx, clinic.id, content.order_key)
    return enrollments.get_enrollment(tx, earlier) if earlier else None


def _who(tx: Tx, clinic: Clinic, person: Person | None, *, by_number_only: bool) -> Identified:
    if person is None:
        return NO_MATCH
    if by_number_only:
        return identify(tx, clinic, Identity(person.record_number))
    phone = phone_in_e164(person.phone, clinic)
    return identify(
        tx,
        clinic,
        Identity(person.record_number, person.given_name, person.family_name, person.birth_date, phone),
    )


def _is_owner(who: Identified, owner: Patient, person: Person) -> bool:
    """Return True if a case is of the patient that a message names: nothing that both say of the person differs."""
    if who.match is Match.ONE:
        return who.patient is not None and who.patient.id == owner.id
    if owner.record_number and plain_number(owner.record_number) != plain_number(person.record_number):
        return False
    if owner.birth_date and person.birth_date and owner.birth_date != person.birth_date:
        return False
    return not person.given_name or spelled_alike(person, owner)


def _known(context: Context, tx: Tx, item: Enrollment) -> KnownSurgery:
    plan = context.book.get(tx, item.pathway_version_id).id
    by_partner = item.state is EnrollmentState.CANCELLED and order.was_cancelled_by_partner(tx, item.id)
    return KnownSurgery(item.id, plan, item.surgery_date, item.state, item.state_reason, by_partner)


def _the_one(
    content: MessageContent, standing: Enrollment | None, surgeries: tuple[KnownSurgery, ...]
) -> KnownSurgery | None:
    """Return the surgery of the case id; else the patient's on that day and plan, whatever it is numbered."""
    if standing is not None:
        return next((item for item in surgeries if item.enrollment_id == standing.id), None)
    surgery = content.surgery
    if surgery is None or surgery.day is None or content.topic is not Topic.BOOKED:
        return None
    same = next((item for item in surgeries if item.day == surgery.day and item.plan in surgery.plans), None)
    return same or (_nearest(surgery, surgery.day, surgeries) if surgery.is_report else None)


def _nearest(surgery: Surgery, day: date, surgeries: tuple[KnownSurgery, ...]) -> KnownSurgery | None:
    """Return the surgery that a report of what was done is about: the schedule may not have followed by some days."""
    near = [
        item
        for item in surgeries
        if item.plan in surgery.plans and item.state is not EnrollmentState.CANCELLED and abs(item.day - day) <= NEAR
    ]
    return min(near, key=lambda item: abs(item.day - day), default=None)


def _has_consent(content: MessageContent, patient: Patient | None) -> bool:
    """Return True if the patient agreed to texts or email, as the clinic has it or as the message says."""
    if content.sms_consent or content.email_consent:
        return True
    return patient is not None and (patient.sms_consent or patient.email_consent)
