"""After a restore: gives a backup its data keys, and destroys again those of clinics erased since it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.upkeep.backup_header import BackupError, BackupHeader
from reminders.store.clinics import clinics, data_keys, switches
from reminders.store.staff.audit import add_entry
from reminders.store.tables import clinic_keys, installation
from reminders.store.upkeep import data_key_file, leaving
from reminders.store.upkeep.installation import read_installation

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.actor import Actor
    from reminders.store.clinics.data_keys import DestroyedKey
    from reminders.store.database.session import Tx
    from reminders.store.database.vault import Vault
    from reminders.store.upkeep.data_key_file import KeyFile


@dataclass(frozen=True, slots=True)
class Replaced:
    """What is known of the database that a backup takes the place of: whose it was, and the keys it had destroyed."""

    installation: str
    destroyed: tuple[DestroyedKey, ...]


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """The slugs of clinics that were erased since the backup: closed again, their rows still to be deleted.

    `is_sure`: no other clinic was erased since; False where nothing could tell.
    """

    slugs: tuple[str, ...]
    is_sure: bool


def keys_for(header: BackupHeader, path: Path | None, vault: Vault) -> KeyFile | None:
    """Read the data keys that a backup was made without; None: it holds them itself.

    Raises:
        BackupError: the file is missing, or is not for this backup.

    """
    if header.kind == data_key_file.KIND:
        raise BackupError("this is a file of data keys, not a backup; name it with --data-keys, after the backup")
    if path is None and header.apart:
        raise BackupError(
            "this backup was made without the data keys of its clinics; name the file that holds them: --data-keys FILE"
        )
    if path is not None and not header.apart:
        raise BackupError("this backup holds the data keys of its clinics itself; leave out --data-keys")
    return None if path is None else data_key_file.read_key_file(path, vault)


def read_replaced(tx: Tx) -> Replaced | None:
    """Read what a database that is about to be replaced knows of erased clinics; None: nothing, or it is empty."""
    tables = inspect(tx.conn)
    if not (tables.has_table(clinic_keys.name) and tables.has_table(installation.name)):
        return None
    own = read_installation(tx)
    return Replaced(own.key, tuple(data_keys.destroyed_data_keys(tx))) if own else None


def put_back(tx: Tx, header: BackupHeader, keys: KeyFile, now: datetime) -> None:
    """Put the data keys in their places in a backup that was loaded without them; those that are gone were destroyed.

    Raises:
        BackupError: they are of another installation, or older than the backup and not all there.

    """
    own = read_installation(tx)
    if own is None or keys.installation != own.key:
        raise BackupError("the file of data keys is of another installation than the backup")
    missing = data_key_file.put_keys(tx, keys, now)
    if missing and keys.at < datetime.fromisoformat(header.at):
        are = "key" if missing == 1 else "keys"
        raise BackupError(
            f"the file of data keys is older than the backup and lacks {missing} {are} of it; name the file that was "
            "written with the backup, or a later one"
        )


def erase_again(tx: Tx, keys: KeyFile | None, replaced: Replaced | None, now: datetime, *, actor: Actor) -> ErasedAgain:
    """Destroy the keys that the replaced database had destroyed, and close the clinics that lost theirs.

    One installation never gives the number of a clinic again, so that an erased clinic is known by its number also in a
    backup from before there were data keys.
    """
    own = read_installation(tx)
    is_same = replaced is not None and own is not None and replaced.installation == own.key
    destroyed = replaced.destroyed if replaced is not None and is_same else ()
    gone = {key.clinic_id for key in (*destroyed, *data_keys.destroyed_data_keys(tx))}
    lost = [clinic for clinic in clinics.list_clinics(tx) if clinic.id in gone]
    for clinic in lost:
        leaving.hand_over_holds(tx, clinic)
        leaving.close_doors(tx, clinic.id, now)
        switches.mark_erasing(tx, clinic.id, now)
        add_entry(tx, AuditEntry(clinic.id, Action.BEGAN_ERASING_CLINIC, actor, now, detail=f"{clinic.slug}, restored"))
    for key in destroyed:
        data_keys.destroy_data_key(tx, key.clinic_id, key.at)
    data_keys.destroy_again(tx, destroyed)
    return ErasedAgain(tuple(clinic.slug for clinic in lost), is_sure=is_same or keys is not None)
