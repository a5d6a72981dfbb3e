"""The short form of `make chaos`, and the reckoning itself, which must be able to say no."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.chaos.account import reckon
from tests.chaos.run import run
from tests.chaos.storm import SHORT
from tests.tables import each_row

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20_261_122


@pytest.mark.skipif(
    bool(os.environ.get("REMINDERS_TEST_DATABASE_URL") or os.environ.get("REDIS_URL")),
    reason="the servers come from the environment and cannot be stopped",
)
def test_a_short_storm_loses_nothing_and_doubles_nothing(tmp_path: Path):
    report = run(tmp_path, SHORT, SEED)
    assert report.failures() == [], "\n".join(report.lines())
    assert sum(report.account.statuses.values()) >= 2 * SHORT.patients - SHORT.staff
    assert report.storm.blows["kill_worker"] >= 2
    assert sum(report.faults.counts.values()) >= SHORT.patients * 0.2


def line(status: str, channel: str = "sms", reason: str | None = None, step: str = "walk") -> dict[str, str | None]:
    due = datetime.now(UTC).isoformat()
    return {"external_id": "A", "step": step, "channel": channel, "status": status, "reason": reason, "due_at": due}


@each_row(
    ("message", "texts", "wrong"),
    [
        (line("accepted"), 1, {}),
        (line("delivered"), 1, {}),
        (line("missed", reason="too_late"), 0, {}),
        (line("unconfirmed"), 0, {}),
        (line("unconfirmed"), 1, {}),
        (line("accepted"), 2, {"doubled", "forgotten"}),
        (line("unconfirmed"), 2, {"doubled", "forgotten"}),
        (line("accepted"), 0, {"lost"}),
        (line("missed", reason="too_late"), 1, {"forgotten"}),
        (line("missed"), 0, {"unexplained"}),
        (line("sending"), 0, {"stuck"}),
        (line("planned"), 1, {"stuck", "forgotten"}),
    ],
)
def test_the_reckoning_names_what_is_wrong(message: dict[str, str | None], texts: int, wrong: set[str]):
    found = reckon([message], Counter({"A": texts}), Counter())
    assert set(found.wrong) == set(wrong)
    assert found.for_staff["sms"] == (message["status"] == "unconfirmed")
