"""Every page follows what comes in: the counts of the navigation, and when the last urgent text came."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, audit
from tests.making import all_rows, enroll_rows, row
from tests.web.alerts.test_today_and_inbox import ANA, PHONE
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

COUNTS, TODAY, INBOX = ({"X-Fragment": piece} for piece in ("counts", "today-list", "inbox-list"))


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(**ANA))
    return signed_in(context, clinic)


def counts(desk: Desk, path: str = "/", headers: dict[str, str] = COUNTS) -> dict[str, int]:
    return json.loads(desk.get(path, headers=headers).headers["X-Waiting"])


def test_counts_come_alone_and_with_each_list_and_leave_no_line(context: Context, clinic: Clinic, desk: Desk):
    assert counts(desk) == {"/": 0, "/inbox": 0, "urgent": 0}
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    written = len(all_rows(context, audit))
    expected = {"/": 1, "/inbox": 1, "urgent": int(context.clock.now().timestamp() * 1000)}
    assert desk.get("/", headers=COUNTS).content == b""
    for path, headers in (("/", COUNTS), ("/", TODAY), ("/inbox", INBOX)):
        assert counts(desk, path, headers) == expected, (path, headers)
    assert len(all_rows(context, audit)) == written
    assert "X-Waiting" not in desk.get("/").headers


def test_only_what_is_urgent_and_a_patients_moves_the_time_and_each_text_does(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    receive(context, clinic, Channel.SMS, "+12125550142", "chest pain")
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    assert counts(desk)["urgent"] == 0
    times: list[int] = []
    for words in ("chest pain", "it is worse now, chest pain and I faint"):
        clock.set(clock.now() + timedelta(minutes=5))
        receive(context, clinic, Channel.SMS, PHONE, words)
        times.append(counts(desk)["urgent"])
    assert 0 < times[0] < times[1]
    alert = next(item.id for item in all_rows(context, alerts) if item.patient_id)
    desk.post(f"/alerts/{alert}/close", "/", note="Sent to the ER")
    assert counts(desk)["urgent"] == 0
