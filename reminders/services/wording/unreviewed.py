"""Which languages of a wording no clinician has signed for; see `templates/REVIEW.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.wording.care_versions import CareKind
from reminders.data import DEFAULT_LANGUAGE
from reminders.services.wording.live_care import files_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.core.wording.care_versions import CareVersion


def unreviewed_languages(files: Iterable[str]) -> tuple[str, ...]:
    """Return the languages of these files (`es/sms.txt`) that await a review by a native clinician.

    The language a clinic's staff write in is read by who approves it; any other one is not.
    """
    return tuple(sorted({file.partition("/")[0] for file in files} - {DEFAULT_LANGUAGE}))


def unreviewed_of(version: CareVersion) -> tuple[str, ...]:
    """Return the unreviewed languages of a version; a care plan has no words of its own."""
    return unreviewed_languages(files_of(version)) if version.kind is CareKind.WORDING else ()
