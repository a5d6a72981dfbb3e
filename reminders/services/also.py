"""What else a change carries in its own transaction: the line in the record that tells who made it."""

from __future__ import annotations

from collections.abc import Callable

from reminders.store.session import Tx

Also = Callable[[Tx], None]


def nothing_else(tx: Tx) -> None:
    """Carry nothing else."""
    del tx
