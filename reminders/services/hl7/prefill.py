"""What a booking says, as the columns of an enrollment: for enrolling at once, and for the form of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.services.enrollment.enroll_page import fields_of

if TYPE_CHECKING:
    from reminders.core.hl7.content import MessageContent, Person
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient


def cells_of(clinic: Clinic, content: MessageContent, patient: Patient | None) -> dict[str, str]:
    """Return the columns that a booking fills in; of a patient who is known, contact data and consent on file count.

    Consent that the message brings is added to it, for a channel that has an address.
    """
    person, surgery = content.person, content.surgery
    cells = fields_of(patient) if patient else _new_person(clinic, person)
    if patient is not None and person is not None:
        born = person.birth_date.isoformat() if person.birth_date else ""
        cells["record_number"] = cells["record_number"] or person.record_number
        cells["birth_date"] = cells["birth_date"] or born
    for channel, agreed in (("sms", content.sms_consent), ("email", content.email_consent)):
        address = cells["phone"] if channel == "sms" else cells["email"]
        if agreed and address:
            cells[f"{channel}_consent"] = "yes"
    if surgery is not None:
        day = surgery.day.isoformat() if surgery.day else ""
        cells |= {"external_id": surgery.case_id, "surgery_date": day, "surgeon": surgery.surgeon, **surgery.facts}
    return cells


def _new_person(clinic: Clinic, person: Person | None) -> dict[str, str]:
    if person is None:
        return {}
    spoken = person.language if person.language in clinic.language_list else clinic.language_list[0]
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "phone": person.phone or "",
        "email": person.email or "",
        "language": spoken,
        "timezone": "",
        "phone_belongs_to": "patient",
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "record_number": person.record_number,
        "sms_consent": "no",
        "email_consent": "no",
    }
