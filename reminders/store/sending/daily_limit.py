"""The daily safety limit: how many texts a phone got on a local day, raised in the wave's transaction.

It stands apart from the planner on purpose: whatever goes wrong there, a phone is not flooded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, literal_column, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.status import SENT, Kind, Status
from reminders.store.database.bulk import as_table, one_of, run_with_rows
from reminders.store.tables import fuse_counters, messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Executable

    from reminders.store.database.session import Tx

SCHEDULED_PER_DAY = 3
TEXTS_PER_DAY = 20


_MAY_HAVE_ARRIVED = [status.value for status in (*SENT, Status.SENDING, Status.UNCONFIRMED)]

TEXTS_SO_FAR = {
    is_sqlite: select(
        messages.c.address_hash,
        messages.c.patient_id,
        case((messages.c.sent_at >= bindparam("since"), messages.c.body_hash)).label("body_hash"),
    ).where(
        one_of(messages.c.address_hash, "phones", is_sqlite=is_sqlite),
        messages.c.kind.in_([literal_column(f"'{kind.value}'") for kind in (Kind.SCHEDULED, Kind.OPT_IN)]),
        messages.c.status.in_([literal_column(f"'{value}'") for value in _MAY_HAVE_ARRIVED]),
    )
    for is_sqlite in (True, False)
}
"""The texts to some `phones`, given by their hashes, their words `since` then, by what the database is."""


@dataclass(slots=True)
class TextsSoFar:
    """The texts of plans that some phones got, or may have got, a question to confirm them among these.

    `said` holds (patient, phone hash, body hash).
    """

    phones: Counter[str] = field(default_factory=Counter[str])
    said: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])

    def note(self, patient_id: str, phone_hashes: Sequence[str], body_hash: str) -> None:
        """Add a text that is about to go."""
        self.phones[phone_hashes[0]] += 1
        self.said.update((patient_id, item, body_hash) for item in phone_hashes)

    def number_of_next(self, phone_hashes: Iterable[str]) -> int:
        """Tell which scheduled text of a phone, under any of its hashes, the next one is: 1 for the first."""
        return 1 + sum(self.phones[item] for item in phone_hashes)

    def has_said(self, patient_id: str, phone_hashes: Iterable[str], body_hashes: Sequence[str]) -> bool:
        """Return True if this patient got, or may have got, the same words on this phone of late, under any key."""
        return any((patient_id, phone, words) in self.said for phone in phone_hashes for words in body_hashes)


@dataclass(frozen=True, slots=True)
class TextToCount:
    """One text to one phone on its local day. `phone_hashes`: under every key, the writing one first."""

    phone_hashes: tuple[str, ...]
    day: date
    scheduled: bool

    @property
    def key(self) -> tuple[str, date]:
        """What is counted."""
        return self.phone_hashes[0], self.day


def _count(build: Callable[..., Any], step: int) -> Executable:
    table = fuse_counters
    fits = table.c.total < TEXTS_PER_DAY
    if step:
        fits &= table.c.scheduled < SCHEDULED_PER_DAY
    return (
        build(table)
        .values(phone_hash=bindparam("phone"), day=bindparam("on"), scheduled=step, total=1)
        .on_conflict_do_update(
            index_elements=[table.c.phone_hash, table.c.day],
            set_={"scheduled": table.c.scheduled + step, "total": table.c.total + 1},
            where=fits,
        )
        .returning(table.c.phone_hash, table.c.day)
    )


_COUNT = {
    (is_sqlite, bool(step)): _count(sqlite.insert if is_sqlite else postgresql.insert, step)
    for is_sqlite in (True, False)
    for step in (0, 1)
}


@cache
def _count_all() -> bytes:
    """Count many texts at once on PostgreSQL."""
    from psycopg import sql  # 8 MB that SQLite need not pay

    statement = sql.SQL("""\
