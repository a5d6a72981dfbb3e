"""Finds patients by what staff type: a name's beginning, part of a phone, an email, a case id, a birth date."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import phonenumbers

from reminders.core.model.contact import Channel
from reminders.core.records.search_words import (
    case_term,
    digits_of,
    folded,
    matches,
    wanted_email_terms,
    wanted_phone_terms,
    wanted_terms,
)
from reminders.store.enrollment import enrollments, patients, search_terms, second_identifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

MAX_FOUND = 50
_LOOKED_AT = 200
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """The patients that fit, by family name; `more`: there are others, and more letters would tell them apart."""

    patients: Sequence[Patient]
    more: bool


def search(tx: Tx, clinic: Clinic, query: str) -> Found:
    """Return the patients of a clinic that fit a query; an empty query fits no one."""
    query = query.strip()
    exact = {
        *enrollments.patients_of_external_id(tx, clinic.id, query),
        *(search_terms.find_by_terms(tx, clinic.id, [case_term(query)], _LOOKED_AT) if query else ()),
        *_by_phone(tx, clinic, query),
        *(second_identifiers.ids_by_record_number(tx, clinic.id, query) if query else ()),
        *second_identifiers.ids_by_birth_date(tx, clinic.id, days_of(query)),
    }
    by_name, by_digits, by_email = (
        search_terms.find_by_terms(tx, clinic.id, terms, _LOOKED_AT)
        for terms in (wanted_terms(query), wanted_phone_terms(query), wanted_email_terms(query))
    )
    people = patients.get_patients(tx, {*exact, *by_name, *by_digits, *by_email})
    fitting = [patient for patient in people.values() if patient.id in exact or _fits(query, patient)]
    fitting.sort(key=lambda patient: (folded(patient.family_name), folded(patient.given_name), patient.id))
    return Found(fitting[:MAX_FOUND], more=len(fitting) > MAX_FOUND or _LOOKED_AT in map(len, (by_name, by_digits)))


def _fits(query: str, patient: Patient) -> bool:
    """Return True if who was found by some terms fits the whole query; what cannot be read may."""
    name, digits = f"{patient.given_name} {patient.family_name}", digits_of(query)
    if patient.damaged or matches(query, name):
        return True
    if wanted_phone_terms(query) and digits in digits_of(patient.phone or ""):
        return True
    return bool(wanted_email_terms(query)) and folded(patient.email or "").startswith(folded(query))


def days_of(query: str) -> set[date]:
    """Return the days that a query may mean: ISO, or day and month in either order, as 3/14/1952 or 14.3.1952."""
    if date_match := _ISO.fullmatch(query):
        orders = [date_match.groups()]
    elif date_match := _NUMERIC.fullmatch(query):
        one, other, year = date_match.groups()
        orders = [(year, one, other), (year, other, one)]
    else:
        return set()
    days: set[date] = set()
    for year, month, day in orders:
        with suppress(ValueError):
            days.add(date(int(year), int(month), int(day)))
    return days


def _by_phone(tx: Tx, clinic: Clinic, query: str) -> list[str]:
    """Return who has a phone number, in any way of writing it."""
    if not wanted_phone_terms(query):
        return []
    try:
        number = phonenumbers.parse(query, clinic.country)
    except phonenumbers.NumberParseException:
        return []
    phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return patients.ids_by_address(tx, Channel.SMS, phone, [clinic.id])
