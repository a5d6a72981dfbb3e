"""What stands readable at the beginning of a backup file: what it is of, and which keys it needs. No patient data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from reminders.core.model.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MAGIC: Final = b"reminders backup 1\n"
MAX_HEADER: Final = 100_000


class BackupError(UseError):
    """A backup cannot be made, read or restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """The header.

    `schema` is the version of the tables, `at` when it was made (ISO 8601, UTC). `key` encrypts the file, `keys` are
    all that its data was written with. `apart`: the data keys of clinics are not in it but in a file of their own.
    """

    kind: str
    schema: str
    at: str
    key: str
    salt: str
    keys: tuple[str, ...]
    apart: bool = False

    def encode(self) -> bytes:
        """Write the header; these very bytes are authenticated with every part of the file."""
        return json.dumps(asdict(self), sort_keys=True).encode()


def read_header(data: bytes) -> BackupHeader:
    """Read what `encode` wrote.

    Raises:
        BackupError: it is something else.

    """
    try:
        values = cast("dict[str, Any]", json.loads(data))
        texts = {name: str(values[name]) for name in ("kind", "schema", "at", "key", "salt")}
        bytes.fromhex(texts["salt"])
        return BackupHeader(**texts, keys=tuple(map(str, values["keys"])), apart=bool(values.get("apart", False)))
    except (ValueError, KeyError, TypeError):
        raise BackupError("the file's beginning is damaged; use another copy of this backup") from None


def require_all_keys(header: BackupHeader, known: Collection[str]) -> None:
    """Make sure that the keys at hand open the file and all data in it.

    Raises:
        BackupError: one is missing.

    """
    missing = [key for key in dict.fromkeys((header.key, *header.keys)) if key not in known]
    if missing:
        are = "key {} is" if len(missing) == 1 else "keys {} are"
        raise BackupError(
            f"this backup needs keys that ENCRYPTION_KEYS does not have: {are.format(', '.join(missing))} missing; "
            "add the keys that were in use when it was made, separated by commas"
        )


def count_differences(expected: Mapping[str, int], counted: Mapping[str, int]) -> list[str]:
    """Name the tables whose rows are not as many as they should be."""
    names = sorted({*expected, *counted})
    return [
        f"{name}: {counted.get(name, 0)} rows instead of {expected.get(name, 0)}"
        for name in names
        if expected.get(name, 0) != counted.get(name, 0)
    ]
