"""Reconciling where no one can be asked: the outbox, and emails."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.upkeep.old_database import Mark, OldBecause
from reminders.services.sending.old_data.old_database import mark_old
from reminders.services.upkeep.reconcile_all import reconcile_all
from tests.making import SOMEBODY, alert_kinds, at, enroll_rows, outbox, row, run, run_at, standing

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PLANNED, OVER = "03-09 20:00", "03-11 18:00"


def wake_up_old(context: Context, known_until: datetime) -> None:
    with context.db.begin() as tx:
        mark_old(tx, Mark(OldBecause.SILENT, known_until), context.clock.now(), SOMEBODY)


def test_with_the_outbox_there_is_no_one_to_ask_and_sending_goes_on(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    clock.set(at(OVER))
    wake_up_old(context, at(PLANNED))
    result = reconcile_all(context, None, actor=SOMEBODY)
    assert (result.asked, result.resumed, result.emails) == (False, True, 0)
    assert result.since == at(PLANNED) - timedelta(hours=1)
    run(context)
    assert len(outbox(context).sent) == 1
    assert not reconcile_all(context, None, actor=SOMEBODY).resumed


def test_an_email_that_may_have_gone_out_goes_to_the_staff_list(
    context: Context, clinic: Clinic, clock: FixedClock, monkeypatch
):
    enroll_rows(context, clinic, row(sms_consent="no", phone=""))
    monkeypatch.setattr(outbox(context, Channel.EMAIL), "leaves", True)
    clock.set(at(OVER))
    wake_up_old(context, at(PLANNED))
    assert reconcile_all(context, None, actor=SOMEBODY).emails == 1
    assert standing(context, "walk_1", "email") == ("unconfirmed", None)
    assert alert_kinds(context) == ["unconfirmed: email"]
    run_at(context, clock, OVER)
    assert outbox(context, Channel.EMAIL).sent == []
