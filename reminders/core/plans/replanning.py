"""How a new plan changes what stands: the difference of two plans, as rows to insert, change and close.

What has left stays history; everything unsent follows the new plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel, Contact, Party, Reach
from reminders.core.model.enrollment import slot_of
from reminders.core.model.status import TRANSITIONS, UNSENT, Event, Reason, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from reminders.core.plans.planning import DoneStep, PlannedMessage


NOTHING_HELD: Final[Mapping[Channel, Reason]] = MappingProxyType({})
_OF_ONE_DATE = frozenset({Reason.CAP, Reason.CLOSED_DAY})
"""Reasons that speak of the date a step fell on; on another date they are no longer true."""


@dataclass(frozen=True, slots=True)
class StandingMessage:
    """A message row as it stands.

    `surgery_generation` counts the surgery days of an enrollment: 1 for the first date, 2 after a move to a later day.
    A message about a visit has the slot of that visit there.
    The database column keeps its first name, `anchor`; the store maps one to the other.
    """

    id: str
    step: str
    channel: Channel
    surgery_generation: int
    due_at: datetime
    send_before: datetime
    status: Status
    reason: str | None
    party: Party = Party.PATIENT
    also: tuple[int, ...] = ()

    @property
    def slot(self) -> int:
        """The slot of the visit it is about, or 0."""
        return slot_of(self.surgery_generation)

    @property
    def slots(self) -> tuple[int, ...]:
        """The slots of all visits that it names; 0 alone where it names none."""
        return (self.slot, *self.also)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one standing message: the events to apply in order (none: only times or reason change)."""

    standing: StandingMessage
    events: tuple[Event, ...]
    status: Status
    reason: str | None
    due_at: datetime
    send_before: datetime
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """Rows to insert and rows to change. Both empty: the plan stands as it is."""

    insert: tuple[PlannedMessage, ...]
    change: tuple[Change, ...]

    def __bool__(self) -> bool:
        """Return True if anything changes."""
        return bool(self.insert or self.change)


def is_new_surgery_day(new_date: date, today: date) -> bool:
    """Return True if moving a surgery to `new_date` plans afresh (it is still to come) or only corrects a date."""
    return new_date > today


def steps_done(standing: Sequence[StandingMessage], surgery_generation: int) -> frozenset[DoneStep]:
    """Return the steps of this surgery day, and of visits, that have left or may have left: they stay as they are."""
    return frozenset(
        (row.step, row.channel, slot)
        for row in standing
        if (row.slot or row.surgery_generation == surgery_generation) and row.status not in UNSENT
        for slot in row.slots
    )


def diff_plan(
    standing: Sequence[StandingMessage],
    planned: Sequence[PlannedMessage],
    contact: Contact,
    *,
    history_until: datetime | None = None,
    held: Mapping[Channel, Reason] = NOTHING_HELD,
) -> PlanDiff:
    """Compare the unsent rows that stand with the plan that is wanted; `held`: channels on hold, and why.

    What was closed in a time that was over at `history_until` stays as it was closed.

    Rows and plan are those of one person, the patient or the caregiver. `standing` holds the rows of the present
    surgery day, `wanted` no step of these that is done. A done step may still have an unsent row: the email that stands
    in for a text that could not arrive.
    """
    done = {(row.step, slot) for row in standing if row.status not in UNSENT for slot in row.slots}
    rows = {(row.step, row.channel, row.slot): row for row in standing if row.status in UNSENT}
    insert: list[PlannedMessage] = []
    change: list[Change] = []
    for message in planned:
        row = rows.pop((message.step.key, message.channel, message.slot), None)
        if (
            row is None
            and message.status is not Status.PLANNED
            and message.reason is not Reason.CAP
            and not message.step.on_both
        ):
            row = _pop_other_channel(rows, message)  # what is not sent needs no second row; but only texts are capped
        target = _target(message, held)
        if row is None:
            insert.append(message if target is message.status else _held(message, held))
        elif not _is_history(row, message, history_until) and (update := _update(row, message, target, held)):
            change.append(update)
    for row in rows.values():
        if row.status in {Status.PLANNED, Status.HELD}:
            stays = (row.step, row.slot) in done and contact.of(row.channel) is Reach.OPEN
            change.extend(_hold_or_free(row, held) if stays else [_close(row, contact)])
    return PlanDiff(tuple(insert), tuple(change))


