"""The name a staff member goes by, as it is kept."""

from __future__ import annotations

import unicodedata
from typing import Final

from reminders.core.model.errors import UseError

LONGEST: Final = 60
"""Characters: it stands in a row of the triage table."""


class UnusableNameError(UseError):
    """A name that cannot stand where staff are shown."""


def clean_name(text: str) -> str | None:
    """Return a name with single spaces, composed (NFC); None for an empty one.

    Raises:
        UnusableNameError: it is longer than LONGEST, or has characters that cannot be seen.

    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(name) > LONGEST:
        raise UnusableNameError("a name has at most 60 characters")
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs"} for letter in name):
        raise UnusableNameError("the name has characters that cannot be seen; type it again")
    return name or None
