"""What stands against the messages of a batch, and the settings of their clinics: stops, holds, texts sent of late.

One query for all of them on PostgreSQL.

Each finds a few rows at most, and a statement costs more than they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, cast, literal_column, null, select, union_all

from reminders.core.wording.care_versions import BEGINS
from reminders.store.clinics import clinics
from reminders.store.consent import opt_outs
from reminders.store.database.bulk import one_of
from reminders.store.replies import holds
from reminders.store.sending import daily_limit
from reminders.store.tables import care_versions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, CompoundSelect, Select

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx
    from reminders.store.replies.holds import ActiveHolds
    from reminders.store.sending.daily_limit import TextsSoFar

_STOP: Final = "stop"
_HOLD: Final = "hold"
_TEXT: Final = "text"
_CARE: Final = "care"
_CLINIC: Final = "clinic"


@dataclass(frozen=True, slots=True)
class Whom:
    """About whom it is asked: clinics and enrollments by id, `addresses` and `phones` by their hashes.

    `phones` are those that a scheduled text goes to; words sent `since` then count as said.
    """

    clinics: Collection[int]
    enrollments: Collection[str]
    addresses: Collection[str]
    phones: Collection[str]
    since: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands: stops as (scope, channel, address hash), holds, texts so far.

    `own_care`: the clinics that may have care plans or words of their own.
    """

    stopped: set[tuple[str, str, str]]
    holds: ActiveHolds
    texts: TextsSoFar
    own_care: frozenset[int]
    clinics: Mapping[int, Clinic]


def _part(what: str, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return a query's three columns as text, with what they are."""
    columns: list[ColumnElement[Any]] = list(query.selected_columns)
    first, second, third = (cast(column, String) for column in columns)
    named = (literal_column(f"'{what}'", String).label("what"), first.label("a"), second.label("b"), third.label("c"))
    return query.with_only_columns(*named, maintain_column_froms=True)


def _standing(*, is_sqlite: bool, with_texts: bool) -> CompoundSelect[*tuple[Any, ...]]:
    own_care = select(care_versions.c.clinic_id, null(), null()).where(
        one_of(care_versions.c.clinic_id, "clinics", is_sqlite=is_sqlite),
        care_versions.c.step.in_([literal_column(f"'{step.value}'") for step in sorted(BEGINS)]),
    )
    parts = [
        _part(_STOP, opt_outs.STANDING[is_sqlite]),
        _part(_HOLD, holds.STANDING[is_sqlite]),
        _part(_CARE, own_care.distinct()),
    ]
    if not is_sqlite:
        parts.append(_part(_CLINIC, clinics.AS_JSON))
    if with_texts:
        parts.append(_part(_TEXT, daily_limit.TEXTS_SO_FAR[is_sqlite]))
    return union_all(*parts)


_STANDING = {
    (is_sqlite, with_texts): _standing(is_sqlite=is_sqlite, with_texts=with_texts)
    for is_sqlite in (True, False)
    for with_texts in (True, False)
}


def what_stands(tx: Tx, whom: Whom) -> Standing:
    """Return what stands against messages to some people."""
    values: dict[str, Any] = {
        "clinics": list(whom.clinics),
        "enrollments": list(whom.enrollments),
        "addresses": list(whom.addresses),
        "phones": list(whom.phones),
    }
    if whom.phones:
        values["since"] = whom.since
    found: dict[str, list[tuple[Any, Any, Any]]] = {_STOP: [], _HOLD: [], _TEXT: [], _CARE: [], _CLINIC: []}
    for what, first, second, third in tx.conn.execute(_STANDING[tx.is_sqlite, bool(whom.phones)], values):
        found[what].append((first, second, third))
    return Standing(
        set(found[_STOP]),
        holds.active_holds(found[_HOLD]),
        daily_limit.count_so_far(found[_TEXT]),
        frozenset({int(clinic) for clinic, _, _ in found[_CARE]}),
        clinics.get_clinics(tx, whom.clinics)
        if tx.is_sqlite
        else {int(clinic): clinics.from_json(columns) for clinic, columns, _ in found[_CLINIC]},
    )
