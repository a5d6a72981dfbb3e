"""The encrypted file of a backup: a readable header, then parts of a megabyte under AES-256-GCM.

Each part is bound to the header, to its place and to being the last one or not, so that a file that was changed, cut
short, reordered or put together from two is refused. The last part holds the manifest: rows per table.
"""

from __future__ import annotations

import json
import os
import struct
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

from cryptography.exceptions import InvalidTag

from reminders.core.upkeep.backup_header import MAGIC, MAX_HEADER, BackupError, BackupHeader, read_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from reminders.store.database.vault import Vault

PART = 1 << 20
_LENGTH = struct.Struct(">I")
_TAG = 16
DAMAGED = "the file is damaged or cut short; use another copy of this backup"


class BackupWriter:
    """Writes a new file that only its owner may read; what is not finished is removed."""

    def __init__(self, path: Path, header: BackupHeader, vault: Vault) -> None:
        """Open the file.

        Raises:
            BackupError: it is there already, or cannot be made.

        """
        self._path, self._header = path, header.encode()
        self._cipher = vault.file_cipher(header.key, bytes.fromhex(header.salt))
        self._buffer = bytearray()
        self._number = 0
        self._finished = False
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BackupError(f"{path} is there already; name a new file") from None
        except OSError as error:
            raise BackupError(f"{path} cannot be written: {error.strerror}") from None
        self._file: BinaryIO = os.fdopen(handle, "wb")

    def __enter__(self) -> Self:
        """Write the header."""
        self._file.write(MAGIC + _LENGTH.pack(len(self._header)) + self._header)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file, and remove it if it is not whole."""
        self._file.close()
        if not self._finished:
            with suppress(OSError):
                self._path.unlink()

    def write(self, data: bytes | memoryview) -> None:
        """Add data."""
        self._buffer += data
        while len(self._buffer) >= PART:
            self._part(bytes(self._buffer[:PART]), last=False)
            del self._buffer[:PART]

    def finish(self, counts: Mapping[str, int]) -> None:
        """Write what is left and the manifest, and have the system put it on the disk."""
        if self._buffer:
            self._part(bytes(self._buffer), last=False)
        self._part(json.dumps({"rows": dict(counts)}).encode(), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._finished = True

    def _part(self, data: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), data, self._header)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


class BackupReader:
    """Reads a file that `BackupWriter` wrote. `counts` is there when `parts` has come to its end."""

    def __init__(self, path: Path) -> None:
        """Open it and read the header.

        Raises:
            BackupError: it is no backup, or its beginning is damaged.

        """
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise BackupError(f"{path} cannot be read: {error.strerror}") from None
        self.counts: dict[str, int] = {}
        with ExitStack() as opened:
            opened.enter_context(self._file)
            self._header = self._read_header(path)
            self.header = read_header(self._header)
            opened.pop_all()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def parts(self, vault: Vault) -> Iterator[bytes]:
        """Decrypt one part after the other.

        Raises:
            BackupError: the file is not as it was written.

        """
        cipher = vault.file_cipher(self.header.key, bytes.fromhex(self.header.salt))
        number = 0
        ahead = self._sealed()
        while True:
            sealed, ahead = ahead, self._sealed(may_end=True)
            if sealed is None:
                raise BackupError(DAMAGED)
            last = ahead is None
            try:
                data = cipher.decrypt(_nonce(number, last=last), sealed, self._header)
            except InvalidTag:
                raise BackupError(DAMAGED) from None
            if last:
                self.counts = cast("dict[str, dict[str, int]]", json.loads(data))["rows"]
                return
            yield data
            number += 1

    def _sealed(self, *, may_end: bool = False) -> bytes | None:
        start = self._file.read(_LENGTH.size)
        if not start and may_end:
            return None
        if len(start) < _LENGTH.size:
            raise BackupError(DAMAGED)
        (length,) = cast("tuple[int]", _LENGTH.unpack(start))
        sealed = self._file.read(length) if _TAG <= length <= PART * 16 else b""
        if len(sealed) != length:
            raise BackupError(DAMAGED)
        return sealed

    def _read_header(self, path: Path) -> bytes:
        if self._file.read(len(MAGIC)) != MAGIC:
            raise BackupError(f"{path} was not written by `reminders backup`")
        start: Any = self._file.read(_LENGTH.size)
        length = int(_LENGTH.unpack(start)[0]) if len(start) == _LENGTH.size else 0
        return self._file.read(min(length, MAX_HEADER))


def _nonce(number: int, *, last: bool) -> bytes:
    """Number the parts; the key is the file's own, so a number is used once under it."""
    return number.to_bytes(11, "big") + bytes([last])
