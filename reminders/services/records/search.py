"""Finds patients by what staff type: a name's beginning, a phone or its last four digits, a case id, a birth date."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import phonenumbers

from reminders.core.model.contact import Channel
from reminders.core.records.search_words import PHONE_END, folded, matches, phone_term, wanted_terms
from reminders.store.enrollment import enrollments, legible, patients, search_terms, second_identifiers

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
    """Return the patients of a clinic that fit a query; an empty query fits nobody."""
    query = query.strip()
    exact = {
        *enrollments.patients_of_external_id(tx, clinic.id, query),
        *_by_phone(tx, clinic, query),
        *(second_identifiers.ids_by_record_number(tx, clinic.id, query) if query else ()),
        *second_identifiers.ids_by_birth_date(tx, clinic.id, days_of(query)),
    }
    by_name = search_terms.find_by_terms(tx, clinic.id, wanted_terms(query), _LOOKED_AT)
    people = patients.get_patients(tx, {*exact, *by_name})
    fitting = [
        patient
        for patient in people.values()
        if patient.id in exact or _fits(query, f"{patient.given_name} {patient.family_name}")
    ]
    fitting.sort(key=lambda patient: (folded(patient.family_name), folded(patient.given_name), patient.id))
    return Found(fitting[:MAX_FOUND], more=len(fitting) > MAX_FOUND or len(by_name) == _LOOKED_AT)


def _fits(query: str, name: str) -> bool:
    """Tell whether a name that was found by its terms fits the whole query; one that cannot be read may."""
    return legible.CANNOT_BE_READ in name or matches(query, name)


def days_of(query: str) -> set[date]:
    """Return the days that a query may mean: ISO, or day and month in either order, as 3/14/1952 or 14.3.1952."""
    if found := _ISO.fullmatch(query):
        orders = [found.groups()]
    elif found := _NUMERIC.fullmatch(query):
        one, other, year = found.groups()
        orders = [(year, one, other), (year, other, one)]
    else:
        return set()
    days: set[date] = set()
    for year, month, day in orders:
        with suppress(ValueError):
            days.add(date(int(year), int(month), int(day)))
    return days


def _by_phone(tx: Tx, clinic: Clinic, query: str) -> list[str]:
    """Return who has a phone number, or one that ends in these digits."""
    digits = "".join(character for character in query if character.isdecimal())
    if any(character.isalpha() for character in query) or len(digits) < PHONE_END:
        return []
    if len(digits) == PHONE_END:
        return search_terms.find_by_terms(tx, clinic.id, [phone_term(digits)], _LOOKED_AT)
    try:
        number = phonenumbers.parse(query, clinic.country)
    except phonenumbers.NumberParseException:
        return []
    phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return patients.ids_by_address(tx, Channel.SMS, phone, [clinic.id])
