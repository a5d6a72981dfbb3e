"""The messages of an enrollment's plan: what stands, what is inserted, what a re-planning changes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from reminders.core.model.contact import Channel, Party
from reminders.core.model.enrollment import read_slots, write_slots
from reminders.core.model.status import SENT, UNSENT, Event, Kind, Status, next_status
from reminders.core.plans.identity import message_key
from reminders.core.plans.replanning import Change, StandingMessage
from reminders.store.database.bulk import BulkUpdate, insert_rows
from reminders.store.sending.transitions import record_history
from reminders.store.tables import messages

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.core.plans.planning import PlannedMessage
    from reminders.store.database.session import Tx

_UNSENT = [status.value for status in UNSENT]
_TAKEN = [status.value for status in (*SENT, Status.SENDING, Status.UNCONFIRMED, Status.PLANNED)]

_COLUMNS = select(
    messages.c.id,
    messages.c.step,
    messages.c.channel,
    messages.c.anchor,
    messages.c.due_at,
    messages.c.send_before,
    messages.c.status,
    messages.c.reason,
    messages.c.party,
    messages.c.also_anchors,
)
_OF_ENROLLMENT = _COLUMNS.where(
    messages.c.enrollment_id == bindparam("enrollment"), messages.c.kind == Kind.SCHEDULED.value
)
_STANDING = _OF_ENROLLMENT.order_by(messages.c.id).with_for_update()
_SHOWN = _OF_ENROLLMENT.order_by(messages.c.due_at, messages.c.id)
_CHANGE = BulkUpdate(messages, (("message", "id"), ("expected", "status")), keep=("plan_revision",))
_TAKE_OVER = BulkUpdate(messages, (("message", "id"),))
_STAMP = (
    update(messages)
    .where(messages.c.enrollment_id == bindparam("enrollment"), messages.c.status.in_(_UNSENT))
    .where(messages.c.plan_revision != bindparam("revision"))
    .values(plan_revision=bindparam("revision"))
)
_TEXTS_TAKEN = select(
    messages.c.patient_id, messages.c.enrollment_id, messages.c.status, messages.c.due_at, messages.c.sent_at
).where(
    messages.c.patient_id.in_(bindparam("patients", expanding=True)),
    messages.c.party == bindparam("party"),
    messages.c.kind == Kind.SCHEDULED.value,
    messages.c.channel == Channel.SMS.value,
    messages.c.status.in_(_TAKEN),
)


@dataclass(frozen=True, slots=True)
class PlanOwner:
    """Whose plan it is, under which surgery day and revision."""

    clinic_id: int
    patient_id: str
    enrollment_id: str
    surgery_generation: int
    revision: int


def insert_plan(
    tx: Tx, plans: Sequence[tuple[PlanOwner, Sequence[PlannedMessage]]], at: datetime
) -> list[tuple[str, PlannedMessage]]:
    """Insert the messages of some plans in bulk; return them with their ids."""
    made = [(owner, message) for owner, plan in plans for message in plan]
    rows = [_row(owner, message, at) for owner, message in made]
    insert_rows(tx, messages, rows)
    return [(str(row["id"]), message) for row, (_, message) in zip(rows, made, strict=True)]


def standing_plan(tx: Tx, enrollment_id: str) -> list[StandingMessage]:
    """Return all scheduled messages of an enrollment, locked until the transaction ends."""
    return [_standing(row) for row in tx.conn.execute(_STANDING, {"enrollment": enrollment_id})]


def plan_rows(tx: Tx, enrollment_id: str) -> list[StandingMessage]:
    """Return all scheduled messages of an enrollment in due order, without locking them: to be shown."""
    return [_standing(row) for row in tx.conn.execute(_SHOWN, {"enrollment": enrollment_id})]


def move_to_generation(tx: Tx, owner: PlanOwner, unsent: Sequence[StandingMessage], slot: int = 0) -> None:
    """Take unsent messages over to a new surgery day, or a new slot of their visit: they are the same, moved."""
    _TAKE_OVER.run(tx, [{"message": row.id, **_place(owner, row, slot)} for row in unsent])


def _place(owner: PlanOwner, row: StandingMessage, slot: int = 0) -> dict[str, Any]:
    """Return what says of which surgery day, or of which visit, a message is."""
    return {
        "anchor": slot or owner.surgery_generation,
        "identity": _identity(owner, row.step, row.channel, row.party, slot),
    }


def change_plan(
    tx: Tx, changes: Sequence[Change], at: datetime, owner: PlanOwner | None = None, moved: Collection[str] = ()
) -> None:
    """Apply what a re-planning says about standing messages. They are locked, so every guard must hold.

    With an `owner` they follow its revision from now on, and those `moved` are of its surgery day, by one statement.

    Raises:
        RuntimeError: a message was changed behind the lock.

    """
    others = [_changed(owner, change, at) for change in changes if change.standing.id not in moved]
    with_day = [
        _changed(owner, change, at) | _place(owner, change.standing)
        for change in changes
        if owner is not None and change.standing.id in moved
    ]
    if _CHANGE.run(tx, others) + _CHANGE.run(tx, with_day) != len(changes):
        raise RuntimeError("a message changed while its plan was locked")
    record_history(tx, [step for change in changes for step in _steps(change)], at)


def _changed(owner: PlanOwner | None, change: Change, at: datetime) -> dict[str, Any]:
    return {
        "message": change.standing.id,
        "expected": change.standing.status.value,
        "status": change.status.value,
        "reason": change.reason,
        "due_at": change.due_at,
        "ready_at": change.due_at,
        "send_before": change.send_before,
        "also_anchors": write_slots(change.also),
        "plan_revision": owner.revision if owner and change.status in UNSENT else None,
        "changed_at": at,
    }


def stamp_revision(tx: Tx, enrollment_id: str, revision: int) -> None:
    """Mark everything unsent as following this revision of the plan; what a change has marked already costs nothing."""
    tx.conn.execute(_STAMP, {"enrollment": enrollment_id, "revision": revision})


def texts_taken(
    tx: Tx,
    patient_ids: Sequence[str],
    *,
    but_not: str | None = None,
    party: Party = Party.PATIENT,
) -> dict[str, list[tuple[datetime, datetime]]]:
    """Return (due, goes) of each patient's scheduled texts: sent ones, and those planned for other enrollments.

    The caps count per person: `party` says whether the patient's own texts are meant or the caregiver's. `but_not` is
    the enrollment that is being planned: its own unsent texts do not stand in its way.
    """
    if not patient_ids:
        return {}
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in tx.conn.execute(_TEXTS_TAKEN, {"patients": list(patient_ids), "party": party.value}):
        if row.status != Status.PLANNED.value or row.enrollment_id != but_not:
            spans.setdefault(row.patient_id, []).append((row.due_at, row.sent_at or row.due_at))
    return spans


def _standing(row: Any) -> StandingMessage:
    return StandingMessage(
        id=row.id,
        step=row.step,
        channel=Channel(row.channel),
        surgery_generation=row.anchor,
        due_at=row.due_at,
        send_before=row.send_before,
        status=Status(row.status),
        reason=row.reason,
        party=Party(row.party),
        also=read_slots(row.also_anchors),
    )


def _row(owner: PlanOwner, message: PlannedMessage, at: datetime) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "clinic_id": owner.clinic_id,
        "patient_id": owner.patient_id,
        "enrollment_id": owner.enrollment_id,
        "identity": _identity(owner, message.step.key, message.channel, message.party, message.slot),
        "party": message.party.value,
        "kind": Kind.SCHEDULED.value,
        "lane": message.channel.value,
        "channel": message.channel.value,
        "step": message.step.key,
        "anchor": message.slot or owner.surgery_generation,
        "also_anchors": write_slots(message.also),
        "plan_revision": owner.revision,
        "status": message.status.value,
        "reason": message.reason,
        "due_at": message.due_at,
        "ready_at": message.due_at,
        "send_before": message.send_before,
        "changed_at": at,
    }


def _identity(owner: PlanOwner, step: str, channel: Channel, party: Party, slot: int = 0) -> str:
    return message_key(owner.enrollment_id, slot or owner.surgery_generation, step, channel, party)


def _steps(change: Change) -> list[tuple[str, Event, Status, Status, str | None]]:
    """Spell a change out as history: each event with the status it led to; moved times alone are one entry."""
    if not change.events:
        return [(change.standing.id, Event.REPLAN, change.status, change.status, change.reason)]
    steps: list[tuple[str, Event, Status, Status, str | None]] = []
    status = change.standing.status
    for event in change.events:
        after = next_status(status, event) or status
        steps.append((change.standing.id, event, status, after, change.reason))
        status = after
    return steps


def enrollment_of(tx: Tx, patient_id: str, message_id: str) -> str | None:
    """Return the enrollment that one scheduled message of a patient belongs to, or None."""
    query = select(messages.c.enrollment_id).where(
        messages.c.id == message_id, messages.c.patient_id == patient_id, messages.c.kind == Kind.SCHEDULED.value
    )
    return tx.conn.execute(query).scalar()


def waiting_in(tx: Tx, enrollment_id: str) -> list[StandingMessage]:
    """Return what a plan still has to send, soonest first."""
    waits = messages.c.status.in_([Status.PLANNED.value, Status.HELD.value])
    query = _COLUMNS.where(messages.c.enrollment_id == enrollment_id, waits)
    return [_standing(row) for row in tx.conn.execute(query.order_by(messages.c.due_at, messages.c.id))]


def find_message(tx: Tx, patient_id: str, message_id: str, *, lock: bool = False) -> StandingMessage | None:
    """Return one scheduled message of a patient, or None; with `lock`, no one claims it until the transaction ends."""
    query = _COLUMNS.where(
        messages.c.id == message_id, messages.c.patient_id == patient_id, messages.c.kind == Kind.SCHEDULED.value
    )
    row = tx.conn.execute(query.with_for_update() if lock else query).first()
    return _standing(row) if row else None


def bring_forward(tx: Tx, message: StandingMessage, at: datetime, ready_at: datetime) -> bool:
    """Make a planned message due now, and ready to leave from then on; return False if it is not planned any more."""
    found = {"message": message.id, "expected": Status.PLANNED.value}
    if _CHANGE.run(tx, [found | {"due_at": at, "ready_at": ready_at, "changed_at": at}]) != 1:
        return False
    record_history(tx, [(message.id, Event.REPLAN, Status.PLANNED, Status.PLANNED, "staff")], at)
    return True
