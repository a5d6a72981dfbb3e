"""Reads the patient: Patient of FHIR R4, with the phone that can get texts chosen among all that stand there."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.fhir.codes import codings
from reminders.core.fhir.moments import read_day
from reminders.core.hl7.content import Person
from reminders.core.hl7.read_person import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from reminders.core.fhir.node import Node
    from reminders.core.hl7.partner import Partner

_RECORD_NUMBER: Final = "MR"
_SECRET: Final = frozenset({"SS", "SB", "DL", "PPN", "NI", "TAX", "MC", "MA"})
"""Identifier types (v2 table 0203) that name no record: social security, license, passport, tax, insurance."""

_PHONES: Final = MappingProxyType({"mobile": 0, "home": 1, "": 2, "temp": 3})
"""Uses of a phone that may get texts, the best first; numbers at work and old ones may not."""

_DAY: Final = len("2026-03-10")
_LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "en", "eng": "en", "es": "es", "spa": "es"})


def read_person(patient: Node, partner: Partner, zone: ZoneInfo, *, died: bool = False) -> Person:
    """Read who a resource is about.

    Raises:
        MessageError: something in it is not what FHIR says it must be, or nothing tells who it is.

    """
    number = record_number(patient, partner)
    if not number:
        raise patient.wrong("identifier", "the patient has no record number and no id", "missing")
    given, family = _name(patient)
    return Person(
        record_number=number,
        given_name=given,
        family_name=family,
        birth_date=_birth_date(patient, zone),
        phone=_phone(patient),
        email=_contact(patient, "email"),
        language=_language(patient, partner),
        died=died or _died(patient),
        is_inactive=patient.truth("active") is False,
    )


def record_number(patient: Node, partner: Partner) -> str:
    """Return the record number: of the partner's system, else typed MR, else the first that names a record."""
    known = [item for item in patient.nodes("identifier") if item.text("value") and item.text("use") != "old"]
    systems = partner.fhir.record_systems if partner.fhir else ()
    for system in systems:
        for item in known:
            if item.text("system") == system:
                return item.text("value")
    typed = {index: _types(item) for index, item in enumerate(known)}
    for index, item in enumerate(known):
        if _RECORD_NUMBER in typed[index]:
            return item.text("value")
    for index, item in enumerate(known):
        if not typed[index] & _SECRET:
            return item.text("value")
    return patient.text("id")


def _types(identifier: Node) -> set[str]:
    concept = identifier.node("type")
    return {names[-1] for names in codings(concept)} if concept else set()


def name_text(person: Node) -> str:
    """Return the name of a patient or practitioner, as people write it."""
    return " ".join(filter(None, _name(person)))


def _name(patient: Node) -> tuple[str, str]:
    names = [item for item in patient.nodes("name") if item.texts("given") or item.text("family") or item.text("text")]
    order = {"official": 0, "usual": 1, "": 2}
    names.sort(key=lambda item: order.get(item.text("use"), 9))
    if not names:
        return "", ""
    given, family = next(iter(names[0].texts("given")), ""), names[0].text("family")
    if not given and not family:
        given, _, family = names[0].text("text").partition(" ")
    return name_of(given), name_of(family)


def _birth_date(patient: Node, zone: ZoneInfo) -> date | None:
    text = patient.text("birthDate")
    return read_day(patient, "birthDate", zone) if len(text) >= _DAY else None  # a year is allowed: no day


def _phone(patient: Node) -> str | None:
    """Return the mobile, else the number at home; None where nothing is said.

    A Patient is the whole record, but that it has no phone is no wish to delete the one that staff entered.
    """
    chosen: list[tuple[int, int, str]] = []
    updated = _updated(patient)
    for index, item in enumerate(patient.nodes("telecom")):
        use, number = item.text("use"), item.text("value").removeprefix("tel:")
        if item.text("system") in {"phone", "sms"} and number and use in _PHONES and not _is_over(item, updated):
            chosen.append((-1 if item.text("system") == "sms" else _PHONES[use], index, number))
    return min(chosen)[2] if chosen else None


def _contact(patient: Node, system: str) -> str | None:
    updated = _updated(patient)
    for item in patient.nodes("telecom"):
        value = item.text("value").removeprefix("mailto:")
        is_own = item.text("use") not in {"work", "old"} and not _is_over(item, updated)
        if item.text("system") == system and value and is_own:
            return value
    return None


def _is_over(item: Node, updated: str) -> bool:
    """Return True if a contact had ended when the patient was last updated."""
    period = item.node("period")
    end = period.text("end")[:_DAY] if period else ""
    return bool(end) and (not updated or end < updated)


def _updated(patient: Node) -> str:
    meta = patient.node("meta")
    return meta.text("lastUpdated")[:_DAY] if meta else ""


def _language(patient: Node, partner: Partner) -> str | None:
    spoken = patient.nodes("communication")
    spoken.sort(key=lambda item: item.truth("preferred") is not True)
    for item in spoken:
        concept = item.node("language")
        for names in codings(concept) if concept else ():
            code = names[-1]
            short = code.partition("-")[0].lower()
            found = partner.languages.get(code) or partner.languages.get(short) or _LANGUAGES.get(short)
            if found:
                return found
    return None


def _died(patient: Node) -> bool:
    return patient.truth("deceasedBoolean") is True or bool(patient.text("deceasedDateTime"))
