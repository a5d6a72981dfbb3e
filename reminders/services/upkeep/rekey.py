"""Encrypts everything again with the first key of ENCRYPTION_KEYS, so that the others may go.

Of a clinic that is its data key, which encrypts all the rest: values that are under a key of ENCRYPTION_KEYS themselves
come under the data key. Every process must run this version by then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.services.retry_database import retry_database
from reminders.store.staff.audit import INSTALLATION, add_entry
from reminders.store.upkeep import rekeying, retired_keys
from reminders.store.upkeep.rekeying import Renewed, Unreadable
from reminders.store.upkeep.schema import begin_data_keys, keys_in_use

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.actor import Actor
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

SWEEPS = 5
"""How often a table is gone through for rows that were locked or changed just then."""

_WAITS = (0.2, 1.0, 5.0)


@dataclass(slots=True)
class Progress:
    """How far a table has come, in rows."""

    table: str
    total: int
    done: int = 0


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What became of a run.

    `rows` by table; `removable` are keys that hold nothing, `holding` values by other keys; `older` values are
    not under their clinic's data key, or not bound to their row.
    """

    writer: str
    rows: dict[str, int]
    unreadable: list[Unreadable]
    removable: list[str]
    holding: dict[str, int] = field(default_factory=dict[str, int])
    older: int = 0


def rekey(context: Context, tell: Callable[[Progress], None] = lambda _progress: None, *, actor: Actor) -> Rekeyed:
    """Encrypt what is not as the program writes it. What is done is left alone."""
    tables = rekeying.encrypted_tables()
    with context.db.begin() as tx:
        begin_data_keys(tx)
        waiting = {item.table.name: rekeying.count_stale(tx, item) for item in tables}
        if any(waiting.values()):
            note = AuditEntry(INSTALLATION, Action.REKEYED, actor, context.clock.now(), detail=_key(tx.vault.writer_id))
            add_entry(tx, note)
    rows: dict[str, int] = {}
    unreadable: list[Unreadable] = []
    for item in tables:
        progress = Progress(item.table.name, waiting[item.table.name])
        if progress.total:
            damaged = _rekey_table(context, item, progress, tell)
            unreadable.extend(damaged)
            rows[item.table.name] = progress.done
    removable, holding = _retire(context, actor)
    with context.db.read() as tx:
        older = rekeying.count_older(tx)
    return Rekeyed(context.db.vault.writer_id, rows, unreadable, removable, holding, older)


def _rekey_table(
    context: Context, item: rekeying.EncryptedTable, progress: Progress, tell: Callable[[Progress], None]
) -> list[Unreadable]:
    """Go through a table until nothing is left but what opens with no key."""
    damaged: dict[str, list[Unreadable]] = {}
    for _ in range(SWEEPS):
        after: str | int | None = None
        left = False
        while True:
            with context.db.read() as tx:
                page = rekeying.read_stale(tx, item, after)
            if not page:
                break
            after = getattr(page[-1], item.key.name)
            results = {row[0]: rekeying.renew(context.db.vault, item, row) for row in page}
            renewed = [result for result in results.values() if isinstance(result, Renewed)]
            written = retry_database(lambda rows=renewed: _write(context, item, rows), _WAITS) if renewed else 0
            damaged |= {str(row_id): result for row_id, result in results.items() if not isinstance(result, Renewed)}
            left |= written < len(renewed)
            progress.done += written
            tell(progress)
        if not left:
            break
    return [value for values in damaged.values() for value in values]


def _write(context: Context, item: rekeying.EncryptedTable, rows: list[Renewed]) -> int:
    with context.db.begin() as tx:
        return rekeying.write_renewed(tx, item, rows)


def _retire(context: Context, actor: Actor) -> tuple[list[str], dict[str, int]]:
    """Retire the keys that hold nothing any more; return those that may go, and how many values others hold."""
    with context.db.read() as tx:  # counting takes its time: a process that writes meanwhile notes its key again
        others = [key_id for key_id in keys_in_use(tx) if key_id != tx.vault.writer_id]
        holding = {key_id: rekeying.count_under(tx, key_id) for key_id in others}
    with context.db.begin() as tx:
        for key_id, count in holding.items():
            if not count:
                _retire_one(tx, key_id, context, actor)
        noted = set(keys_in_use(tx))
        may_go = retired_keys.retired_ids(tx) & tx.vault.key_ids
    removable = sorted(may_go - noted - {context.db.vault.writer_id})
    return removable, {key_id: count for key_id, count in holding.items() if count}


def _retire_one(tx: Tx, key_id: str, context: Context, actor: Actor) -> None:
    now = context.clock.now()
    retired_keys.retire_key(tx, key_id, now)
    add_entry(tx, AuditEntry(INSTALLATION, Action.RETIRED_KEY, actor, now, detail=_key(key_id)))


def _key(key_id: str) -> str:
    return f"key {key_id}"
