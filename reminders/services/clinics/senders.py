"""A sender's status: what takes it down, what it holds back meanwhile, and how it comes up again.

A sender that is down tries itself: one due message after a quarter of an hour, then ever more slowly. Success brings it
up and closes its alerts; so does `reminders resume-sender`. Safety answers and STOP confirmations are always tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.clinic import EMAIL_SENDER
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.core.sending.sender_trials import EVIDENCE_SPAN, FIRST_TRIAL, TRIAL_HOLD, is_senders_fault, trial_wait
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.clinics import clinics, switches
from reminders.store.sending import senders_down
from reminders.store.staff.audit import add_entries, add_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

DOWN_FOR_NO_CODE = "provider refuses"


def mark_sender_down(  # noqa: PLR0913 which sender, who says so, when and why
    tx: Tx,
    channel: Channel,
    sender: str,
    at: datetime,
    *,
    actor: Actor,
    reason: str = DOWN_FOR_NO_CODE,
    needs_receipt: bool = False,
) -> bool:
    """Hold back everything of a sender, and tell every clinic that uses it; return False if it is down already.

    For failures that are ours and would meet every other message too: the account, the sender, the registration.
    `reason` is the provider's code. `needs_receipt`: the provider took the messages and refused them later.
    """
    new = senders_down.take_down(
        tx, channel, sender, at, reason=reason, try_at=at + FIRST_TRIAL, needs_receipt=needs_receipt
    )
    if not new:
        return False
    for clinic in _clinics_on(tx, channel, sender):
        alerts.open_alert_once(tx, AlertKind.SENDER_DOWN, at, clinic_id=clinic, detail=channel.value)
        add_entry(tx, AuditEntry(clinic, Action.SENDER_DOWN, actor, at, detail=channel.value))
    log.error("sender_down", channel=channel.value, sender=sender, code=reason, then="reminders resume-sender")
    return True


def suspect(  # noqa: PLR0913 of whom, who says so, when and why
    tx: Tx, channel: Channel, sender: str, person: str, at: datetime, *, reason: str, actor: Actor
) -> bool:
    """Count one person's refused message against its sender; take the sender down once it is many people's.

    `person` is the keyed hash of the address.
    """
    since = at - EVIDENCE_SPAN
    people = senders_down.note_evidence(tx, channel, sender, person, at, since)
    sent = senders_down.count_sent(tx, channel, _clinics_on(tx, channel, sender), since)
    if not is_senders_fault(people, sent):
        return False
    return mark_sender_down(tx, channel, sender, at, actor=actor, reason=reason, needs_receipt=True)


def resume_sender(context: Context, channel: Channel, sender: str, *, actor: Actor) -> bool:
    """Let a sender send again and close its alerts; False: it was not down.

    Raises:
        UseError: no clinic uses that sender.

    """
    with context.db.begin() as tx:
        if not _clinics_on(tx, channel, sender):
            known = sorted({clinic.sender(channel) for clinic in clinics.list_clinics(tx)})
            raise UseError(f"no clinic sends {channel.value} as {sender}; there is: {', '.join(known) or 'no clinic'}")
        return mark_sender_up(tx, channel, sender, context.clock.now(), actor=actor)


def mark_sender_up(tx: Tx, channel: Channel, sender: str, at: datetime, *, actor: Actor = SYSTEM) -> bool:
    """Let a sender send again and close its alerts, inside the caller's transaction; False: it was not down."""
    if not switches.clear_switch(tx, switches.sender_switch(channel, sender)):
        return False
    ids = _clinics_on(tx, channel, sender)
    alerts.close_alerts(tx, AlertKind.SENDER_DOWN, at, clinic_ids=ids, detail=channel.value)
    add_entries(tx, [AuditEntry(item, Action.SENDER_UP, actor, at, detail=channel.value) for item in ids])
    log.info("sender_up", channel=channel.value, sender=sender)
    return True