def _target(message: PlannedMessage, held: Mapping[Channel, Reason]) -> Status:
    return Status.HELD if message.channel in held and message.status is Status.PLANNED else message.status


def _held(message: PlannedMessage, held: Mapping[Channel, Reason]) -> PlannedMessage:
    return replace(message, status=Status.HELD, reason=held[message.channel])


def _is_history(row: StandingMessage, message: PlannedMessage, until: datetime | None) -> bool:
    """Whether a row was closed in a time that is over, and its step would come too late now: why it was closed stays.

    What waited for the discharge had no time of its own yet.
    """
    if until is None or row.status in {Status.PLANNED, Status.HELD} or row.reason == Reason.NOT_DISCHARGED:
        return False
    return row.send_before <= until and message.send_before <= until


def _update(
    row: StandingMessage, message: PlannedMessage, target: Status, held: Mapping[Channel, Reason]
) -> Change | None:
    reason = held[message.channel] if target is Status.HELD else message.reason
    same_times = (row.due_at, row.send_before) == (message.due_at, message.send_before)
    closed = row.status in {Status.SKIPPED, Status.MISSED, Status.CANCELLED}
    waited = row.reason == Reason.NOT_DISCHARGED
    if target is Status.MISSED and closed and not waited and (same_times or row.reason not in _OF_ONE_DATE):
        # It was closed for a better reason than that its time has passed meanwhile.
        target, reason = row.status, row.reason
    if same_times and row.status is target and row.reason == reason and row.also == message.also:
        return None
    return Change(row, path(row.status, target), target, reason, message.due_at, message.send_before, message.also)


def _pop_other_channel(
    rows: dict[DoneStep, StandingMessage],
    message: PlannedMessage,
) -> StandingMessage | None:
    others = (
        rows.pop((message.step.key, other, message.slot), None) for other in Channel if other is not message.channel
    )
    return next((row for row in others if row is not None), None)


def _hold_or_free(row: StandingMessage, held: Mapping[Channel, Reason]) -> list[Change]:
    """Let a row that no plan names follow what is held; the claim or the sweeper ends it when it is late."""
    reason = held.get(row.channel)
    target = Status.HELD if reason else Status.PLANNED
    if row.status is target and (reason is None or row.reason == reason):
        return []
    return [Change(row, path(row.status, target), target, reason, row.due_at, row.send_before, row.also)]


def _close(row: StandingMessage, contact: Contact) -> Change:
    """Close a row whose step now goes another way."""
    reach = contact.of(row.channel)
    if reach is Reach.OPEN:
        return Change(row, (Event.CANCEL,), Status.CANCELLED, Reason.REPLACED, row.due_at, row.send_before)
    return Change(row, (Event.SKIP,), Status.SKIPPED, reach.value, row.due_at, row.send_before)


def path(start: Status, target: Status) -> tuple[Event, ...]:
    """Return the events that lead from one unsent status to another: directly, or by way of PLANNED.

    Raises:
        ValueError: no such way stands in the table of transitions.

    """
    if start is target:
        return ()
    for event in (Event.REPLAN, Event.HOLD, Event.SKIP, Event.MISS, Event.CANCEL):
        if TRANSITIONS.get((start, event)) is target:
            return (event,)
    if start is not Status.PLANNED and TRANSITIONS.get((start, Event.REPLAN)) is Status.PLANNED:
        return (Event.REPLAN, *path(Status.PLANNED, target))
    message = f"no way leads from {start} to {target}"
    raise ValueError(message)
