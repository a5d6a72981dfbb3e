"""Notes by which doors surgeries came in or were confirmed, and takes HL7 messages about them off the work list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.actor import ActorKind
from reminders.store.enrollment.sources import add_sources
from reminders.store.hl7 import messages as hl7_messages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def note_sources(
    context: Context,
    tx: Tx,
    clinic: Clinic,
    enrolled: Mapping[str, Enrollment],
    *,
    actor: Actor,
    from_file: bool = False,
) -> None:
    """Note that these surgeries, by external id, came in or were confirmed by what an actor sent.

    A hospital's message about them that still waited on the work list is settled: its partner is a source, too.
    """
    now = context.clock.now()
    add_sources(tx, [item.id for item in enrolled.values()], actor, now, from_file=from_file)
    if actor.kind is ActorKind.PARTNER:
        return  # what a partner sends is settled as a newer message
    for enrollment_id, partners in hl7_messages.settle_enrolled(tx, clinic.id, enrolled, now).items():
        for partner in partners:
            add_sources(tx, [enrollment_id], partner, now)
