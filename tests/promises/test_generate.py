"""The invented year is usable: the same for a seed, valid for the importer, and it holds every kind of event."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

import phonenumbers
import pytest

from tests.promises.checker import ClinicOptions
from tests.promises.generate import COLUMNS, PROCEDURES, Event, generate, write
from tests.promises.inputs import read_row

if TYPE_CHECKING:
    from pathlib import Path

Year = tuple[list[dict[str, str]], list[Event]]


@pytest.fixture(scope="module")
def year() -> Year:
    return generate(7, 300, date(2026, 1, 1), date(2027, 1, 1))


def test_a_seed_gives_the_same_year_and_another_does_not(year: Year) -> None:
    assert generate(7, 300, date(2026, 1, 1), date(2027, 1, 1)) == year
    assert generate(8, 300, date(2026, 1, 1), date(2027, 1, 1)) != year


def test_every_row_can_be_enrolled(year: Year) -> None:
    rows, _ = year
    assert all(read_row(row, ClinicOptions()) for row in rows)
    assert len({row["external_id"] for row in rows}) == len(rows)
    numbers = [phonenumbers.parse(row["phone"], "US") for row in rows if row["phone"]]
    assert all(phonenumbers.is_valid_number(number) for number in numbers)
    assert {row["procedure"] for row in rows} == set(PROCEDURES)
    assert max(Counter(row["phone"] for row in rows if row["phone"]).values()) > 1


def test_every_kind_of_event_happens_to_someone_known_and_in_order(year: Year) -> None:
    rows, events = year
    known = {row["external_id"] for row in rows}
    assert {event["event"] for event in events} == {
        "reply", "reschedule", "discharge", "cancel", "pause", "resume", "opt_out", "outage"
    }  # fmt: skip
    assert all(event["external_id"] in known for event in events if event["event"] != "outage")
    times = [datetime.fromisoformat(event["at"]) for event in events]
    assert times == sorted(times)


def test_the_files_read_back_as_they_were(year: Year, tmp_path: Path) -> None:
    table, happened = write(tmp_path, *year)
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert list(reader) == year[0]
        assert reader.fieldnames == list(COLUMNS)
    assert [json.loads(line) for line in happened.read_text(encoding="utf-8").splitlines()] == year[1]
