"""Erases a clinic for good: pause, wait until nothing is on its way, destroy its key, delete its rows in pages.

How far it has come is seen from the database: it may be killed at any moment, and goes on when it is run again. The
clinic's own row goes last. There is no way back once the key is destroyed.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import UseError
from reminders.services.clinics.paused import pause_clinic
from reminders.services.retry_database import retry_database
from reminders.store.clinics import clinics, data_keys, switches
from reminders.store.staff.audit import add_entry
from reminders.store.tables import clinic_keys
from reminders.store.upkeep import clinic_rows, leaving, rekeying
from reminders.store.upkeep.leaving import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from sqlalchemy import Table

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


__all__ = ["ClinicInUseError", "ErasedClinic", "Held", "erase_clinic", "preview_erasure"]

log = structlog.get_logger(__name__)

SWEEPS = 5
"""How often the tables are gone through for rows that other processes wrote meanwhile."""

LOOK_AGAIN_SECONDS = 0.5
_WAITS = (0.2, 1.0, 5.0)


class ClinicInUseError(UseError):
    """A clinic cannot be erased now: something of it is on its way, or still being written."""


@dataclass(frozen=True, slots=True)
class ErasedClinic:
    """What this run deleted: rows by table. A run that was broken off has deleted others before."""

    rows: Mapping[str, int]


def preview_erasure(context: Context, clinic: Clinic) -> Held:
    """Return how much would be erased."""
    with context.db.read() as tx:
        return leaving.count_held(tx, clinic.id)


def erase_clinic(
    context: Context,
    clinic: Clinic,
    patience: timedelta,
    *,
    actor: Actor,
    overwrite_only: bool = False,
    nap: Callable[[float], None] = time.sleep,
) -> ErasedClinic:
    """Erase a clinic, or go on where an earlier run was broken off.

    `patience`: how long to wait for what is on its way. When it is over the clinic stays paused, and nothing else has
    changed. `overwrite_only`: also a clinic with values that its data key does not open, of which deleting is all.

    Raises:
        UseError: a value of the clinic is not under its data key.
        ClinicInUseError: something is still on its way, or other processes go on writing rows.

    """
    if not _has_begun(context, clinic):
        if not overwrite_only:
            _require_data_key(context, clinic)
        _wait_until_idle(context, clinic, patience, actor, nap)
        retry_database(lambda: _begin(context, clinic, actor), _WAITS)
        _leave_nothing_behind(context, [])
    rows: dict[str, int] = {}
    for _ in range(SWEEPS):
        if _delete_rows(context, clinic, rows) and _finish(context, clinic, rows, actor):
            _leave_nothing_behind(context, [table.name for table in clinic_rows.tables_of_clinics()])
            return ErasedClinic({name: count for name, count in rows.items() if count})
    raise ClinicInUseError(
        f"rows of clinic {clinic.slug} are still being written; stop web, workers and beat, and run this again: "
        "what is deleted stays deleted"
    )


def _has_begun(context: Context, clinic: Clinic) -> bool:
    with context.db.read() as tx:
        return switches.is_erasing(tx, clinic.id)


def _require_data_key(context: Context, clinic: Clinic) -> None:
    """Refuse where the data key could be destroyed and a value still be read."""
    with context.db.read() as tx:
        count = rekeying.count_outside_data_key(tx, clinic.id)
    if count:
        values = "1 value is" if count == 1 else f"{count:,} values are"
        raise UseError(
            f"{values} not under the data key of clinic {clinic.slug}: run: reminders rekey, and then this again. "
            "Or add --overwrite-only: the rows are deleted, and what backups hold can be read until they expire"
        )


def _wait_until_idle(
    context: Context, clinic: Clinic, patience: timedelta, actor: Actor, nap: Callable[[float], None]
) -> None:
    """Pause the clinic and wait; a worker that claimed just before the pause is seen at the second look."""
    if pause_clinic(context, clinic, actor=actor):
        nap(LOOK_AGAIN_SECONDS)
    looks = int(patience.total_seconds() / LOOK_AGAIN_SECONDS)
    while _count_on_its_way(context, clinic):
        if looks <= 0:
            break  # `_begin` says how many there are
        looks -= 1
        nap(LOOK_AGAIN_SECONDS)


def _count_on_its_way(context: Context, clinic: Clinic) -> int:
    with context.db.read() as tx:
        return leaving.count_on_its_way(tx, clinic.id, context.clock.now())


def _begin(context: Context, clinic: Clinic, actor: Actor) -> None:
    """Close the doors and destroy the key; from here on there is no way back."""
    with context.db.begin() as tx:
        now = context.clock.now()
        clinics.lock_clinic(tx, clinic.id)
        if count := leaving.count_on_its_way(tx, clinic.id, now):
            what = "1 message is" if count == 1 else f"{count} messages are"
            raise ClinicInUseError(
                f"{what} still on the way from clinic {clinic.slug}, which is paused now; start a worker, or wait some "
                f"minutes, and run this again. To send again instead: reminders clinic resume {clinic.slug}"
            )
        leaving.hand_over_holds(tx, clinic)
        leaving.close_doors(tx, clinic.id, now)
        switches.mark_erasing(tx, clinic.id, now)
        data_keys.destroy_data_key(tx, clinic.id, now)
        add_entry(tx, AuditEntry(clinic.id, Action.BEGAN_ERASING_CLINIC, actor, now, detail=clinic.slug))


def _delete_rows(context: Context, clinic: Clinic, rows: dict[str, int]) -> bool:
    """Go through all tables once; return False if something was written meanwhile that stands in the way."""
    whole = True
    for table in clinic_rows.tables_of_clinics():
        try:
            _empty_table(context, clinic, table, rows)
        except IntegrityError:  # another process has just added a row that refers to one of these
            whole = False
    return whole


def _empty_table(context: Context, clinic: Clinic, table: Table, rows: dict[str, int]) -> None:
    with context.db.read() as tx, closing(clinic_rows.pages_of(tx, table, clinic.id)) as pages:
        for page in pages:
            deleted = retry_database(partial(_delete_page, context, clinic, page), _WAITS)
            rows[table.name] = rows.get(table.name, 0) + deleted


def _delete_page(context: Context, clinic: Clinic, page: clinic_rows.Page) -> int:
    with context.db.begin() as tx:
        return clinic_rows.delete_page(tx, page, clinic.id)


def _finish(context: Context, clinic: Clinic, rows: Mapping[str, int], actor: Actor) -> bool:
    """Delete the clinic itself; return False if a row of it was written meanwhile."""
    try:
        with context.db.begin() as tx:
            if clinic.id not in clinics.get_clinics(tx, [clinic.id]):
                return True  # another run of this command was first
            clinic_rows.delete_clinic(tx, clinic)
            detail = f"{clinic.slug}: {sum(rows.values())} rows"
            add_entry(tx, AuditEntry(clinic.id, Action.ERASED_CLINIC, actor, context.clock.now(), detail=detail))
    except IntegrityError:
        return False
    return True


def _leave_nothing_behind(context: Context, tables: list[str]) -> None:
    """Have the key and the rows of these tables vanish from the WAL and from dead rows too."""
    try:
        context.db.forget([*tables, clinic_keys.name])
    except DBAPIError as error:  # they are gone anyway; the next checkpoint or autovacuum does the rest
        log.warning("deleted_but_not_vacuumed", problem=type(error.orig).__name__)
