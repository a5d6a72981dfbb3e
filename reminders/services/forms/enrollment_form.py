"""Checks what a clinic writes about one patient: one field after the other, every mistake with the field's name.

The same checks serve a CSV row and a form on a page. An error never echoes the value: files are mailed around.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from reminders.core.plans.anchors import BEFORE_SURGERY
from reminders.core.plans.facts.columns import COLUMNS, OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from reminders.core.plans.facts.fact import CONDITIONS, FACTS, JOB_STRAINS, YES_NO_FACTS, Fact
from reminders.services.forms import caregiver_form
from reminders.services.forms.caregiver_form import CaregiverForm, check_caregiver
from reminders.services.forms.fields import (
    FieldError,
    check_birth_date,
    check_cell,
    check_date,
    check_email,
    check_name,
    check_number,
    check_phone,
    check_record_number,
    check_yes_no,
    check_zone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from reminders.core.model.clinic import Clinic
    from reminders.pathways.catalog import Catalog

CONSENT_WORDING: Final = "csv-1"
"""The version of the wording a clinic vouches for when it imports consents; see docs/consent.md."""


@dataclass(frozen=True, slots=True)
class EnrollmentForm:
    """One checked enrollment. `given` holds the cleaned values by column, for comparing with a later import.

    `surgeon` is the name as written; `surgeon_id`, which `given` holds, is known once the clinic's list was looked at.
    `caregiver_email`: an email of the caregiver was written, to which nothing goes. `unused_facts` are columns that are
    filled in and that only other care plans ask about. `source` and `wording` say how the
    consents came about and which words were agreed to; see docs/consent.md.
    """

    external_id: str
    given_name: str
    family_name: str
    phone: str | None
    email: str | None
    language: str
    timezone: str
    procedure: str
    surgery_date: date
    facts: Mapping[str, str]
    phone_belongs_to: str
    sms_consent: bool
    email_consent: bool
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    birth_date: date | None = None
    record_number: str | None = None
    surgeon: str = ""
    surgeon_id: str | None = None
    discharge_date: date | None = None
    caregiver: CaregiverForm | None = None
    caregiver_email: bool = False
    unused_facts: tuple[str, ...] = ()
    source: str = "import"
    wording: str = CONSENT_WORDING


def check_form(values: Mapping[str, str], clinic: Clinic, catalog: Catalog) -> EnrollmentForm:
    """Check one row; `values` maps column names to cells, optional columns may be absent.

    Raises:
        FieldError: the first field that is wrong.

    """
    cells = {name: check_cell(name, value) for name, value in values.items()}
    own = own_facts(catalog, cells["procedure"])
    phone = check_phone(cells["phone"], clinic.country)
    email = check_email(cells["email"])
    sms_consent = check_yes_no("sms_consent", cells["sms_consent"])
    email_consent = check_yes_no("email_consent", cells["email_consent"])
    form = EnrollmentForm(
        external_id=check_number("external_id", cells["external_id"], required=True),
        given_name=check_name("given_name", cells["given_name"], required=True),
        family_name=check_name("family_name", cells["family_name"], required=False),
        phone=phone,
        email=email,
        language=_language(cells["language"], clinic),
        timezone=_timezone(cells["timezone"], clinic),
        procedure=_procedure(cells["procedure"], catalog),
        surgery_date=check_date("surgery_date", cells["surgery_date"]),
        facts=read_facts(cells, own),
        phone_belongs_to=_one_of("phone_belongs_to", cells.get("phone_belongs_to") or "patient", PHONE_OWNERS),
        sms_consent=sms_consent,
        email_consent=email_consent,
        birth_date=check_birth_date(cells.get("birth_date", "")),
        record_number=check_record_number(cells.get("record_number", "")),
        surgeon=check_name("surgeon", cells.get("surgeon", ""), required=False),
        discharge_date=check_date("discharge_date", text) if (text := cells.get("discharge_date")) else None,
        caregiver_email=bool(cells.get(caregiver_form.EMAIL)),
        unused_facts=_unused(cells, own),
    )
    _check_reachable(form)
    if form.birth_date and form.birth_date >= form.surgery_date:
        raise FieldError("birth_date", "must be before the surgery date")
    if form.discharge_date and form.discharge_date < form.surgery_date:
        raise FieldError("discharge_date", BEFORE_SURGERY)
    caregiver = check_caregiver(values, clinic, form.phone, form.language)
    return _with_given(replace(form, caregiver=caregiver), values, own)


PHONE_OWNERS = ("patient", "caregiver")


def _language(text: str, clinic: Clinic) -> str:
    language = text.lower() or clinic.language_list[0]
    return _one_of("language", language, clinic.language_list)


def _timezone(text: str, clinic: Clinic) -> str:
    return check_zone(text) if text else clinic.timezone


def _procedure(text: str, catalog: Catalog) -> str:
    if catalog.find(text) is None:
        raise FieldError("procedure", "not a known procedure; known: {known}", known=", ".join(catalog.ids))
    return text


def own_facts(catalog: Catalog, procedure: str) -> tuple[Fact, ...]:
    """Return the facts that the care plan of a procedure declares."""
    file = catalog.find(procedure)
    return file.pathway.facts if file else ()


def _unused(cells: Mapping[str, str], own: Iterable[Fact]) -> tuple[str, ...]:
    """Return the columns that hold something and are no facts of the row's own care plan."""
    asked = {*COLUMNS, *(fact.name for fact in own)}
    return tuple(name for name, cell in cells.items() if cell and name not in asked)


