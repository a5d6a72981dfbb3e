"""Reads digits that others wrote, however many there are: Python refuses to read a number of thousands of digits."""

from __future__ import annotations

from typing import Final

BEYOND_ALL: Final = 10**18
"""What stands for any number of more digits than this has."""
_MAX_DIGITS: Final = 18


def number_of(digits: str) -> int:
    """Return the number that decimal digits write; `BEYOND_ALL` for one that no date, score, count or version has."""
    return int(digits) if len(digits) <= _MAX_DIGITS else BEYOND_ALL
