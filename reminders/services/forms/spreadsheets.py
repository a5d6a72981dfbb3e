"""What spreadsheets do to cells: ids in scientific notation, dates as numbers, formulas that failed.

Excel shows 16 digits as 1.23457E+15 and saves what it shows: the digits are gone, and other ids become the same text.
Source: Microsoft Support, "Keeping leading zeros and large numbers"; "How to correct a ##### error".
"""

from __future__ import annotations

import re

SCIENTIFIC = (
    "a spreadsheet wrote this number in scientific notation and its digits are lost; in Excel, format the column as "
    "Text, enter or import the numbers again, and save the file again"
)
DECIMAL = "a spreadsheet added decimals to this number; in Excel, format the column as Text and write it without them"
FAILED = "holds a spreadsheet error instead of a value; correct the cell in the spreadsheet and save the file again"
DATE_AS_NUMBER = (
    "a spreadsheet turned the date into a number; in Excel, format the column as a date with the custom format "
    "yyyy-mm-dd and save the file again"
)
LOST_LETTER = "a letter was lost when the file was saved; write the name again and save the file as 'CSV UTF-8'"
BROKEN_LETTERS = (
    "letters with accents were broken when the file was saved; write the name again and save the file as 'CSV UTF-8'"
)
_SCIENTIFIC = re.compile(r"[+-]?(?:\d+[.,]\d+E[+-]?\d+|\d+E[+-]\d+|\dE\d{2,})", re.ASCII | re.IGNORECASE)
_DECIMAL = re.compile(r"\d+[.,]0+", re.ASCII)
# Also as other languages of Excel write them: #NV, #WERT!, #¡REF!, #N/D. A row of # is a column too narrow.
_FAILED = re.compile(r"#(?:¡?[A-ZÁÉÍÓÚÜ][A-ZÁÉÍÓÚÜ/0]+[!?]?|#+)")
_LOST = re.compile(r"\ufffd|\?+[^\W\d_]|[^\W\d_]\?+", re.UNICODE)
_SERIAL = re.compile(r"\d{4,6}(?:[.,]\d+)?", re.ASCII)


def damage_to_any(text: str) -> str | None:
    """Tell what a spreadsheet did to a cell, whatever it holds."""
    return FAILED if _FAILED.fullmatch(text.upper()) else None


def damage_to_number(text: str) -> str | None:
    """Tell what a spreadsheet did to an id or a phone number."""
    if _SCIENTIFIC.fullmatch(text):
        return SCIENTIFIC
    return DECIMAL if _DECIMAL.fullmatch(text) else None


def damage_to_date(text: str) -> str | None:
    """Tell what a spreadsheet did to a date."""
    return DATE_AS_NUMBER if _SERIAL.fullmatch(text) or _SCIENTIFIC.fullmatch(text) else None


def damage_to_name(text: str) -> str | None:
    """Tell what saving a file in the wrong encoding did to a name: `Nguy?n` for Nguyễn, `JosÃ©` for José."""
    if _LOST.search(text):
        return LOST_LETTER
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return None if text.isascii() else BROKEN_LETTERS