INSERT INTO fuse_counters AS counter (phone_hash, day, scheduled, total)
SELECT phone_hash, day, scheduled, 1 FROM {given} ORDER BY phone_hash, day
ON CONFLICT (phone_hash, day) DO UPDATE
SET scheduled = counter.scheduled + excluded.scheduled, total = counter.total + 1
WHERE counter.total < {total} AND (excluded.scheduled = 0 OR counter.scheduled < {scheduled})
RETURNING phone_hash, day""")
    return statement.format(
        given=as_table({name: fuse_counters.c[name] for name in ("phone_hash", "day", "scheduled")}),
        total=sql.Literal(TEXTS_PER_DAY),
        scheduled=sql.Literal(SCHEDULED_PER_DAY),
    ).as_bytes(None)


def count_texts(tx: Tx, texts: Sequence[TextToCount]) -> list[bool]:
    """Count some texts; return for each whether it fits the day's limits, in order. A refused one is not counted."""
    _take_over(tx, texts)
    fits = [False] * len(texts)
    waiting = list(range(len(texts)))
    while waiting:  # one statement may raise a counter once: a second text to the same phone waits for the next
        first: dict[tuple[str, date], int] = {}
        kind = texts[waiting[0]].scheduled
        for index in waiting:
            text = texts[index]
            if text.scheduled == kind:
                first.setdefault(text.key, index)
        for key in _raise_counters(tx, sorted(first), scheduled=kind):
            fits[first[key]] = True
        counted_ids = set(first.values())
        waiting = [index for index in waiting if index not in counted_ids]
    return fits


def _take_over(tx: Tx, texts: Sequence[TextToCount]) -> None:
    """Bring what was counted under older keys today under the writing one: a new key does not restart the day."""
    keys = {(older, text.day): text.key for text in texts for older in text.phone_hashes[1:]}
    if not keys:
        return
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    at_older_keys = tuple_(fuse_counters.c.phone_hash, fuse_counters.c.day).in_(sorted(keys))
    rows = tx.conn.execute(delete(fuse_counters).where(at_older_keys).returning(fuse_counters)).all()
    for row in sorted(rows, key=lambda row: row.phone_hash):
        phone, day = keys[row.phone_hash, row.day]
        query = build(fuse_counters).values(phone_hash=phone, day=day, scheduled=row.scheduled, total=row.total)
        more = {name: fuse_counters.c[name] + query.excluded[name] for name in ("scheduled", "total")}
        index = [fuse_counters.c.phone_hash, fuse_counters.c.day]
        tx.conn.execute(query.on_conflict_do_update(index_elements=index, set_=more))


def texts_so_far(tx: Tx, phone_hashes: Sequence[str], since: datetime) -> TextsSoFar:
    """Return what some phones got or may have got, the words since then."""
    values = {"phones": list(phone_hashes), "since": since}
    return count_so_far(tx.conn.execute(TEXTS_SO_FAR[tx.is_sqlite], values))


def count_so_far(rows: Iterable[tuple[str, str, str | None]]) -> TextsSoFar:
    """Put together what `TEXTS_SO_FAR` finds: (phone hash, patient, body hash)."""
    texts = TextsSoFar()
    for phone, patient, words in rows:
        texts.phones[phone] += 1
        if words is not None:
            texts.said.add((patient, phone, words))
    return texts


def _raise_counters(tx: Tx, keys: Sequence[tuple[str, date]], *, scheduled: bool) -> list[tuple[str, date]]:
    """Raise counters, sorted so that two waves never wait for each other; return those that had room."""
    # The returned rows tell, not the row count: SQLAlchemy keeps none for an INSERT on PostgreSQL.
    if not tx.is_sqlite and len(keys) > 1:
        increments = [{"phone_hash": phone, "day": day, "scheduled": int(scheduled)} for phone, day in keys]
        return list(run_with_rows(tx, _count_all(), increments))
    rows = [{"phone": phone, "on": day} for phone, day in keys]
    counts = tx.conn.execute(_COUNT[tx.is_sqlite, scheduled], rows if len(rows) > 1 else rows[0])
    return [(row.phone_hash, row.day) for row in counts]
