"""Finds every mistake of a form at once, for a page that shows them all; a CSV row names only its first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers

from reminders.services.forms.enrollment_form import EnrollmentForm, FieldError, check_form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from reminders.core.model.clinic import Clinic
    from reminders.pathways.catalog import Catalog


def check_whole_form(
    values: Mapping[str, str], clinic: Clinic, catalog: Catalog
) -> tuple[EnrollmentForm | None, dict[str, FieldError]]:
    """Return the checked form, or None and what is wrong, by field in the order of the checks.

    A wrong field is put right for the rest of the checks, which go on until nothing else is found: so the rules stand
    in one place, and none of them is told twice.
    """
    errors: dict[str, FieldError] = {}
    cells = dict(values)
    right = _right_values(clinic, catalog)
    while True:
        try:
            form = check_form(cells, clinic, catalog)
        except FieldError as error:
            if error.field in errors:  # cannot be corrected: avoid an endless loop
                return None, errors
            errors[error.field] = error
            cells[error.field] = right.get(error.field, "")
            if error.field == "sms_consent":  # agreeing needs a phone: that is not the mistake that was made
                cells["phone"] = right["phone"]
        else:
            return (None if errors else form), errors


def check_changes(
    values: Mapping[str, str], changed: Collection[str], clinic: Clinic, catalog: Catalog
) -> tuple[EnrollmentForm | None, dict[str, FieldError]]:
    """Check a form of which only some fields change; return it, or None and what is wrong with these.

    What is wrong with fields that stay is put right in the form, which only its changed fields may be taken from: a
    patient who has withdrawn every consent can still have the surgery moved.
    """
    cells = dict(values)
    _form, errors = check_whole_form(cells, clinic, catalog)
    own = {name: error for name, error in errors.items() if _CONCERNS.get(name, {name}) & set(changed)}
    if own:
        return None, own
    for name in errors:
        cells[name] = _right_values(clinic, catalog).get(name, "")
        if name == "sms_consent":
            cells["phone"] = _right_values(clinic, catalog)["phone"]
    form, errors = check_whole_form(cells, clinic, catalog)
    return form, errors


_CONCERNS = {
    "sms_consent": {"sms_consent", "email_consent"},
    "phone": {"phone", "sms_consent"},
    "email": {"email", "email_consent"},
    "birth_date": {"birth_date", "surgery_date"},
}
"""Which changes an error of a field may come from, where it is not that field's alone."""


def _right_values(clinic: Clinic, catalog: Catalog) -> dict[str, str]:
    number = phonenumbers.example_number_for_type(clinic.country, phonenumbers.PhoneNumberType.MOBILE)
    phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""
    return {
        "external_id": "X",
        "given_name": "X",
        "phone": phone,
        "email": "somebody@example.org",
        "procedure": catalog.ids[0],
        "surgery_date": "2026-01-01",
        "sms_consent": "yes",
        "email_consent": "no",
        "caregiver_name": "X",
    }
