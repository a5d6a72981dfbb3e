"""What a tick and a claim cost does not grow with the messages to come: no query of theirs reads the whole table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.tick import tick
from tests.making import enroll_rows, row, run_at

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

MORNING = "03-11 16:00"
TO_COME = """
INSERT INTO messages (id, clinic_id, identity, kind, lane, channel, step, anchor, plan_revision, status, due_at,
                      ready_at, send_before, changed_at)
SELECT gen_random_uuid(), :clinic, 'later ' || n, 'scheduled', 'sms', 'sms', 'walk_1', 0, 0, 'planned', due, due,
       due + interval '8 hours', due FROM generate_series(1, 20000) AS n,
LATERAL (SELECT timestamptz '2030-01-01' + n * interval '1 minute') AS at(due)
"""


def whole_reads(context: Context) -> int:
    with context.db.begin() as tx:
        tx.conn.execute(text("SELECT pg_stat_force_next_flush()"))
    with context.db.begin() as tx:
        query = text("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'messages'")
        return tx.conn.execute(query).scalar_one()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_neither_an_empty_tick_nor_a_wave_reads_all_planned_messages(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, *(row() for _ in range(20)))
    with context.db.begin() as tx:
        tx.conn.execute(text(TO_COME), {"clinic": clinic.id})
        # As after some hundred ticks on millions of rows, unless a connection asks for better.
        name = tx.conn.execute(text("SELECT current_database()")).scalar_one()
        tx.conn.execute(text(f'ALTER DATABASE "{name}" SET plan_cache_mode = force_generic_plan'))
    with context.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE messages"))
    context.db.engine.dispose()
    run_at(context, clock, MORNING)
    before = whole_reads(context)
    for _ in range(12):
        tick(context)
        with context.db.begin() as tx:
            claim_batch(context, tx, "sms", 5, RoundRobin())
            tx.roll_back()
    assert whole_reads(context) == before
