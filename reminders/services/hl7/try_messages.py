"""A dry run over the messages of a file: what would become of each. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.hl7.answer import Acknowledgment, acknowledgment_for
from reminders.core.hl7.decide import decide
from reminders.core.hl7.message import MessageError
from reminders.core.hl7.outcomes import Decision, Outcome
from reminders.services.hl7.look_up import look_up
from reminders.services.hl7.read import read
from reminders.services.hl7.words import would

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reminders.core.hl7.content import Header
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of one message; no `header` of one that cannot be read."""

    number: int
    header: Header | None
    decision: Decision

    @property
    def acknowledgment(self) -> Acknowledgment:
        """What the sender would be answered."""
        return acknowledgment_for(self.decision.outcome)

    @property
    def words(self) -> str:
        """What would be done, in a sentence."""
        return would(self.decision)


def try_messages(context: Context, clinic: Clinic, partner: Partner, messages: Sequence[bytes]) -> Iterator[Tried]:
    """Yield what would become of each message as things stand now."""
    for number, raw in enumerate(messages, start=1):
        try:
            content = read(raw, partner, clinic)
        except MessageError as error:
            yield Tried(number, None, Decision(Outcome.MALFORMED, {"problem": str(error)}))
            continue
        with context.db.begin() as tx:
            decision = decide(content, partner, look_up(context, tx, clinic, content, None).known)
            tx.roll_back()
        yield Tried(number, content.header, decision)
