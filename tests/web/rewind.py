"""Puts a database back to what it was, so that the rows of a table start alike: none sees what another left."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.services.context import Context


def keep(context: Context) -> Callable[[], None]:
    """Keep what the SQLite database of a context holds now; what is returned puts it back."""
    now = Path(context.db.engine.url.database or "")
    kept = now.with_suffix(".kept")
    _copy(now, kept)
    return lambda: _copy(kept, now)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=10)) as new:
        old.backup(new)
