"""A clinic's API keys: created and shown once, listed, revoked, and looked up for every request."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from reminders.core.api.keys import MAX_NAME, ApiKey, Scope, write_key
from reminders.core.model.actor import Actor
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError
from reminders.services.forms.fields import FieldError, check_cell
from reminders.store.api import keys
from reminders.store.api.keys import NewKey
from reminders.store.clinics import clinics
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

_SECRET_BYTES = 32
LAST_USE_EVERY: Final = timedelta(minutes=1)
"""How exact `last_used_at` is: a write for every request would be one too many."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request: one of a clinic's keys that works, and the clinic."""

    key: ApiKey
    clinic: Clinic

    @property
    def actor(self) -> Actor:
        """This caller, as use cases and the audit log want it."""
        return Actor.api(self.key.name, self.key.id)


def create_key(  # noqa: PLR0913 one for each thing that a key has
    context: Context,
    clinic: Clinic,
    name: str,
    *,
    is_test: bool = False,
    scopes: Collection[Scope] = tuple(Scope),
    expires_at: datetime | None = None,
    actor: Actor,
) -> tuple[ApiKey, str]:
    """Create a key and return it with its text, which exists nowhere else from then on.

    Raises:
        FieldError: the name is missing or too long, or the key would never work.

    """
    name = " ".join(check_cell("name", name).split())
    now = context.clock.now()
    if not name:
        raise FieldError("name", "name the system that will use this key, for example Epic interface")
    if len(name) > MAX_NAME:
        raise FieldError("name", "longer than {longest} characters", longest=MAX_NAME)
    if not scopes:
        raise FieldError("scopes", "choose what this key may do")
    if expires_at is not None and expires_at <= now:
        raise FieldError("expires", "this day is past; choose a later one")
    token = write_key(secrets.token_urlsafe(_SECRET_BYTES), is_test=is_test)
    with context.db.begin() as tx:
        key = keys.insert_key(tx, NewKey(clinic.id, name, is_test, scopes, expires_at), token, now)
        add_entry(tx, AuditEntry(clinic.id, Action.ADDED_API_KEY, actor, now, detail=f"key {key.id}"))
    return key, token


def list_keys(context: Context, clinic: Clinic) -> Sequence[ApiKey]:
    """Return a clinic's keys, newest first, those that were revoked too."""
    with context.db.read() as tx:
        return keys.list_keys(tx, clinic.id)


def revoke_key(context: Context, clinic: Clinic, key_id: str, *, actor: Actor) -> ApiKey:
    """End a key: the next request that shows it is refused. Revoking it again changes nothing.

    Raises:
        NotFoundError: the clinic has no such key.

    """
    with context.db.begin() as tx:
        key = keys.find_key(tx, clinic.id, _uuid(key_id))
        if key is None:
            raise NotFoundError("no such API key in this clinic; see: reminders api-key list")
        if key.revoked_at is None:
            now = context.clock.now()
            keys.revoke_key(tx, key.id, now)
            add_entry(tx, AuditEntry(clinic.id, Action.REVOKED_API_KEY, actor, now, detail=f"key {key.id}"))
        return key


def find_caller(context: Context, token: str) -> Caller | None:
    """Return the key that a request shows, with its clinic; None when it does not work (any more)."""
    now = context.clock.now()
    with context.db.read() as tx:
        key = keys.find_by_token(tx, token)
        if key is None or not key.works_at(now):
            return None
        clinic = clinics.get_clinic(tx, key.clinic_id)
    if key.used_before(now, LAST_USE_EVERY):
        with context.db.begin() as tx:
            keys.note_use(tx, key.id, now)
    return Caller(key, clinic)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFoundError("no such API key in this clinic; see: reminders api-key list") from None
