"""What became of a resource, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.data import book

if TYPE_CHECKING:
    from reminders.core.hl7.outcomes import Decision

_NOTHING = {
    "channels": "texts or email",
    "problem": "",
    "term": "",
    "codes": "(none given)",
    "place": "",
    "day": "",
    "was": "",
    "plan": "",
}


def did(decision: Decision) -> str:
    """Say what was done, with dates and codes, and without the patient's name."""
    sentence = book("fhir").labels("did")[decision.outcome.value]
    filled_in = {name: value for name, value in decision.values.items() if value}
    if decision.term:
        filled_in["term"] = decision.term
    return sentence.format(**_NOTHING | filled_in)
