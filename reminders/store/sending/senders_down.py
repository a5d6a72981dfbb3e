"""Senders that are down: since when, when each is tried again, and what speaks against a sender so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.store.clinics.switches import sender_switch
from reminders.store.tables import messages, sender_evidence, switches

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from reminders.core.model.contact import Channel
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class SenderDown:
    """One sender that is down. `needs_receipt`: it went down by receipts, so to be taken in proves nothing."""

    since: datetime
    try_at: datetime | None
    failures: int
    trial_message_id: str | None
    accepted_at: datetime | None
    needs_receipt: bool


_COLUMNS = (
    switches.c.name,
    switches.c.since,
    switches.c.try_at,
    switches.c.failures,
    switches.c.trial_message_id,
    switches.c.accepted_at,
    switches.c.needs_receipt,
)


def find_down(tx: Tx, channel: Channel, sender: str) -> SenderDown | None:
    """Return how a sender stands that is down; None: it is up."""
    query = select(*_COLUMNS).where(switches.c.name == sender_switch(channel, sender))
    row = tx.conn.execute(query).first()
    return None if row is None else SenderDown(*row[1:])


def trials_due(tx: Tx, now: datetime) -> frozenset[str]:
    """Return the switches of the senders that are to be tried now."""
    return frozenset(tx.conn.execute(select(switches.c.name).where(switches.c.try_at <= now)).scalars())


def proven(tx: Tx, now: datetime) -> frozenset[str]:
    """Return the switches of the senders whose trial was accepted and whose wait for bad news since is over."""
    query = select(switches.c.name).where(switches.c.accepted_at.is_not(None), switches.c.try_at <= now)
    return frozenset(tx.conn.execute(query).scalars())


def take_down(  # noqa: PLR0913 who, why, and when to look again
    tx: Tx, channel: Channel, sender: str, at: datetime, *, reason: str, try_at: datetime, needs_receipt: bool
) -> bool:
    """Note that a sender is down; return False if it was already. What spoke against it is used up by that."""
    query = (
        _insert(tx)(switches)
        .values(
            name=sender_switch(channel, sender), since=at, reason=reason, try_at=try_at, needs_receipt=needs_receipt
        )
        .on_conflict_do_nothing()
        .returning(switches.c.name)
    )
    if tx.conn.execute(query).first() is None:
        return False
    tx.conn.execute(delete(sender_evidence).where(*_of(channel, sender)))
    return True


def take_trial(tx: Tx, channel: Channel, sender: str, now: datetime, hold_until: datetime) -> bool:
    """Take the right to try a sender whose time has come; one worker gets it."""
    query = (
        update(switches)
        .where(switches.c.name == sender_switch(channel, sender), switches.c.try_at <= now)
        .values(try_at=hold_until, trial_message_id=None)
    )
    return tx.conn.execute(query).rowcount == 1


def change_down(tx: Tx, channel: Channel, sender: str, **values: Any) -> None:
    """Write down how a trial goes: columns of `SenderDown` by name."""
    tx.conn.execute(update(switches).where(switches.c.name == sender_switch(channel, sender)).values(**values))


def note_evidence(tx: Tx, channel: Channel, sender: str, person: str, at: datetime, since: datetime) -> int:
    """Note that one person's message was refused; return how many people's were since then."""
    tx.conn.execute(delete(sender_evidence).where(sender_evidence.c.at < since))
    key = {"channel": channel.value, "sender": sender, "person": person}
    query = _insert(tx)(sender_evidence).values(**key, at=at)
    tx.conn.execute(query.on_conflict_do_update(index_elements=list(key), set_={"at": at}))
    people = (
        select(func.count()).select_from(sender_evidence).where(*_of(channel, sender), sender_evidence.c.at >= since)
    )
    return tx.conn.execute(people).scalar_one()


def count_sent(tx: Tx, channel: Channel, clinic_ids: Collection[int], since: datetime) -> int:
    """Return how many messages some clinics have sent on a channel since then."""
    query = select(func.count()).where(
        messages.c.clinic_id.in_(list(clinic_ids)), messages.c.sent_at >= since, messages.c.channel == channel.value
    )
    return tx.conn.execute(query).scalar_one()


def _of(channel: Channel, sender: str) -> tuple[Any, Any]:
    return sender_evidence.c.channel == channel.value, sender_evidence.c.sender == sender


def _insert(tx: Tx) -> Any:
    return sqlite.insert if tx.is_sqlite else postgresql.insert
