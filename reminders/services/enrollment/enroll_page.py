"""Enrolls one patient from a page: every mistake at once, the plan before it starts, and who is known already."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.errors import NotFoundError
from reminders.services.enrollment.enroll import enroll
from reminders.services.enrollment.people import DIFFERS, KnownPeople, differing, merged, patient_from
from reminders.services.enrollment.results import Confirmed
from reminders.services.forms.enrollment_form import FACTS, FieldError, check_date
from reminders.services.forms.form_errors import check_whole_form
from reminders.services.forms.time_zones import known_zones
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.plan import PlannedStep, PlanQuestion, show_plan
from reminders.services.plans.reach import contacts_of
from reminders.services.plans.warnings import PlanWarning, about_name
from reminders.services.wording.consent_words import SOURCE, WORDING
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment import enrollments, patients
from reminders.store.plans import plans
from reminders.store.plans.outlook import outlooks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Checked:
    """A form that was looked at: complete, or with what is wrong by field. `known` are patients it may be about."""

    form: EnrollmentForm | None
    errors: Mapping[str, FieldError]
    known: tuple[KnownPatient, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """Someone the clinic has already. `same`: same name and address, so a second surgery of the same person.

    `differs` names the identifier that says otherwise of someone of the same name and address.
    """

    patient: Patient
    same: bool
    differs: str | None = None

    @property
    def id(self) -> str:
        """The patient's id."""
        return self.patient.id


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan before it starts. `assumed`: no consent is ticked yet, so both are taken for granted."""

    lines: tuple[PlannedStep, ...]
    zone: ZoneInfo
    assumed: bool
    warnings: tuple[PlanWarning, ...] = ()


def new_record_number() -> str:
    """Return a number for a surgery that the clinic has not numbered itself."""
    return "W-" + "".join(secrets.choice(_LETTERS) for _ in range(8))


def fields_of(patient: Patient) -> dict[str, str]:
    """Return what a form asks about a person, as it is known of this one."""
    return {
        "given_name": patient.given_name,
        "family_name": patient.family_name,
        "phone": patient.phone or "",
        "email": patient.email or "",
        "language": patient.language,
        "timezone": patient.timezone,
        "phone_belongs_to": patient.phone_belongs_to,
        "birth_date": patient.birth_date.isoformat() if patient.birth_date else "",
        "record_number": patient.record_number or "",
        "sms_consent": "yes" if patient.sms_consent else "no",
        "email_consent": "yes" if patient.email_consent else "no",
    }


def check_page(context: Context, clinic: Clinic, values: Mapping[str, str], *, actor: Actor) -> Checked:
    """Check the form, find known patients, and preview the result: the changes are made and rolled back."""
    context = at_clinic(context, clinic)
    form, errors = check_whole_form(values, clinic, context.catalog)
    if form is None:
        return Checked(None, errors)
    form = replace(form, source=SOURCE, wording=WORDING)
    with context.db.read() as tx:
        if enrollments.find_enrollment(tx, clinic.id, form.external_id):
            number_in_use = FieldError("external_id", "this number is in use for another surgery; choose another one")
            return Checked(None, {"external_id": number_in_use})
        draft = patient_from(form, clinic)
        known = KnownPeople(tx, clinic, [draft])
        error = known.conflict(draft)
        if error is not None and (error.field not in DIFFERS or known.numbered(draft)):
            return Checked(None, {error.field: error})
        known_patients = _known(tx, clinic, draft, known)
    result = enroll(context, clinic, [form], actor=actor, dry_run=True, confirmed=Confirmed(people=True)).results[0]
    if result.error is not None:
        return Checked(None, {result.error.field: result.error})
    return Checked(form, {}, known_patients, result.warnings)


def enroll_one(context: Context, clinic: Clinic, form: EnrollmentForm, *, actor: Actor) -> str:
    """Enroll one patient and return the patient's id.

    Raises:
        PathwayConflictError: a pathway file was changed without raising its version.

    """
    enroll(context, clinic, [form], confirmed=Confirmed(people=True), actor=actor)
    with context.db.read() as tx:
        return enrollments.patients_of_external_id(tx, clinic.id, form.external_id)[0]


@dataclass(frozen=True, slots=True)
class EnrolledPatient:
    """What goes out to a patient who was just enrolled; `first` on the patient's clock."""

    patient: Patient
    messages: int
    first: datetime | None