def held_back(tx: Tx, on: Collection[str]) -> dict[Channel, list[int]]:
    """Return the clinics whose sender is down, per channel, given the switches that are on."""
    return {
        channel: [clinic for ids in senders.values() for clinic in ids]
        for channel, senders in senders_held(tx, on).items()
    }


def senders_held(tx: Tx, on: Collection[str]) -> dict[Channel, dict[str, list[int]]]:
    """Return the senders that are down, per channel, each with its clinics, given the switches that are on."""
    down = switches.senders_down(on)
    held: dict[Channel, dict[str, list[int]]] = {}
    if down.get(Channel.SMS):
        held[Channel.SMS] = clinics.clinics_sending_as(tx, down[Channel.SMS])
    if EMAIL_SENDER in down.get(Channel.EMAIL, ()):
        held[Channel.EMAIL] = {EMAIL_SENDER: clinics.clinic_ids(tx)}
    return held


def trials_due(tx: Tx, now: datetime) -> frozenset[str]:
    """Return the switches of the senders whose next trial's time has come."""
    return senders_down.trials_due(tx, now)


def start_trial(tx: Tx, channel: Channel, sender: str, now: datetime) -> bool:
    """Take the right to try a sender that is down with one message; one worker gets it."""
    down = senders_down.find_down(tx, channel, sender)
    return down is not None and senders_down.take_trial(tx, channel, sender, now, now + TRIAL_HOLD)


def bring_up_proven(
    tx: Tx, held: Mapping[Channel, Mapping[str, Sequence[int]]], now: datetime
) -> dict[Channel, dict[str, Sequence[int]]]:
    """Bring up senders that took a trial, and of which nothing bad was heard for the whole wait; return the others."""
    proven = senders_down.proven(tx, now) if any(held.values()) else ()
    down: dict[Channel, dict[str, Sequence[int]]] = {}
    for channel, senders in held.items():
        for sender, ids in senders.items():
            if switches.sender_switch(channel, sender) not in proven or not mark_sender_up(tx, channel, sender, now):
                down.setdefault(channel, {})[sender] = ids
    return down


def note_accepted(tx: Tx, channel: Channel, sender: str, now: datetime) -> None:
    """A message left by a sender that is down. Unless receipts took it down, that proves that it works."""
    down = senders_down.find_down(tx, channel, sender)
    if down is None:
        return
    if down.needs_receipt:
        wait = trial_wait(down.failures)
        senders_down.change_down(tx, channel, sender, accepted_at=now, try_at=now + wait)
    else:
        mark_sender_up(tx, channel, sender, now)


def note_delivered(tx: Tx, channel: Channel, sender: str, started_at: datetime, now: datetime) -> None:
    """A message was delivered; one that left after its sender went down proves that it works again."""
    down = senders_down.find_down(tx, channel, sender)
    if down is not None and started_at > down.since:
        mark_sender_up(tx, channel, sender, now)


def note_refused(
    tx: Tx, channel: Channel, sender: str, message_id: str, now: datetime, *, started_at: datetime | None = None
) -> None:
    """A sender that is down was refused again: after a trial the next one waits longer.

    `started_at` is the attempt's, when a receipt said so; else only the message of the trial counts, for safety answers
    are tried all the time.
    """
    down = senders_down.find_down(tx, channel, sender)
    if down is None:
        return
    is_news = started_at > down.since if started_at else down.trial_message_id == message_id
    if is_news:
        failures = down.failures + 1
        senders_down.change_down(
            tx,
            channel,
            sender,
            failures=failures,
            try_at=now + trial_wait(failures),
            trial_message_id=None,
            accepted_at=None,
            needs_receipt=down.needs_receipt or started_at is not None,
        )


def _clinics_on(tx: Tx, channel: Channel, sender: str) -> Sequence[int]:
    return [clinic.id for clinic in clinics.list_clinics(tx) if clinic.sender(channel) == sender]
