"""A problem of a message as its editor on the site reads it: the field instead of the file, chips instead of code.

Commands say file and code, for people who keep their messages as files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reminders.core.wording.chips import chips

_FIELDS: Final = {
    "sms.txt": "Text message",
    "caregiver.txt": "Text message to the caregiver",
    "email_subject.txt": "Email subject",
    "email.txt": "Email",
    "email.html": "Email",
}
_FILE: Final = re.compile(
    r"^(?:the clinic's own )?(?:(?:templates/)?messages/)?[\w-]+/\w+/(?P<file>" + "|".join(_FIELDS) + r"): "
    r"(?:[a-z][a-z -]{0,40}: )?"
)
_CODE: Final = re.compile(r"\{\{ (?P<name>[a-z_.]+)(?: or [^{}]*)? \}\}")
_CHIPS: Final = {match["name"]: chip for chip, code in chips("en").items() if (match := _CODE.fullmatch(code))}


@dataclass(frozen=True, slots=True)
class EditorProblem:
    """What is wrong. `label` names the field in English, as its form does; None where the sentence names no file."""

    label: str | None
    text: str


def said_to_editor(problem: str) -> EditorProblem:
    """Return a problem in the words of the form; code that stands for no chip stays as it is."""
    found = _FILE.match(problem)
    text = problem[found.end() :] if found else problem
    shown = _CODE.sub(lambda match: _CHIPS.get(match["name"], match.group()), text)
    return EditorProblem(_FIELDS[found["file"]] if found else None, shown)
