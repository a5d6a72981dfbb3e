"""Many rows in one statement: the same on both databases, whatever a value is, and only where the guards hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from reminders.store.database.bulk import BulkUpdate
from reminders.store.tables import messages
from tests.making import NOW, enroll_rows, row, uid

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

CHANGE = BulkUpdate(messages, (("message", "id"), ("expected", "status")), keep=("provider_id",))


def ids(context: Context) -> list[str]:
    query = select(messages.c.id).where(messages.c.status == "planned").order_by(messages.c.id)
    with context.db.read() as tx:
        return list(tx.conn.execute(query).scalars())


def change(context: Context, *rows: dict[str, object]) -> int:
    with context.db.begin() as tx:
        return CHANGE.run(tx, rows)


def test_bytes_moments_numbers_and_nothing_arrive_as_they_were(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    first, second, *_ = ids(context)
    same = {"expected": "planned", "sent_at": NOW, "segments": 2, "fuse_counted": True}
    rows = (
        same | {"message": first, "content": b"\x00\xff\\x", "provider_id": "SM1", "reason": 'quote " \\ é'},
        same | {"message": second, "content": None, "provider_id": None, "reason": None},
    )
    assert change(context, *rows) == 2
    with context.db.read() as tx:
        query = select(messages).where(messages.c.id.in_([first, second])).order_by(messages.c.id)
        found = list(tx.conn.execute(query))
    assert [(item.content, item.provider_id, item.reason) for item in found] == [
        (b"\x00\xff\\x", "SM1", 'quote " \\ é'),
        (None, None, None),
    ]
    assert {(item.sent_at, item.segments, item.fuse_counted) for item in found} == {(NOW, 2, True)}


def test_what_is_kept_stays_where_a_row_has_nothing_for_it(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    some = ids(context)[:2]
    for provider_id in ("SM1", None):
        rows = [{"message": item, "expected": "planned", "provider_id": provider_id} for item in some]
        assert change(context, *rows) == 2
    with context.db.read() as tx:
        assert set(tx.conn.execute(select(messages.c.provider_id).where(messages.c.id.in_(some))).scalars()) == {"SM1"}


def test_a_guard_that_does_not_hold_leaves_its_row_alone(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    first, second, *_ = ids(context)
    rows = [
        {"message": first, "expected": "sending", "reason": "no"},
        {"message": second, "expected": "planned", "reason": "yes"},
        {"message": uid(9), "expected": "planned", "reason": "nobody"},
    ]
    assert change(context, *rows) == 1
    assert change(context) == 0


def test_a_moment_without_a_zone_is_refused(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    naive = datetime(2026, 3, 9)  # noqa: DTZ001 this is the mistake
    rows = [{"message": item, "expected": "planned", "sent_at": naive} for item in ids(context)[:2]]
    with pytest.raises(Exception, match="a naive datetime"):
        change(context, *rows)
