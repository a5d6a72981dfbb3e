"""Reads ciphertext values; one that opens with no key does not stop the rest: it is shown as such, and staff are told.

What sends reads addresses and words through the vault itself and fails: it must not write to a guessed address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.store.database.session import Damage
from reminders.store.database.vault import CellId, WrongKeyError

if TYPE_CHECKING:
    from reminders.store.database.session import Tx

CANNOT_BE_READ: Final = "(cannot be read)"


def text_of(tx: Tx, cell: CellId, ciphertext: bytes, clinic_id: int, patient_id: str | None = None) -> str:
    """Open a value, or say that it cannot be read and note whose it is for an alert."""
    try:
        return tx.vault.decrypt(cell, ciphertext)
    except WrongKeyError:
        tx.damaged.add(Damage(clinic_id, patient_id))
        return CANNOT_BE_READ


def optional_of(
    tx: Tx, cell: CellId, ciphertext: bytes | None, clinic_id: int, patient_id: str | None = None
) -> str | None:
    """Open a value that may be absent, or say that it cannot be read."""
    return None if ciphertext is None else text_of(tx, cell, ciphertext, clinic_id, patient_id)


def json_of(
    tx: Tx, cell: CellId, ciphertext: bytes, clinic_id: int, patient_id: str | None = None
) -> dict[str, str] | None:
    """Open an object of strings; None when it cannot be read, which is noted."""
    try:
        return tx.vault.decrypt_json(cell, ciphertext)
    except WrongKeyError:
        tx.damaged.add(Damage(clinic_id, patient_id))
        return None


def words_of(
    tx: Tx, message_id: str, ciphertext: bytes | None, clinic_id: int, patient_id: str | None = None
) -> str | None:
    """Return the text of a message as it left; None before it was written or after it was purged."""
    if ciphertext is None:
        return None
    content = json_of(tx, CellId("messages.content", message_id), ciphertext, clinic_id, patient_id)
    return CANNOT_BE_READ if content is None else content["text"]
