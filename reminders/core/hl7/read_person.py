"""Reads the patient of a message: PID, with the phone that can get texts chosen among all that stand there."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.content import Person
from reminders.core.hl7.message import DELETED, FieldPath, MessageError, Repetition, first_value
from reminders.core.hl7.moments import read_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from reminders.core.hl7.message import Message
    from reminders.core.hl7.partner import Partner

_PHONES = (FieldPath.parse("PID-13"), FieldPath.parse("PID-40"), FieldPath.parse("PID-14"))
_NAME = FieldPath.parse("PID-5")
_BORN = FieldPath.parse("PID-7.1")
_LANGUAGE = FieldPath.parse("PID-15.1")
_DIED = (FieldPath.parse("PID-30"), FieldPath.parse("PID-29.1"))

_MOBILE: Final = frozenset({"CP", "CELL", "MOBILE"})
_LANDLINE: Final = frozenset({"", "PH"})
_NETWORK: Final = frozenset({"INTERNET", "X.400"})
_AT_WORK: Final = frozenset({"WPN", "ASN", "BPN", "EMR"})  # at work, answering service, beeper, emergency contact
_LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "en", "eng": "en", "es": "es", "spa": "es"})
"""ISO 639 codes of the shipped languages."""


def read_person(message: Message, partner: Partner, zone: ZoneInfo, *, died: bool, is_needed: bool) -> Person | None:
    """Read who the message is about.

    Raises:
        MessageError: there is no record number, and the message is of no use without.

    """
    number = first_value(message, partner.paths("record_number"))
    if not number:
        if is_needed:
            raise MessageError("missing", "PID-3", "the patient's record number is missing")
        return None
    name = _legal_name(message)
    contacts = [item for path in _PHONES for item in message.repetitions(path)]
    return Person(
        record_number=number,
        given_name=name_of(name.part(2)),
        family_name=name_of(name.part(1)),
        birth_date=read_day(message.value(_BORN), zone),
        phone=_phone(contacts),
        email=_email(contacts),
        language=_language(message.value(_LANGUAGE), partner),
        died=died or _says_died(message),
    )


def name_of(text: str) -> str:
    """Return a name as people write it: systems that know capitals only write `RIVERA` for Rivera."""
    plain = " ".join(text.split())
    return plain.title() if plain.isupper() and len(plain) > 1 else plain


def _legal_name(message: Message) -> Repetition:
    names = [item for item in message.repetitions(_NAME) if item.part(1) or item.part(2)]
    legal = (item for item in names if item.part(7) in {"", "L"})
    return next(legal, names[0] if names else Repetition(()))


def _phone(contacts: Iterable[Repetition]) -> str | None:
    """Return the mobile, else the number at home; the empty text where the sender deletes it."""
    chosen: dict[bool, str] = {}
    is_deleted = False
    for item in contacts:
        use, equipment = item.part(2).upper(), item.part(3).upper()
        number = _number(item)
        if number == DELETED:
            is_deleted = True
        elif number and use not in _AT_WORK and equipment in _MOBILE | _LANDLINE and "@" not in number:
            chosen.setdefault(equipment in _MOBILE or use == "PRS", number)
    return chosen.get(True) or chosen.get(False) or ("" if is_deleted else None)


def _number(item: Repetition) -> str:
    """Return a phone as written in XTN.1, or put together from country, area and local number (XTN.5 to 7)."""
    if written := item.part(1) or item.part(12):
        return written
    local = item.part(6) + item.part(7)
    country = item.part(5).lstrip("+")
    return f"+{country}{local}" if country and local else local


def _email(contacts: Iterable[Repetition]) -> str | None:
    is_deleted = False
    for item in contacts:
        if item.part(3).upper() not in _NETWORK and item.part(2).upper() != "NET":
            continue
        address = item.part(4) or item.part(1)
        if address == DELETED:
            is_deleted = True
        elif "@" in address:
            return address
    return "" if is_deleted else None


def _language(code: str, partner: Partner) -> str | None:
    return partner.languages.get(code) or partner.languages.get(code.lower()) or _LANGUAGES.get(code.lower())


def _says_died(message: Message) -> bool:
    flag, moment = (message.value(path) for path in _DIED)
    return flag.upper() in {"Y", "YES"} or (bool(moment) and moment != DELETED and flag.upper() not in {"N", "NO"})
