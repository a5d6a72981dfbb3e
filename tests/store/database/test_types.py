"""Moments in the database are aware and in UTC, or refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from reminders.store.tables import heartbeats

if TYPE_CHECKING:
    from reminders.store.database.session import Database

NEW_YORK = ZoneInfo("America/New_York")
MOMENTS = [
    datetime(2026, 3, 9, 19, tzinfo=UTC),
    datetime(2026, 3, 9, 19, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK),  # happens twice: the first
    datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1),  # and the second
    datetime(2026, 3, 9, 0, 30, tzinfo=ZoneInfo("Asia/Kathmandu")),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_an_aware_moment_comes_back_as_the_same_moment_in_utc(database: Database, moment: datetime):
    with database.begin() as tx:
        tx.conn.execute(insert(heartbeats).values(name="x", seen_at=moment))
    with database.read() as tx:
        found = tx.conn.execute(select(heartbeats.c.seen_at)).scalar_one()
    assert found == moment.astimezone(UTC)
    assert found.utcoffset() == timedelta(0)


def test_moments_compare_as_moments_in_the_database(database: Database):
    with database.begin() as tx:
        for number, moment in enumerate(MOMENTS):
            tx.conn.execute(insert(heartbeats).values(name=str(number), seen_at=moment))
    with database.read() as tx:
        found = tx.conn.execute(select(heartbeats.c.seen_at).order_by(heartbeats.c.seen_at)).scalars().all()
        late = select(heartbeats.c.name).where(heartbeats.c.seen_at > MOMENTS[2])
        assert tx.conn.execute(late).scalars().all() == ["3"]
    assert found == sorted(moment.astimezone(UTC) for moment in MOMENTS)


def test_a_naive_moment_is_refused(database: Database):
    naive = datetime(2026, 3, 9, 19)  # noqa: DTZ001 what is refused
    with pytest.raises(StatementError, match="naive datetime"), database.begin() as tx:
        tx.conn.execute(insert(heartbeats).values(name="x", seen_at=naive))
    with pytest.raises(StatementError, match="naive datetime"), database.read() as tx:
        tx.conn.execute(select(heartbeats).where(heartbeats.c.seen_at > naive))
