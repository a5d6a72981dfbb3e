"""Compiles each SQL statement once per process, not once per test: a new database used to cost a fifth of its test.

SQLAlchemy keeps what it has compiled per engine and dialect object. The tests open hundreds of engines of two kinds,
which differ only in the file or database they lead to, so the later ones take over what the first has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import event

from reminders.store.database import session

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from sqlalchemy import URL, Engine
    from sqlalchemy.engine.interfaces import Dialect

_kept: dict[type[Dialect], tuple[Dialect, MutableMapping[Any, Any]]] = {}


def share_compiled_statements() -> None:
    """Let every engine that the program makes from now on share them."""
    session.create_engine = _create_engine  # type: ignore[assignment] - the same for the one that calls it


def _create_engine(address: URL, **options: Any) -> Engine:
    engine = sqlalchemy.create_engine(address, **options)
    kind = type(engine.dialect)
    if kind in _kept:
        engine.dialect, engine._compiled_cache = _kept[kind]
        return engine

    def keep(*_: object) -> None:
        """Keep a dialect that has asked its server what it can do: it will not ask again."""
        _kept.setdefault(kind, (engine.dialect, engine._compiled_cache))  # type: ignore[arg-type] - the default cache

    event.listen(engine, "first_connect", keep)
    return engine
