"""Manages a clinic's on-call list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.alerts.on_call import gaps, who_to_notify
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, WrongUseError
from reminders.services.forms.enrollment_form import FieldError, check_email, check_phone
from reminders.store.alerts import on_call
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.alerts.on_call import Gap, OnCall
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_NAME_LENGTH = 60


def list_on_call(context: Context, clinic: Clinic) -> list[OnCall]:
    """Return a clinic's on-call list in the order contacts are notified."""
    with context.db.read() as tx:
        return on_call.list_on_call(tx, clinic.id)


def add_on_call(context: Context, clinic: Clinic, person: OnCall, *, actor: Actor) -> int:
    """Add a person, at a position or at the end; return the position.

    Raises:
        WrongUseError: no name, neither phone nor email, or one that cannot be used.

    """
    name = " ".join(person.name.split())
    if not name or len(name) > MAX_NAME_LENGTH:
        raise WrongUseError(f"a person on call needs a name of 1 to {MAX_NAME_LENGTH} characters")
    if not (person.phone or person.email):
        raise WrongUseError("a person on call needs --phone, --email or both")
    _check_absence(person)
    try:
        phone = check_phone(person.phone or "", clinic.country)
        email = check_email(person.email or "")
    except FieldError as error:
        raise WrongUseError(f"--{error.field}: {error}") from None
    with context.db.begin() as tx:
        place = on_call.add_on_call(tx, clinic.id, replace(person, name=name, phone=phone, email=email))
        _record(tx, context, clinic, Action.ADDED_ON_CALL, actor, place)
        return place


def change_on_call(context: Context, clinic: Clinic, person: OnCall, *, actor: Actor) -> None:
    """Write when the person of that id is on duty and away.

    Raises:
        NotFoundError: the list has no such person.
        WrongUseError: the absence ends before it begins.

    """
    _check_absence(person)
    with context.db.begin() as tx:
        _pick(tx, clinic, person.id)
        on_call.change_on_call(tx, person)
        _record(tx, context, clinic, Action.CHANGED_ON_CALL, actor, person.position)


def move_up(context: Context, clinic: Clinic, person_id: int, *, actor: Actor) -> None:
    """Let a person be notified before the one who is ahead on the list.

    Raises:
        NotFoundError: the list has no such person.

    """
    with context.db.begin() as tx:
        ids = [item.id for item in on_call.list_on_call(tx, clinic.id)]
        place = ids.index(_pick(tx, clinic, person_id).id)
        if place == 0:
            return
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
        on_call.order_on_call(tx, ids)
        _record(tx, context, clinic, Action.CHANGED_ON_CALL, actor, place)


@dataclass(frozen=True, slots=True)
class Duty:
    """The list, who is notified first at this moment, whether that is because no one is on duty, and gaps ahead."""

    people: Sequence[OnCall]
    now: Sequence[OnCall]
    is_uncovered: bool
    gaps: Sequence[Gap]


def read_duty(context: Context, clinic: Clinic) -> Duty:
    """Return who is on call for a clinic now, and when in the next two weeks no one is."""
    moment = context.clock.now()
    people = list_on_call(context, clinic)
    is_uncovered = bool(people) and not any(person.on_duty(moment, clinic.zone) for person in people)
    return Duty(people, who_to_notify(people, moment, clinic.zone), is_uncovered, gaps(people, moment, clinic.zone))


def _pick(tx: Tx, clinic: Clinic, person_id: int) -> OnCall:
    for item in on_call.list_on_call(tx, clinic.id):
        if item.id == person_id:
            return item
    raise NotFoundError("no such person on the on-call list")


def _check_absence(person: OnCall) -> None:
    if person.away_from and person.away_until and person.away_until < person.away_from:
        raise WrongUseError("--away-until must not be before --away-from")


def remove_on_call(context: Context, clinic: Clinic, position: int, *, actor: Actor) -> OnCall:
    """Take the person at a position (from 1) off the list and return who it was.

    Raises:
        NotFoundError: the list is shorter.

    """
    with context.db.begin() as tx:
        people = on_call.list_on_call(tx, clinic.id)
        if not 1 <= position <= len(people):
            raise NotFoundError(f"no one is at position {position}; see: reminders clinic on-call list")
        on_call.remove_on_call(tx, clinic.id, [people[position - 1].id])
        _record(tx, context, clinic, Action.REMOVED_ON_CALL, actor, position)
        return people[position - 1]


def _record(tx: Tx, context: Context, clinic: Clinic, action: Action, actor: Actor, place: int) -> None:
    add_entry(tx, AuditEntry(clinic.id, action, actor, context.clock.now(), detail=f"place {place}"))
