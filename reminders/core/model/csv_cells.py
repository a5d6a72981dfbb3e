"""Cells of a CSV file that someone will open in a spreadsheet."""

from __future__ import annotations

import re
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PHONE = re.compile(r"\+[\d\s().-]+")


def harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula; a phone with its plus stays as it is."""
    return f"'{cell}" if cell.startswith(FORMULA) and not _PHONE.fullmatch(cell) else cell
