"""Which languages of a wording no clinician has signed for; see `templates/REVIEW.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.data import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable


def unreviewed_languages(files: Iterable[str]) -> tuple[str, ...]:
    """Return the languages of these files (`es/sms.txt`) that await a review by a native clinician.

    The language a clinic's staff write in is read by who approves it; any other one is not.
    """
    return tuple(sorted({file.partition("/")[0] for file in files} - {DEFAULT_LANGUAGE}))