def ahead_of(context: Context, clinic: Clinic, patient_id: str) -> EnrolledPatient | None:
    """Return what goes out to a patient, over all surgeries; None when the clinic has no such patient."""
    with context.db.read() as tx:
        try:
            patient = pick_patient(tx, clinic, patient_id)
        except NotFoundError:
            return None
        plans = outlooks(tx, enrollments.ids_of_patients(tx, [patient.id])).values()
        first = min((item.first for item in plans if item.first), default=None)
        now = context.clock.now()
        local = max(first, now).astimezone(patient.zone) if first else None
        return EnrolledPatient(patient, sum(item.messages for item in plans), local)


def preview(context: Context, clinic: Clinic, values: Mapping[str, str], again: str = "") -> Preview | None:
    """Return the plan of a form as far as it is filled in; None until procedure and date are there.

    `again` is the patient whose other surgery this is; a complete form tells by itself who is known.

    Raises:
        RenderError: a template does not render.

    """
    context = at_clinic(context, clinic)
    file = context.catalog.find(values.get("procedure", ""))
    surgery = _date(values.get("surgery_date", ""))
    if file is None or surgery is None:
        return None
    form, _errors = check_whole_form(values, clinic, context.catalog)
    contact, texts_taken, assumed = _known_so_far(context, clinic, form, values, again)
    zone_name = values.get("timezone", "").strip()
    zone = ZoneInfo(zone_name) if zone_name in known_zones() else clinic.zone
    language = values.get("language", "")
    names = (*FACTS, *(fact.name for fact in file.pathway.facts))
    question = PlanQuestion(
        pathway=file.pathway,
        surgery_date=surgery,
        zone=zone,
        language=language if language in clinic.language_list else clinic.language_list[0],
        facts={name: value for name in names if (value := values.get(name, ""))},
        as_of=context.clock.now(),
        contact=contact,
        key=values.get("external_id", "").strip(),
        given_name=values.get("given_name", "").strip()[:80],
        texts_taken=texts_taken,
    )
    longer = about_name(question.given_name, question.language, clinic, file.pathway, context.renderer)
    return Preview(tuple(show_plan(question, clinic, context.renderer)), zone, assumed, tuple(longer))


def _known_so_far(
    context: Context, clinic: Clinic, form: EnrollmentForm | None, values: Mapping[str, str], again: str
) -> tuple[Contact, tuple[tuple[datetime, datetime], ...], bool]:
    """Return how to reach the patient, what other surgeries take of the limits, and whether consent is assumed."""
    draft = patient_from(form, clinic) if form else None
    agreed = [channel for channel in Channel if values.get(f"{channel.value}_consent") == "yes"]
    with context.db.read() as tx:
        known = KnownPeople(tx, clinic, [draft]).match(draft) if draft else None
        if known is None and again:
            known = patients.find_patient(tx, clinic.id, again)
        texts_taken = tuple(plans.texts_taken(tx, [known.id]).get(known.id, ())) if known else ()
        if draft is None:
            return Contact(dict.fromkeys(agreed or Channel, Reach.OPEN)), texts_taken, not agreed
        person = merged(known, draft) if known else draft
        return contacts_of(tx, clinic, [person])[person.id], texts_taken, False


def _known(tx: Tx, clinic: Clinic, draft: Patient, known: KnownPeople) -> tuple[KnownPatient, ...]:
    same = known.match(draft)
    namesakes = {person.id: person for person in known.namesakes(draft)}
    ids = {
        patient_id
        for channel in Channel
        if (address := draft.address(channel))
        for patient_id in patients.ids_by_address(tx, channel, address, [clinic.id])
    }
    others = patients.get_patients(tx, ids - {same.id} if same else ids)
    known_patients = [KnownPatient(same, same=True)] if same else []
    known_patients += [
        KnownPatient(other, same=False, differs=differing(other, draft) if other.id in namesakes else None)
        for other in others.values()
    ]
    return tuple(known_patients)


def _date(text: str) -> date | None:
    try:
        return check_date("surgery_date", text.strip())
    except FieldError:
        return None
