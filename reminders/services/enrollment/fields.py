"""Checks one field after the other, for every door: a CSV row, a page, a command.

An error never echoes the value: files are mailed around.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Final
from zoneinfo import available_timezones

import phonenumbers
from email_validator import EmailNotValidError, validate_email

LONGEST: Final = 200
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SURGERY_YEARS = range(2000, 2101)
_BIRTH_YEARS = range(1900, 2101)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_NAME = 80


class FieldError(ValueError):
    """One field is wrong; `field` names it and the message says what to write instead.

    `template` and `values` are the message in two parts, so that a page can translate it.
    """

    def __init__(self, field_name: str, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.field = field_name
        self.template = template
        self.values = values


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones; looked up once, because it reads a folder of hundreds of files."""
    return frozenset(available_timezones())


def check_date(name: str, text: str, years: range = _SURGERY_YEARS) -> date:
    """Read an ISO date.

    Raises:
        FieldError: it is no such date, or lies outside the years, 2000 to 2100 unless told.

    """
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
    return check_plain("record_number", " ".join(text.split()), required=False) or None


def check_cell(name: str, value: str) -> str:
    """Return a value without the space around it.

    Raises:
        FieldError: it is too long, or holds a control character.

    """
    if len(value) > LONGEST:
        raise FieldError(name, "longer than {longest} characters", longest=LONGEST)
    text = value.strip()
    if _CONTROL.search(text):
        raise FieldError(name, "holds a line break or another control character; write it on one line")
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
    if len(text) > _LONGEST_NAME:
        raise FieldError(name, "longer than {longest} characters", longest=_LONGEST_NAME)
    return text


def check_phone(text: str, country: str) -> str | None:
    """Read a phone number of a country into E.164; None for an empty one.

    Raises:
        FieldError: it is no number that can get texts.

    """
    if not text:
        return None
    advice = "not a phone number that can exist in {country}; other countries are written with + and country code"
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise FieldError("phone", advice, country=country) from None
    if number.extension:
        raise FieldError("phone", "an extension cannot get texts; leave it out")
    if not phonenumbers.is_valid_number(number):
        raise FieldError("phone", advice, country=country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_email(text: str) -> str | None:
    """Read an email address; None for an empty one.

    Raises:
        FieldError: it is none.

    """
    if not text:
        return None
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise FieldError("email", "not an email address; write it as name@example.org") from None
