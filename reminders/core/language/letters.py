"""Letters that no text holds and no database takes: NUL, and halves of a UTF-16 pair, as JSON can write them."""

from __future__ import annotations

import re
from typing import Final

_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")


def is_text(text: str) -> bool:
    """Return True if every letter of a text can be kept."""
    return _UNFIT.search(text) is None


def kept(text: str) -> str:
    """Return a text without the letters that cannot be kept."""
    return _UNFIT.sub("", text)
