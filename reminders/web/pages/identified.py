"""A patient's name with what tells two of one name apart: `Wood, Grace · born 3/14/1952`, or `· MRN 00123`.

Of a patient with neither, the end of the phone or the beginning of the email tells. Every page that names a patient
to staff says it this way: `{{ patient | identified(user.clinic) }}`. Where the name stands by itself, as in a heading,
`{{ patient | second_identifier(user.clinic) }}` is the part after the dot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.language.local_dates import locale_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.web.pages.translations import Words


_DIGITS, _LETTERS = 4, 3


def filters(words: Words, language: str, country: str) -> dict[str, Callable[..., str]]:
    """Return the filters `identified` and `second_identifier` of one language and country."""

    def birth_date(patient: Patient) -> str:
        from babel.dates import format_skeleton

        if patient.birth_date is None:
            return words.gettext("date of birth cannot be read") if "birth_date" in patient.damaged else ""
        shown = format_skeleton("yMd", patient.birth_date, locale=locale_of(language, country))
        return words.gettext("born %(date)s") % {"date": shown}

    def record_number(patient: Patient) -> str:
        if "record_number" in patient.damaged:
            return words.gettext("MRN cannot be read")
        return words.gettext("MRN %(number)s") % {"number": patient.record_number} if patient.record_number else ""

    def second_identifier(patient: Patient, clinic: Clinic) -> str:
        """Return the clinic's choice, or what else there is of a patient without it; empty when it wants none."""
        if clinic.second_identifier == "none":
            return ""
        if clinic.second_identifier == "record_number":
            return record_number(patient) or birth_date(patient) or _address(words, patient)
        return birth_date(patient) or record_number(patient) or _address(words, patient)

    def identified(patient: Patient, clinic: Clinic) -> str:
        name = ", ".join(part for part in (patient.family_name, patient.given_name) if part)
        return " · ".join(part for part in (name, second_identifier(patient, clinic)) if part)

    return {"identified": identified, "second_identifier": second_identifier}


def _address(words: Words, patient: Patient) -> str:
    if patient.phone and "phone" not in patient.damaged:
        return words.gettext("phone ending in %(digits)s") % {"digits": patient.phone[-_DIGITS:]}
    if patient.email and "email" not in patient.damaged:
        return words.gettext("email %(start)s…") % {"start": patient.email.partition("@")[0][:_LETTERS]}
    return ""
