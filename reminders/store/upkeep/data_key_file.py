"""The file that holds the data keys of clinics apart from the backups, written over at each backup.

It is encrypted as a backup is. Each key in it is still encrypted with ENCRYPTION_KEYS, as it stands in the database.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select, update

from reminders.core.upkeep.backup_header import BackupError, BackupHeader, require_all_keys
from reminders.store.database.vault import key_id_of
from reminders.store.tables import clinic_keys
from reminders.store.upkeep.backup_file import BackupReader, BackupWriter
from reminders.store.upkeep.installation import read_installation
from reminders.store.upkeep.schema import HEAD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reminders.store.database.session import Tx
    from reminders.store.database.vault import Vault

KIND = "data keys"
COLUMN = clinic_keys.name, clinic_keys.c.sealed.name
"""What is not in a backup whose data keys are kept apart."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The data keys of the clinics of one installation at one moment, by their ids, still encrypted."""

    installation: str
    at: datetime
    keys: Mapping[str, bytes]


def read_keys(tx: Tx, at: datetime) -> KeyFile:
    """Return the data keys that a database holds."""
    known = read_installation(tx)
    query = select(clinic_keys.c.key_id, clinic_keys.c.sealed).where(clinic_keys.c.sealed.is_not(None))
    keys = {row.key_id: row.sealed for row in tx.conn.execute(query.order_by(clinic_keys.c.clinic_id))}
    return KeyFile(known.key if known else "", at, keys)


def put_keys(tx: Tx, file: KeyFile, at: datetime) -> int:
    """Put keys back into a database that was restored without them; return how many the file does not have.

    These were destroyed since the backup, and are noted as destroyed.
    """
    lacking = select(clinic_keys.c.key_id).where(clinic_keys.c.sealed.is_(None), clinic_keys.c.destroyed_at.is_(None))
    gone = 0
    for key_id in tx.conn.execute(lacking).scalars().all():
        sealed = file.keys.get(key_id)
        values = {"destroyed_at": at} if sealed is None else {"sealed": sealed}
        tx.conn.execute(update(clinic_keys).where(clinic_keys.c.key_id == key_id).values(**values))
        gone += sealed is None
    return gone


def write_key_file(path: Path, file: KeyFile, vault: Vault) -> None:
    """Write the file in the place of the last one, of which nothing is left, whole or not at all.

    Raises:
        BackupError: it cannot be written.

    """
    needed = tuple(sorted({key_id_of(sealed) for sealed in file.keys.values()}))
    at = file.at.isoformat(timespec="seconds")
    header = BackupHeader(KIND, HEAD, at, vault.writer_id, os.urandom(16).hex(), needed)
    keys = {key_id: sealed.hex() for key_id, sealed in file.keys.items()}
    new = path.with_name(f".{path.name}.new")
    try:
        new.unlink(missing_ok=True)  # of a run that was killed
        with BackupWriter(new, header, vault) as out:
            out.write(json.dumps({"installation": file.installation, "keys": keys}).encode())
            out.finish({clinic_keys.name: len(keys)})
        last = path.open("r+b") if path.exists() else None
        new.replace(path)
        if last is not None:
            with last:
                _overwrite(last.fileno())
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}") from None


def read_key_file(path: Path, vault: Vault) -> KeyFile:
    """Read what `write_key_file` wrote.

    Raises:
        BackupError: it is something else, is damaged, or needs a key that is not at hand.

    """
    with BackupReader(path) as reader:
        if reader.header.kind != KIND:
            raise BackupError(f"{path} is a backup, not a file of data keys")
        require_all_keys(reader.header, vault.key_ids)
        content = cast("dict[str, Any]", json.loads(b"".join(reader.parts(vault))))
        keys = {str(key_id): bytes.fromhex(sealed) for key_id, sealed in content["keys"].items()}
        return KeyFile(str(content["installation"]), datetime.fromisoformat(reader.header.at), keys)


def _overwrite(handle: int) -> None:
    """Write zeros over a file that has no name any more: its blocks may lie on the disk for long."""
    with suppress(OSError):
        os.pwrite(handle, bytes(os.fstat(handle).st_size), 0)
        os.fsync(handle)
