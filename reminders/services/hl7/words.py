"""What would become of a message, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.data import book

if TYPE_CHECKING:
    from reminders.core.hl7.outcomes import Decision

_NOTHING = {"channels": "texts or email", "problem": "", "term": "", "codes": "(none given)", "place": ""}


def would(decision: Decision) -> str:
    """Say what would be done, with dates and codes, and without the patient's name."""
    sentence = book("hl7").labels("would")[decision.outcome.value]
    filled_in = {name: value for name, value in decision.values.items() if value}
    if decision.term:
        filled_in["term"] = decision.term
    return sentence.format(**_NOTHING | filled_in)
