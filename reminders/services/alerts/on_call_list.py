"""Manages a clinic's on-call list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.alerts.on_call import gaps, shifts_text, who_to_notify
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError
from reminders.services.forms.fields import FieldError, check_cell, check_email, check_name, check_phone
from reminders.store.alerts import on_call
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.alerts.on_call import Gap, OnCall
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_NAME_LENGTH = 60
MAX_HOURS_LENGTH = 200  # of the column


def list_on_call(context: Context, clinic: Clinic) -> list[OnCall]:
    """Return a clinic's on-call list in the order contacts are notified."""
    with context.db.read() as tx:
        return on_call.list_on_call(tx, clinic.id)


def add_on_call(context: Context, clinic: Clinic, person: OnCall, *, actor: Actor) -> int:
    """Add a person, at a position or at the end; return the position.

    Raises:
        FieldError: no name, neither phone nor email, or something that cannot be used.

    """
    person = _checked(clinic, person)
    with context.db.begin() as tx:
        place = on_call.add_on_call(tx, clinic.id, person)
        _record(tx, context, clinic, Action.ADDED_ON_CALL, actor, place)
        return place


def get_on_call(context: Context, clinic: Clinic, person_id: int) -> OnCall:
    """Return the person of that id.

    Raises:
        NotFoundError: the list has no such person.

    """
    with context.db.read() as tx:
        return _pick(tx, clinic, person_id)


def edit_on_call(context: Context, clinic: Clinic, person: OnCall, *, actor: Actor) -> None:
    """Write everything about the person of that id but the place on the list.

    Raises:
        NotFoundError: the list has no such person.
        FieldError: as `add_on_call`.

    """
    person = _checked(clinic, person)
    with context.db.begin() as tx:
        place = _pick(tx, clinic, person.id).position
        on_call.change_on_call(tx, person)
        on_call.change_contact(tx, clinic.id, person)
        _record(tx, context, clinic, Action.CHANGED_ON_CALL, actor, place)


def change_on_call(context: Context, clinic: Clinic, person: OnCall, *, actor: Actor) -> None:
    """Write when the person of that id is on duty and away.

    Raises:
        NotFoundError: the list has no such person.
        FieldError: the absence ends before it begins.

    """
    _check_duty(person)
    with context.db.begin() as tx:
        _pick(tx, clinic, person.id)
        on_call.change_on_call(tx, person)
        _record(tx, context, clinic, Action.CHANGED_ON_CALL, actor, person.position)


def move_up(context: Context, clinic: Clinic, person_id: int, *, actor: Actor, down: bool = False) -> None:
    """Let a person be notified before the one who is ahead on the list; `down`: after the next one.

    Raises:
        NotFoundError: the list has no such person.

    """
    with context.db.begin() as tx:
        ids = [item.id for item in on_call.list_on_call(tx, clinic.id)]
        place = ids.index(_pick(tx, clinic, person_id).id)
        other = place + (1 if down else -1)
        if not 0 <= other < len(ids):
            return
        ids[other], ids[place] = ids[place], ids[other]
        on_call.order_on_call(tx, ids)
        _record(tx, context, clinic, Action.CHANGED_ON_CALL, actor, other + 1)


@dataclass(frozen=True, slots=True)
class Duty:
    """The list, who is notified first at this moment, whether that is because no one is on duty, and gaps ahead."""

    people: Sequence[OnCall]
    now: Sequence[OnCall]
    is_uncovered: bool
    gaps: Sequence[Gap]


def read_duty(context: Context, clinic: Clinic) -> Duty:
    """Return who is on call for a clinic now, and when in the next two weeks no one is."""
    with context.db.read() as tx:
        return duty_at(tx, clinic, context.clock.now())


def duty_at(tx: Tx, clinic: Clinic, moment: datetime) -> Duty:
    """Return who is on call for a clinic at a moment, and when in the two weeks after it no one is."""
    people = on_call.list_on_call(tx, clinic.id)
    is_uncovered = bool(people) and not any(person.on_duty(moment, clinic.zone) for person in people)
    return Duty(people, who_to_notify(people, moment, clinic.zone), is_uncovered, gaps(people, moment, clinic.zone))


def _pick(tx: Tx, clinic: Clinic, person_id: int) -> OnCall:
    for item in on_call.list_on_call(tx, clinic.id):
        if item.id == person_id:
            return item
    raise NotFoundError("no such person on the on-call list")


def _checked(clinic: Clinic, person: OnCall) -> OnCall:
    name = check_name("name", " ".join(check_cell("name", person.name).split()), required=False)
    if not name or len(name) > MAX_NAME_LENGTH:
        raise FieldError("name", "enter a name of 1 to {longest} characters", longest=MAX_NAME_LENGTH)
    if not (person.phone or person.email):
        raise FieldError("phone", "enter a mobile phone, an email or both")
    _check_duty(person)
    phone, email = check_phone(person.phone or "", clinic.country), check_email(person.email or "")
    return replace(person, name=name, phone=phone, email=email)


def _check_duty(person: OnCall) -> None:
    if person.away_from and person.away_until and person.away_until < person.away_from:
        raise FieldError("away_until", "the last day away is before the first")
    if len(shifts_text(person.shifts)) > MAX_HOURS_LENGTH:
        raise FieldError("hours", "too many different hours; use fewer lines")


def remove_on_call(context: Context, clinic: Clinic, position: int, *, actor: Actor) -> OnCall:
    """Take the person at a position (from 1) off the list and return who it was.

    Raises:
        NotFoundError: the list is shorter.

    """
    with context.db.begin() as tx:
        people = on_call.list_on_call(tx, clinic.id)
        if not 1 <= position <= len(people):
            raise NotFoundError(f"no one is at position {position}; see: reminders clinic on-call list")
        _remove(tx, context, clinic, people[position - 1].id, position, actor)
        return people[position - 1]


def remove_person(context: Context, clinic: Clinic, person_id: int, *, actor: Actor) -> None:
    """Take the person of that id off the list.

    Raises:
        NotFoundError: the list has no such person.

    """
    with context.db.begin() as tx:
        person = _pick(tx, clinic, person_id)
        _remove(tx, context, clinic, person.id, person.position, actor)


def _remove(tx: Tx, context: Context, clinic: Clinic, person_id: int, place: int, actor: Actor) -> None:
    on_call.remove_on_call(tx, clinic.id, [person_id])
    _record(tx, context, clinic, Action.REMOVED_ON_CALL, actor, place)


def _record(tx: Tx, context: Context, clinic: Clinic, action: Action, actor: Actor, place: int) -> None:
    add_entry(tx, AuditEntry(clinic.id, action, actor, context.clock.now(), detail=f"place {place}"))
