"""What one segment of a text costs, in US cents, as a clinic types it: `0.83`."""

from __future__ import annotations

import re
from typing import Final

MAX_CENTS: Final = 100
_PRICE: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?")


def read_text_price(text: str) -> str:
    """Return a price in US cents as it is kept, with a decimal point; empty stays empty.

    Raises:
        ValueError: it is no number from 0 to 100 with up to four decimals.

    """
    text = text.strip()
    if not text:
        return ""
    match = _PRICE.fullmatch(text)
    if match is None:
        raise ValueError("is no price in cents")
    price = f"{int(match[1])}.{match[2]}" if match[2] else str(int(match[1]))
    if float(price) > MAX_CENTS:
        raise ValueError("is more than a dollar")
    return price
