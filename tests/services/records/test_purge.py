"""Words are deleted once they have served their time; that they went out, and what came of them, stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.services.records import purge as purging
from reminders.services.records.purge import purge
from reminders.services.replies.reply import receive
from reminders.store.database.vault import CellId
from reminders.store.tables import fuse_counters, messages, replies
from tests.making import all_rows, enroll_rows, message, play, row, run_at

if TYPE_CHECKING:
    import pytest

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DAYS = timedelta(days=180)
PHONE = "+12025550101"


def test_old_words_go_and_what_happened_stays(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE))
    run_at(context, clock, "03-11 16:00")
    receive(context, clinic, Channel.SMS, PHONE, "my dog ate the leaflet")
    before = message(context, "walk_1")
    assert before.content is not None
    clock.set(clock.now() + DAYS + timedelta(days=1))
    assert purge(context, DAYS)
    after = message(context, "walk_1")
    assert (after.content, after.address) == (None, None)
    assert (after.status, after.sent_at, after.address_hash) == (before.status, before.sent_at, before.address_hash)
    (reply,) = all_rows(context, replies)
    with context.db.read() as tx:
        assert tx.vault.decrypt(CellId("replies.body", reply.id), reply.body) == ""
        assert tx.vault.decrypt(CellId("replies.sender", reply.id), reply.sender) == ""
    assert all_rows(context, fuse_counters) == []


def test_words_of_late_and_words_still_to_be_sent_stay(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE))
    run_at(context, clock, "03-11 16:00")
    clock.set(clock.now() + DAYS - timedelta(days=1))
    assert purge(context, DAYS)
    assert message(context, "walk_1").content is not None


def test_it_runs_once_a_day_and_not_at_all_when_words_are_kept(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE))
    run_at(context, clock, "03-11 16:00")
    clock.set(clock.now() + 2 * DAYS)
    assert purge(context, None)
    assert message(context, "walk_1").content is not None
    assert not purge(context, DAYS)
    clock.set(clock.now() + timedelta(days=1))
    assert purge(context, DAYS)
    assert message(context, "walk_1").content is None


def test_batches_reach_every_row(context: Context, clinic: Clinic, clock: FixedClock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(purging, "BATCH_SIZE", 2)
    enroll_rows(context, clinic, row(phone=PHONE))
    play(context, clock, "07-01 00:00")
    sent = [found for found in all_rows(context, messages) if found.content is not None]
    assert len(sent) > 4
    clock.set(clock.now() + DAYS + timedelta(days=1))
    assert purge(context, DAYS)
    assert [found.id for found in all_rows(context, messages) if found.content is not None] == []
