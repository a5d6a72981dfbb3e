"""The short form of `python -m tests.chaos.hl7`, and its reckoning, which must be able to say no."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.chaos.hl7.model import Model
from tests.chaos.hl7.run import SHORT, run
from tests.chaos.hl7.traffic import DOUBLED, write

if TYPE_CHECKING:
    from pathlib import Path

SEED = 16


@pytest.mark.skipif(
    bool(os.environ.get("REMINDERS_TEST_DATABASE_URL")),
    reason="the server comes from the environment and cannot be killed",
)
def test_a_short_storm_of_hl7_loses_nothing_and_doubles_nothing(tmp_path: Path):
    report = run(tmp_path, SHORT, SEED)
    assert report.wrong == [], "\n".join(report.lines())
    assert report.kills == {"listener": 1, "PostgreSQL": 1}
    assert report.progress.counts["AA"] > report.progress.counts["AR"] > 0
    assert report.counts["mended and tried again"] > 0


def test_the_traffic_is_what_it_says():
    wires, queues = write(7, 1000, 8)
    sent = [wire for queue in queues for wire in queue]
    assert len(sent) == len(wires) + round(len(wires) * DOUBLED)
    seen: dict[str, datetime] = {}
    late = 0
    for wire in dict.fromkeys(sent):
        late += wire.sent < seen.get(wire.case, wire.sent)
        seen[wire.case] = max(wire.sent, seen.get(wire.case, wire.sent))
    assert 0.03 < late / len(wires) < 0.08
    assert 0.02 < sum(wire.is_broken for wire in wires) / len(wires) < 0.04


def test_the_model_reads_the_newest_last():
    wires = [wire for wire in write(7, 200, 8)[0] if not wire.is_broken]
    straight, shuffled = Model(), Model()
    straight.replay(wires)
    shuffled.replay(reversed(wires))
    assert straight == shuffled
    assert sum(item.is_active for item in straight.cases.values()) > 20
    last = max((wire for wire in wires if b"SIU^S13" in wire.raw), key=lambda wire: wire.sent)
    later = replace(last, sent=datetime(2099, 1, 1, tzinfo=UTC), raw=last.raw.replace(b"AIS|1|A|", b"AIS|1|A|"))
    day = straight.cases[last.case].day
    assert day is not None
    moved = (day + timedelta(days=1)).strftime("%Y%m%d").encode()
    text = later.raw.split(b"CPT|")[0] + b"CPT|" + moved + later.raw.split(b"CPT|")[1][8:]
    straight.replay([replace(later, raw=text)])
    assert straight.cases[last.case].day == day + timedelta(days=1)
