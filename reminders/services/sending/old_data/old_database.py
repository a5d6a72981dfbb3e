"""Pauses an installation whose database is older than what it has sent, and keeps the notes by which that is seen.

Asked at every tick and before every delivery. Safety answers to new texts still go; everything else waits for
`reminders reconcile`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.upkeep.old_database import REMEDY, SENTENCES, Mark, OldBecause, Remembered, Witnessed, why_old
from reminders.store.clinics import switches
from reminders.store.staff.audit import INSTALLATION, add_entry
from reminders.store.upkeep import installation, schema

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.ports import WitnessNote
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

FAR_OFF: Final = timedelta(days=3650)
"""How far off the answers are put that were still to go when the database was seen to be old."""


def pause_if_old(context: Context) -> None:
    """Pause everything when there is evidence that this database is older than what has been sent."""
    if context.witness is None:
        return
    with context.db.read() as tx:
        known = installation.read_installation(tx)
        if known is None or switches.OLD_DATABASE in switches.switches_on(tx):
            return
    # The witness first, then the database: what is noted was committed before, so others that tick and send meanwhile
    # can only make the database newer than the note.
    note = context.witness.read(known.key)
    with context.db.read() as tx:
        reason = _evidence(context, tx, note)
    if reason is None:
        return
    with context.db.begin() as tx:
        if mark_old(tx, Mark(reason, installation.known_until(tx)), context.clock.now(), SYSTEM):
            log.error("database_is_old", because=SENTENCES[reason], remedy=REMEDY)


def mark_old(tx: Tx, mark: Mark, now: datetime, actor: Actor) -> bool:
    """Turn the switch on; False: it is on already."""
    if not switches.set_switch(tx, switches.OLD_DATABASE, now, str(mark)):
        return False
    installation.hold_answers(tx, now + FAR_OFF)
    add_entry(tx, AuditEntry(INSTALLATION, Action.PAUSED_OLD_DATABASE, actor, now, detail=mark.because.value))
    return True


def go_on_unreconciled(context: Context, *, actor: Actor) -> bool:
    """End the pause at a person's word, who has compared by hand. False: it was not paused."""
    with context.db.begin() as tx:
        return go_on(context, tx, actor, "by hand")


def go_on(context: Context, tx: Tx, actor: Actor, detail: str) -> bool:
    """End the pause: from now on this database is the one that counts. False: it was not paused."""
    now = context.clock.now()
    known = installation.read_installation(tx)
    if known is not None and context.witness is not None:
        note = context.witness.read(known.key)
        ticks = max(known.ticks, note.ticks if note else 0) + 1
        installation.accept_place(tx, ticks, installation.where_it_is(tx))
        context.witness.start_over(known.key, ticks)
    if not switches.clear_switch(tx, switches.OLD_DATABASE):
        return False
    installation.release_answers(tx, now)
    add_entry(tx, AuditEntry(INSTALLATION, Action.RECONCILED, actor, now, detail=detail))
    return True


def count_tick(context: Context, tx: Tx) -> tuple[str, int] | None:
    """Count a tick in the database; return what `note_tick` notes once it is committed."""
    if context.witness is None:
        return None
    counted = installation.count_tick(tx, installation.where_it_is(tx))
    return counted.key, counted.ticks


def note_tick(context: Context, counted: tuple[str, int] | None) -> None:
    """Note a committed tick outside of the database."""
    if counted is not None and context.witness is not None:
        key, ticks = counted
        context.witness.note(key, ticks=ticks)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a delivery may start, and the installation's key under which its attempts are noted, if they are."""

    may_send: bool
    installation: str | None = None


def ready_to_send(context: Context) -> Readiness:
    """Look at the database before a delivery: is it old, and can everything that was written to it be read?

    A process without a key that others write with would take a patient who wrote STOP for one who has not.
    """
    pause_if_old(context)
    with context.db.read() as tx:
        in_use = schema.follow_form(tx)
        known = None if context.witness is None else installation.read_installation(tx)
    missing = [key for key in in_use if key not in context.db.vault.key_ids]
    if missing:
        log.error("encryption_key_missing", keys=missing, remedy="add it to ENCRYPTION_KEYS and restart this process")
    elif context.db.vault.writer_id not in in_use:  # `rekey` has retired it, and this process still writes with it
        schema.note_writing_key(context.db)
    return Readiness(not missing, known.key if known else None)


def _evidence(context: Context, tx: Tx, note: WitnessNote | None) -> OldBecause | None:
    known = installation.read_installation(tx)
    if known is None:
        return None
    witness = None
    if note is not None:
        witness = Witnessed(note.ticks, note.attempt is None or installation.knows_attempt(tx, note.attempt))
    last_tick = switches.last_heartbeat(tx, switches.BEAT)
    remembered = Remembered(known.ticks, known.place, last_tick)
    return why_old(remembered, witness, installation.where_it_is(tx), context.clock.now())
