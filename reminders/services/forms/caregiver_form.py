"""Checks what is written about a caregiver: the same for a CSV row and for a form on a page.

A caregiver gets texts and no email, so a phone is needed; it is another than the patient's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.services.forms.fields import FieldError, check_cell, check_email, check_name, check_phone, check_yes_no

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.clinic import Clinic

NAME: Final = "caregiver_name"
PHONE: Final = "caregiver_phone"
LANGUAGE: Final = "caregiver_language"
CONSENT: Final = "caregiver_sms_consent"
FIELDS: Final = (NAME, PHONE, LANGUAGE, CONSENT)
EMAIL: Final = "caregiver_email"
EMAIL_CONSENT: Final = "caregiver_email_consent"
COLUMNS: Final = (NAME, PHONE, EMAIL, LANGUAGE, CONSENT, EMAIL_CONSENT)
"""What a file may have of a caregiver. The email is checked and warned of: a caregiver gets texts only."""

NO_NAME: Final = "enter the caregiver's name"
SAME_PHONE: Final = "the patient and the caregiver have the same phone; a caregiver needs a phone of their own"


@dataclass(frozen=True, slots=True)
class CaregiverForm:
    """One checked caregiver. `agreed`: to texts, in their own name."""

    name: str
    phone: str
    language: str
    agreed: bool

    @property
    def given(self) -> dict[str, str]:
        """The checked values by field."""
        return {NAME: self.name, PHONE: self.phone, LANGUAGE: self.language, CONSENT: "yes" if self.agreed else "no"}


def check_caregiver(
    values: Mapping[str, str], clinic: Clinic, patient_phone: str | None, patient_language: str
) -> CaregiverForm | None:
    """Check the fields of a caregiver; None where there is none. An empty language is the patient's.

    Raises:
        FieldError: the first field that is wrong.

    """
    cells = {name: check_cell(name, values.get(name, "")) for name in COLUMNS}
    check_yes_no(EMAIL_CONSENT, cells[EMAIL_CONSENT])
    try:
        check_email(cells[EMAIL])
    except FieldError as error:
        raise FieldError(EMAIL, error.template, **error.values) from None
    if not any(cells[name] for name in (NAME, PHONE, EMAIL)):
        if check_yes_no(CONSENT, cells[CONSENT]):
            raise FieldError(NAME, "write the caregiver's name and phone, or leave all caregiver fields empty")
        return None
    if not cells[NAME]:
        raise FieldError(NAME, NO_NAME)
    name = check_name(NAME, cells[NAME], required=True)
    try:
        phone = check_phone(cells[PHONE], clinic.country)
    except FieldError as error:
        raise FieldError(PHONE, error.template, **error.values) from None
    if phone is None:
        raise FieldError(PHONE, "a caregiver gets texts, so a phone is needed")
    if phone == patient_phone:
        raise FieldError(PHONE, SAME_PHONE)
    language = cells[LANGUAGE].lower() or patient_language
    if language not in clinic.language_list:
        raise FieldError(LANGUAGE, "write one of: {known}", known=", ".join(clinic.language_list))
    return CaregiverForm(name, phone, language, check_yes_no(CONSENT, cells[CONSENT]))
