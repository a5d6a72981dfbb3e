"""Checks fields one by one, wherever they come from: a CSV row, a page, a command.

An error never echoes the value: files are mailed around.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from reminders.core.model.errors import RemindersError
from reminders.services.forms.spreadsheets import damage_to_any, damage_to_date, damage_to_name, damage_to_number
from reminders.services.forms.time_zones import known_zones, zone_meant

MAX_LENGTH: Final = 200
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SURGERY_YEARS = range(2000, 2101)
_BIRTH_YEARS = range(1900, 2101)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MAX_NAME = 80
_EXTENSION = re.compile(r"\d\W*(?:x|#|ext|extn|extension|extensión|anexo|int)\.?\s*:?\s*\d+\W*", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[,;/|&\n]")
_DIGIT = re.compile(r"\d")
_DIGITS_OF_A_NUMBER = 7
_YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class FieldError(RemindersError, ValueError):
    """One field is wrong; `field` names it and the message says what to write instead.

    `template` and `values` are the message in two parts, so that a page can translate it.
    """

    def __init__(self, field_name: str, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.field = field_name
        self.template = template
        self.values = values


def check_date(name: str, text: str, years: range = SURGERY_YEARS) -> date:
    """Read an ISO date.

    Raises:
        FieldError: it is no such date, or lies outside the years, 2000 to 2100 unless told.

    """
    if damage := damage_to_date(text):
        raise FieldError(name, damage)
    if not _ISO_DATE.fullmatch(text):
        raise FieldError(name, "write the date as YYYY-MM-DD, for example 2026-03-05")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FieldError(name, "there is no such day in the calendar; write YYYY-MM-DD") from None
    if day.year not in years:
        raise FieldError(name, "the year must lie between {first} and {last}", first=years.start, last=years.stop - 1)
    return day


def check_birth_date(text: str, today: date | None = None) -> date | None:
    """Read the day a patient was born; None for an empty text. With `today`, a day to come is refused.

    Raises:
        FieldError: it is no such date, or in a year before 1900.

    """
    if not text:
        return None
    born = check_date("birth_date", text, _BIRTH_YEARS)
    if today is not None and born > today:
        raise FieldError("birth_date", "lies in the future")
    return born


def check_record_number(text: str) -> str | None:
    """Read a medical record number; None for an empty one.

    Raises:
        FieldError: it is too long, or a spreadsheet would run it.

    """
    return check_number("record_number", " ".join(text.split()), required=False) or None


def check_number(name: str, text: str, *, required: bool) -> str:
    """Return an id or a record number as it was written.

    Raises:
        FieldError: it is missing, or not what stood there before a spreadsheet changed it.

    """
    if damage := damage_to_number(text):
        raise FieldError(name, damage)
    return check_plain(name, text, required=required)


def check_cell(name: str, value: str) -> str:
    """Return a value without the space around it.

    Raises:
        FieldError: it is too long, or holds a control character.

    """
    if len(value) > MAX_LENGTH:
        raise FieldError(name, "longer than {longest} characters", longest=MAX_LENGTH)
    text = value.strip()
    if _CONTROL.search(text):
        raise FieldError(name, "holds a line break or another control character; write it on one line")
    if damage := damage_to_any(text):
        raise FieldError(name, damage)
    return text


def check_plain(name: str, text: str, *, required: bool) -> str:
    """Return a name or a number as it was written.

    Raises:
        FieldError: it is missing, too long, or what a spreadsheet would run.

    """
    if not text and required:
        raise FieldError(name, "must not be empty")
    if text.startswith(_FORMULA):
        raise FieldError(name, "begins with =, +, - or @, which a spreadsheet would run as a formula; remove it")
    if len(text) > _MAX_NAME:
        raise FieldError(name, "longer than {longest} characters", longest=_MAX_NAME)
    return text


def check_name(name: str, text: str, *, required: bool) -> str:
    """Return a person's name as it was written.

    Raises:
        FieldError: as `check_plain`, or letters of it were lost before it came here.

    """
    if damage := damage_to_name(text):
        raise FieldError(name, damage)
    return check_plain(name, text, required=required)


def check_phone(text: str, country: str) -> str | None:
    """Read a phone number of a country into E.164; None for an empty one.

    Raises:
        FieldError: it is no number that can get texts.

    """
    if not text:
        return None
    if damage := damage_to_number(text):
        raise FieldError("phone", damage)
    if _EXTENSION.search(text):
        raise FieldError("phone", "an extension cannot get texts; leave it out")
    if any(character.isalpha() for character in text):
        raise FieldError("phone", "not a phone number: it holds letters; write one number, in digits only")
    if sum(len(_DIGIT.findall(part)) >= _DIGITS_OF_A_NUMBER for part in _BETWEEN_NUMBERS.split(text)) > 1:
        raise FieldError("phone", "holds more than one number; write the one that gets texts")
    advice = "not a phone number that can exist in {country}; other countries are written with + and country code"
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise FieldError("phone", advice, country=country) from None
    if not phonenumbers.is_valid_number(number):
        raise FieldError("phone", advice, country=country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_email(text: str) -> str | None:
    """Read an email address; None for an empty one.

    Raises:
        FieldError: it is none, or one that the mailer could not write to.

    """
    if not text:
        return None
    if not text.rpartition("@")[0].isascii():
        raise FieldError("email", "mail servers refuse letters such as é or ñ before the @; ask for another address")
    try:
        address = validate_email(
            text, check_deliverability=False, test_environment=True, allow_smtputf8=False
        ).normalized
        address.rpartition("@")[2].encode("idna")  # as the mailer writes it
    except (EmailNotValidError, UnicodeError):
        raise FieldError("email", "not an email address; write it as name@example.org") from None
    return address


def check_zone(text: str) -> str:
    """Return the name of a time zone.

    Raises:
        FieldError: it is none, or one whose clock is not what was meant: EST has no summer time.

    """
    if text in known_zones():
        return text
    if suggestion := zone_meant(text):
        raise FieldError("timezone", "not a known time zone; did you mean {meant}?", meant=suggestion)
    raise FieldError("timezone", "not a known time zone; write it as in America/New_York")


def check_yes_no(name: str, text: str) -> bool:
    """Read `yes` or `no`, also as true or false, 1 or 0; empty is no.

    Raises:
        FieldError: it is none of them.

    """
    answer = _YES_NO.get(text.lower() or "no")
    if answer is None:
        raise FieldError(name, "write yes or no")
    return answer
