"""Who an interface's message is about, among a clinic's patients: by record number, then name with birth date or phone.

One clear answer is one person. Anyone who may be someone else is `UNSURE`, for staff to decide: nothing is merged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.hl7.known import Match
from reminders.core.model.contact import Channel
from reminders.core.records.names import spelled_alike
from reminders.core.records.search_words import words_of
from reminders.store.enrollment import patients, second_identifiers
from reminders.store.enrollment.patients import plain_number

if TYPE_CHECKING:
    from datetime import date

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Identity:
    """What a message says of who a person is. `phone` is E.164. No name: the record number is all there is."""

    record_number: str
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """The patient that is meant, or those who may be."""

    match: Match
    patient: Patient | None = None
    candidates: tuple[Patient, ...] = ()


def identify(tx: Tx, clinic: Clinic, identity: Identity) -> Identified:
    """Return who is meant; a record number decides, unless name and birth date say otherwise."""
    number = plain_number(identity.record_number)
    numbered = second_identifiers.find_by_record_number(tx, clinic.id, [number]).get(number, [])
    if numbered:
        return _of_number(numbered, identity)
    candidates = _alike(tx, clinic, identity)
    since = [patient for patient in candidates if plain_number(patient.record_number or "") == number]
    if since:  # another way in has committed this patient between the two queries
        return _of_number(since, identity)
    clear = [patient for patient in candidates if _is(patient, identity)]
    if len(clear) == len(candidates) == 1:
        return Identified(Match.ONE, clear[0])
    return Identified(Match.UNSURE if candidates else Match.NONE, None, tuple(candidates))


def _of_number(numbered: list[Patient], identity: Identity) -> Identified:
    same = [patient for patient in numbered if _may_be(patient, identity)]
    if len(same) == len(numbered) == 1:
        return Identified(Match.ONE, same[0])
    return Identified(Match.UNSURE, None, tuple(numbered))


def _may_be(patient: Patient, identity: Identity) -> bool:
    """Return True unless a patient of the same record number is told from the message's by birth date or name."""
    born = patient.birth_date and identity.birth_date
    if born and patient.birth_date != identity.birth_date:
        return False
    if not identity.given_name or spelled_alike(identity, patient):
        return True
    return bool(born) and bool(_words(patient) & _words(identity))  # a new last name, or a short first name


def _alike(tx: Tx, clinic: Clinic, identity: Identity) -> list[Patient]:
    """Return the patients of a like name who share the birth date or the phone."""
    if not identity.given_name:
        return []
    ids: list[str] = []
    if identity.birth_date:
        ids += second_identifiers.ids_by_birth_date(tx, clinic.id, [identity.birth_date])
    if identity.phone:
        ids += patients.ids_by_address(tx, Channel.SMS, identity.phone, [clinic.id])
    known = patients.get_patients(tx, dict.fromkeys(ids)) if ids else {}
    return [item for item in known.values() if item.erased_at is None and spelled_alike(identity, item)]


def _is(patient: Patient, identity: Identity) -> bool:
    """Return True if nothing about a patient of a like name, found by birth date or phone, says that it is another."""
    if patient.record_number or _name(patient) != _name(identity):
        return False  # the clinic knows this person under another number, or another spelling
    return not (patient.birth_date and identity.birth_date) or patient.birth_date == identity.birth_date


def _words(one: Patient | Identity) -> set[str]:
    return set(words_of(f"{one.given_name} {one.family_name}"))


def _name(one: Patient | Identity) -> str:
    return " ".join(f"{one.given_name} {one.family_name}".casefold().split())