def read_facts(cells: Mapping[str, str], own: Iterable[Fact] = ()) -> dict[str, str]:
    """Return what pathways ask about, from the cells that hold it; `own` are the facts that the care plan declares.

    Raises:
        FieldError: a value is none of those known.

    """
    facts = {"job_strain": _one_of("job_strain", cells.get("job_strain", "").lower() or "unknown", JOB_STRAINS)}
    if condition := cells.get("condition", "").lower():
        facts["condition"] = _one_of("condition", condition, CONDITIONS)
    for name in YES_NO_FACTS:
        if text := cells.get(name, ""):
            facts[name] = "yes" if check_yes_no(name, text) else "no"
    for fact in own:
        if text := cells.get(fact.name, "").strip():
            facts[fact.name] = fact.read(text) or _one_of(fact.name, text, tuple(fact.values))
    return facts


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise FieldError(name, "write one of: {known}", known=", ".join(known))
    return text


def _check_reachable(form: EnrollmentForm) -> None:
    if form.sms_consent and form.phone is None:
        raise FieldError("phone", "sms_consent is yes but there is no phone")
    if form.email_consent and form.email is None:
        raise FieldError("email", "email_consent is yes but there is no email address")
    if not (form.sms_consent or form.email_consent):
        raise FieldError("sms_consent", "the patient has not consented to texts or email; at least one is required")


def _with_given(form: EnrollmentForm, values: Mapping[str, str], own: Iterable[Fact]) -> EnrollmentForm:
    """Add the checked values by column; columns that the file does not have stay out."""
    checked = {
        "given_name": form.given_name,
        "family_name": form.family_name,
        "phone": form.phone or "",
        "email": form.email or "",
        "language": form.language,
        "timezone": form.timezone,
        "procedure": form.procedure,
        "surgery_date": form.surgery_date.isoformat(),
        "sms_consent": "yes" if form.sms_consent else "no",
        "email_consent": "yes" if form.email_consent else "no",
        "phone_belongs_to": form.phone_belongs_to,
        "birth_date": form.birth_date.isoformat() if form.birth_date else "",
        "record_number": form.record_number or "",
        "surgeon": "",
        "discharge_date": form.discharge_date.isoformat() if form.discharge_date else "",
    }
    checked |= form.caregiver.given if form.caregiver else dict.fromkeys(caregiver_form.FIELDS, "")
    for name in (*FACTS, *(fact.name for fact in own)):
        checked[name] = form.facts.get(name, "")
    fields_in_file = {name: value for name, value in checked.items() if name in values}
    return replace(form, given=fields_in_file)


__all__ = [
    "CONDITIONS",
    "FACTS",
    "JOB_STRAINS",
    "OPTIONAL_COLUMNS",
    "REQUIRED_COLUMNS",
    "YES_NO_FACTS",
    "EnrollmentForm",
    "FieldError",
    "check_form",
    "own_facts",
    "read_facts",
]
