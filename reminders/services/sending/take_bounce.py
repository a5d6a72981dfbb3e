"""Takes in bounces: a mail that came back for good is not delivered, and an address that does not exist is closed.

Where a bounce speaks against our sender, or no one can tell what it says, staff are told once.

Anyone who knows the id of a mail got it or carried it: it is random, and stands in its headers alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.faults import Blame
from reminders.core.model.status import Event
from reminders.core.sending.faults.bounces import read_bounce, split_mailbox
from reminders.core.sending.retrying import Effect
from reminders.ports import Receipt
from reminders.services.sending.receipts import apply_receipt
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.sending import attempts

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.sending.faults.bounces import Bounce
    from reminders.services.context import Context


@dataclass(frozen=True, slots=True)
class BouncesTaken:
    """How many mails were read, and how many of them were bounces of ours."""

    mails: int
    taken: int


def take_bounces(context: Context, raw: bytes, *, actor: Actor) -> BouncesTaken:
    """Take in a mail, or an mbox of them. The same bounce twice changes nothing."""
    mails = split_mailbox(raw)
    bounces = [bounce for mail in mails if (bounce := read_bounce(mail)) is not None]
    return BouncesTaken(len(mails), sum(_take(context, bounce, actor) for bounce in bounces))


def _take(context: Context, bounce: Bounce, actor: Actor) -> bool:
    with context.db.begin() as tx:
        sent = attempts.last_email(tx, bounce.message_id)
        if sent is None:
            return False
        now = context.clock.now()
        if bounce.unclear or bounce.blame is Blame.SENDER:
            alerts.open_alert_once(tx, AlertKind.MAIL_REFUSED, now, clinic_id=sent.clinic_id, detail=bounce.cause)
        if bounce.unclear:
            return True
        receipt = Receipt(
            provider_id=sent.provider_id or "bounce",
            event=Event.RECEIPT_UNDELIVERED,
            code=bounce.code,
            effect=_effect(bounce, sent.address),
            address=sent.address,
        )
        return apply_receipt(context, tx, sent.attempt_id, receipt, now, actor=actor)


def _effect(bounce: Bounce, address: str | None) -> Effect | None:
    if bounce.is_bad_address:
        return Effect.BAD_ADDRESS if address else None
    return Effect.SENDER_SUSPECT if bounce.is_suspect else None
