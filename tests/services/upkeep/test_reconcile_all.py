"""Bar 3: a backup, thirty texts, three STOPs, the backup restored: nothing is doubled and the three get nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.channels.twilio.lookup import TwilioLookup
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.services.upkeep.backup import back_up
from reminders.services.upkeep.health import read_status
from reminders.services.upkeep.reconcile_all import reconcile_all
from reminders.services.upkeep.restore import restore
from reminders.store.tables import alerts, audit, messages, opt_outs, replies
from tests.channels.making import PATIENCE, twilio_sms
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, row, run, run_at
from tests.services.sending.old_copies import Copies
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, POOL_NUMBER, AcceptedMessage, Fault, TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.database.session import Database

DATABASES = ("sqlite", "postgresql")
PATIENTS = 30
PHONES = [f"+1202555{100 + number:04}" for number in range(PATIENTS)]
BEFORE, WALK, LATER, END = "03-11 13:00", "03-11 17:30", "03-11 18:00", "03-14 18:00"


@pytest.fixture
def twilio() -> Iterator[TwilioStandin]:
    with TwilioStandin() as standin:
        yield standin


@pytest.fixture
def context(
    database_url: str,
    tmp_path: Path,
    clock: FixedClock,
    opened: Callable[[str], Database],
    twilio: TwilioStandin,
) -> Iterator[Context]:
    made = Copies(database_url, tmp_path, clock, opened).start()
    sender = twilio_sms(twilio.url, receipt_url=made.links.receipt_url)
    lookup = TwilioLookup(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, api_base_url=twilio.url, timeout=PATIENCE)
    yield replace(made, senders={**made.senders, Channel.SMS: sender}, lookup=lookup)
    sender.close()
    lookup.close()


def on_the_clock(twilio: TwilioStandin, clock: FixedClock) -> None:
    """Have what was sent until now be sent at the time of the test's clock."""
    for sent in twilio.accepted:
        if abs(sent.at - clock.now()) > timedelta(days=30):
            sent.at = sent.date_sent = clock.now()


def write(context: Context, twilio: TwilioStandin, clock: FixedClock, phone: str, body: str) -> None:
    """Text from a phone: Twilio keeps it, and it reaches us."""
    sid = f"SM{len(twilio.mailroom.received):032}"
    at = clock.now()
    kept = AcceptedMessage(sid, POOL_NUMBER, phone, body, None, None, None, at, "received", at, direction="inbound")
    twilio.mailroom.received.append(kept)
    receive_text(context, InboundText(phone, POOL_NUMBER, body, sid))


def texts_to(twilio: TwilioStandin) -> list[tuple[str, str]]:
    return [(sent.to, sent.body) for sent in twilio.accepted]


@pytest.fixture
def story(context: Context, twilio: TwilioStandin, clock: FixedClock, tmp_path: Path) -> Context:
    """A backup before thirty texts, three STOPs and an emergency; then the backup is restored."""
    enroll_rows(context, add_oak(context), *(row(phone=phone, email_consent="no") for phone in PHONES))
    run_at(context, clock, BEFORE)
    back_up(context, tmp_path / "kept", actor=SOMEBODY)
    run_at(context, clock, WALK)
    on_the_clock(twilio, clock)
    assert sorted(to for to, _ in texts_to(twilio)) == PHONES
    clock.set(clock.now() + timedelta(minutes=5))
    for phone in PHONES[:3]:
        write(context, twilio, clock, phone, "STOP")
    write(context, twilio, clock, PHONES[3], "I can't feel my legs")
    clock.set(clock.now() + timedelta(minutes=1))
    run(context)
    on_the_clock(twilio, clock)
    assert len(texts_to(twilio)) == PATIENTS + 4  # three confirmations and a safety answer
    run_at(context, clock, LATER)
    restore(context.db, tmp_path / "kept", force=True, now=clock.now(), actor=SOMEBODY)
    return context


def test_nothing_is_doubled_and_a_stop_stands(story: Context, twilio: TwilioStandin, clock: FixedClock):
    before = texts_to(twilio)
    assert read_status(story).paused, "by the restore itself, before anything looks for evidence"
    for _ in range(3):
        run(story)
    assert texts_to(twilio) == before
    twilio.faults.append(Fault.server_error(on="read"))
    with pytest.raises(UseError, match="nothing was changed"):
        reconcile_all(story, None, actor=SOMEBODY)
    assert read_status(story).paused
    result = reconcile_all(story, None, actor=SOMEBODY)
    assert (result.marked_sent, result.other_texts, len(result.unknown_phones)) == (PATIENTS, 4, 0)
    assert (result.came_in, result.stops, result.red_flags, result.resumed) == (4, 3, 1, True)
    assert read_status(story).paused is None
    for _ in range(3):
        run(story)
    assert texts_to(twilio) == before
    statuses = [item.status for item in all_rows(story, messages) if item.step == "walk_1"]
    assert statuses == ["accepted"] * PATIENTS
    assert {item.kind for item in all_rows(story, alerts)} >= {"red_flag"}
    assert len(all_rows(story, opt_outs)) == 3
    assert all_rows(story, audit)[-1].action == "reconciled with the provider"

    run_at(story, clock, END)
    more = [to for to, _ in texts_to(twilio)[len(before) :]]
    assert not set(more) & set(PHONES[:3])
    assert set(more) == set(PHONES[3:])

    again = reconcile_all(story, result.since, actor=SOMEBODY)
    assert (again.marked_sent, again.came_in, again.resumed) == (0, 0, False)
    assert len(all_rows(story, replies)) == 4
