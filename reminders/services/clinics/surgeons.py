"""The clinic's list of surgeons: added, renamed, retired and restored. None is deleted: past surgeries name them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError
from reminders.core.records.surgeon_names import by_key, surgeon_key
from reminders.services.forms.fields import FieldError, check_cell, check_name
from reminders.store.clinics import surgeons
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.surgeon import Surgeon
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def list_surgeons(context: Context, clinic: Clinic) -> Sequence[Surgeon]:
    """Return the clinic's surgeons by name, those who have retired too."""
    with context.db.read() as tx:
        return surgeons.list_surgeons(tx, clinic.id)


def add_surgeon(context: Context, clinic: Clinic, name: str, *, actor: Actor) -> Surgeon:
    """Put a surgeon on the list.

    Raises:
        FieldError: no name, or one that is on the list already, however it is written there.

    """
    name = _checked(name)
    with context.db.begin() as tx:
        _refuse_twin(tx, clinic, name)
        added = surgeons.add_surgeon(tx, clinic.id, name, context.clock.now())
        _record(context, tx, clinic, Action.ADDED_SURGEON, added, actor)
        return added


def rename_surgeon(context: Context, clinic: Clinic, surgeon_id: str, name: str, *, actor: Actor) -> None:
    """Write a surgeon's name otherwise, on all surgeries.

    Raises:
        NotFoundError: the clinic has no such surgeon.
        FieldError: no name, or another surgeon's.

    """
    with context.db.begin() as tx:
        standing = _pick(tx, clinic, surgeon_id)
        name = _checked(name)
        if name == standing.name:
            return
        _refuse_twin(tx, clinic, name, but_not=surgeon_id)
        surgeons.change_surgeon(tx, replace(standing, name=name))
        _record(context, tx, clinic, Action.RENAMED_SURGEON, standing, actor)


def retire_surgeon(context: Context, clinic: Clinic, surgeon_id: str, *, actor: Actor, back: bool = False) -> None:
    """Offer a surgeon no longer for new surgeries; `back`: offer them again.

    Raises:
        NotFoundError: the clinic has no such surgeon.

    """
    with context.db.begin() as tx:
        standing = _pick(tx, clinic, surgeon_id)
        if standing.is_active == back:
            return
        surgeons.change_surgeon(tx, replace(standing, retired_at=None if back else context.clock.now()))
        action = Action.RESTORED_SURGEON if back else Action.RETIRED_SURGEON
        _record(context, tx, clinic, action, standing, actor)


def _checked(name: str) -> str:
    name = check_name("name", " ".join(check_cell("name", name).split()), required=False)
    if not surgeon_key(name):
        raise FieldError("name", "enter the surgeon's name")
    return name


def _refuse_twin(tx: Tx, clinic: Clinic, name: str, but_not: str = "") -> None:
    twin = by_key(surgeons.list_surgeons(tx, clinic.id)).get(surgeon_key(name))
    if twin is not None and twin.id != but_not:
        raise FieldError("name", "this surgeon is on the list already")


def _pick(tx: Tx, clinic: Clinic, surgeon_id: str) -> Surgeon:
    surgeon = surgeons.find_surgeon(tx, clinic.id, surgeon_id)
    if surgeon is None:
        raise NotFoundError("no such surgeon")
    return surgeon


def _record(context: Context, tx: Tx, clinic: Clinic, action: Action, surgeon: Surgeon, actor: Actor) -> None:
    add_entry(tx, AuditEntry(clinic.id, action, actor, context.clock.now(), detail=f"surgeon {surgeon.id}"))
