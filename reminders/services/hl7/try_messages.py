"""A dry run over the messages of a file: each is really applied, after those before it, and all of it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from reminders.core.hl7.answer import Acknowledgment, acknowledgment_for
from reminders.core.hl7.outcomes import Decision, Outcome
from reminders.core.model.actor import Actor
from reminders.services.hl7.process import process
from reminders.services.hl7.receive import header_of
from reminders.services.hl7.words import would
from reminders.store.hl7 import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.hl7.messages import NewMessage


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of one message. `control_id` and `kind` are empty where they cannot be read."""

    number: int
    control_id: str
    kind: str
    decision: Decision

    @property
    def acknowledgment(self) -> Acknowledgment:
        """What the sender would be answered."""
        return acknowledgment_for(self.decision.outcome)

    @property
    def words(self) -> str:
        """What would be done, in a sentence."""
        return would(self.decision)


def try_messages(context: Context, clinic: Clinic, partner: Partner, contents: Sequence[bytes]) -> list[Tried]:
    """Return what would become of each message if all of them came in now, in this order."""
    tried: list[Tried] = []
    try:
        with context.db.begin() as tx:
            for number, raw in enumerate(contents, start=1):
                new = header_of(clinic, partner, raw)
                decision = _try(context, tx, clinic, partner, new)
                tried.append(Tried(number, new.control_id, new.kind, decision))
            tx.roll_back()
    finally:
        context.book.forget()  # a pathway kept by a transaction that was undone was never kept
    return tried


def _try(context: Context, tx: Tx, clinic: Clinic, partner: Partner, new: NewMessage) -> Decision:
    known = messages.find_same(tx, new)
    if known is not None and known.outcome not in {None, Outcome.MALFORMED, Outcome.FAILED}:
        return Decision(Outcome.REPEATED)
    now = context.clock.now()
    message_id = known.id if known else messages.insert_message(tx, new, now)
    actor = Actor.hl7(partner.name)
    try:
        applied = process(context, tx, clinic, partner, new.raw, actor=actor, message_id=message_id)
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 as the listener does
        return Decision(Outcome.FAILED, {"problem": type(error).__name__})
    messages.record_result(tx, message_id, applied.result, now)
    return applied.decision
