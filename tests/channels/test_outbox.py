"""The outbox beyond the contract: ids, bounds, the file, scripted outcomes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reminders.channels.outbox import Outbox
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import SendOutcome, Verdict
from tests.channels.making import BODY, PHONE, outcome, outgoing

if TYPE_CHECKING:
    from pathlib import Path


def test_the_provider_id_follows_from_the_attempt() -> None:
    ids = [outcome(Outbox(Channel.SMS).submit(outgoing(number=7))).provider_id for _ in range(2)]
    assert ids == ["outbox-attempt-7"] * 2


def test_memory_is_bounded_unless_asked_otherwise() -> None:
    short, whole = Outbox(Channel.SMS, keep=2), Outbox(Channel.SMS, keep=None)
    for number in range(5):
        short.submit(outgoing(number=number))
        whole.submit(outgoing(number=number))
    assert [out.attempt_id for out in short.sent] == ["attempt-3", "attempt-4"]
    assert len(whole.sent) == 5


def test_the_file_has_one_line_per_accepted_message_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    refusals = iter([None, SendOutcome(Verdict.REJECTED), None])
    box = Outbox(Channel.SMS, path=path, outcomes=lambda _: next(refusals) or SendOutcome(Verdict.ACCEPTED))
    for number in range(3):
        box.submit(outgoing(number=number))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["attempt_id"] for line in lines] == ["attempt-0", "attempt-2"]
    assert (lines[0]["address"], lines[0]["body"]) == (PHONE, BODY)
    assert path.stat().st_mode & 0o777 == 0o600


def test_scripted_outcomes_are_kept_beside_what_was_sent() -> None:
    down = SendOutcome(Verdict.NOT_SENT, code="503")
    box = Outbox(Channel.SMS, outcomes=lambda _: down)
    assert outcome(box.submit(outgoing())) == down
    assert box.sent == []
    assert [result for _, result in box.attempts] == [down]
