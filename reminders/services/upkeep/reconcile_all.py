"""Brings a database that woke up old up to what the provider knows, and lets it send again.

What went out is marked as sent; what came in is taken in once more by the ordinary way (a STOP stops, a red flag
alarms); emails, of which no one can be asked, go to the staff list. It may be run again: nothing is taken twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.errors import UseError
from reminders.core.upkeep.old_database import read_mark
from reminders.ports import LookUpError
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.services.sending.old_data.doubtful_emails import list_for_staff
from reminders.services.sending.old_data.mark_sent import mark_sent
from reminders.services.sending.old_data.old_database import go_on
from reminders.store.clinics import switches
from reminders.store.sending.attempts import known_provider_ids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.ports import LoggedText
    from reminders.services.context import Context

MARGIN = timedelta(hours=1)
"""How much earlier than the data's own end the provider is asked about: clocks differ, and doubles do no harm."""

WITHOUT_A_MARK = timedelta(days=1)
"""How far back the provider is asked about when the database is not paused and no time is given."""

AT_ONCE = 500


@dataclass(slots=True)
class Reconciliation:
    """What was done. `asked`: there was a provider to ask; `resumed`: a pause ended."""

    since: datetime
    asked: bool
    marked_sent: int = 0
    other_texts: int = 0
    unknown_phones: set[str] = field(default_factory=set[str], repr=False)
    came_in: int = 0
    stops: int = 0
    red_flags: int = 0
    emails: int = 0
    resumed: bool = False


def reconcile_all(context: Context, since: datetime | None, *, actor: Actor) -> Reconciliation:
    """Take over what the provider knows since a moment, and end the pause of an old database.

    `since` None: since the latest moment that the database knows of.

    Raises:
        UseError: the provider cannot be asked; what is paused stays so.

    """
    now = context.clock.now()
    result = Reconciliation(since or _known_until(context, now) - MARGIN, asked=context.lookup is not None)
    if context.lookup is not None:
        try:
            texts = context.lookup.texts_since(result.since)
        except LookUpError as error:
            raise UseError(f"{error}; nothing was changed, and sending stays as it is. Try again") from None
        _take_outbound(context, texts, result)
        _take_inbound(context, texts, result)
    with context.db.begin() as tx:
        if switches.OLD_DATABASE in switches.switches_on(tx):
            result.emails = list_for_staff(context, tx, result.since, now)
            counts = f"{result.marked_sent} sent, {result.came_in} received, {result.emails} emails"
            result.resumed = go_on(context, tx, actor, counts)
    return result


def _known_until(context: Context, now: datetime) -> datetime:
    with context.db.read() as tx:
        mark = switches.switches_on(tx).get(switches.OLD_DATABASE)
    known_until = read_mark(mark).known_until if mark else None
    return known_until or now - WITHOUT_A_MARK


def _take_outbound(context: Context, texts: Sequence[LoggedText], result: Reconciliation) -> None:
    sent = [text for text in texts if text.receipt is not None]
    for start in range(0, len(sent), AT_ONCE):
        some = sent[start : start + AT_ONCE]
        with context.db.read() as tx:
            known = known_provider_ids(tx, [text.provider_id for text in some])
        for text in some:
            if text.provider_id in known:
                continue
            with context.db.begin() as tx:
                marked = mark_sent(context, tx, text)
            result.marked_sent += marked is True
            result.other_texts += marked is False
            if marked is None:
                result.unknown_phones.add(text.address)


def _take_inbound(context: Context, texts: Sequence[LoggedText], result: Reconciliation) -> None:
    """Take in what came, oldest first. What was answered then is not answered again."""
    last_to = {text.address: text.at for text in texts if text.receipt is not None}
    for text in texts:
        if text.receipt is not None:
            continue
        answered = last_to.get(text.address, text.at) > text.at
        reading = receive_text(context, _as_inbound(text, answered=answered))
        if reading is not None:
            result.came_in += 1
            result.stops += reading.stop
            result.red_flags += reading.red_flag is not None


def _as_inbound(text: LoggedText, *, answered: bool) -> InboundText:
    return InboundText(
        sender=text.address,
        to=text.own,
        body=text.body,
        provider_id=text.provider_id,
        messaging_service=text.messaging_service,
        pictures=text.pictures,
        at=text.at,
        answered=answered,
    )
