"""Cells that spreadsheets, people and old systems write, from a table that was written before the checks were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reminders.channels.smtp.message import receiver
from reminders.services.forms.enrollment_form import FieldError, check_form
from tests.making import CATALOG, OAK, row
from tests.tables import each_row

TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "held_out" / "enrollment_cells.yaml").read_text(encoding="utf-8")
)


def cells(kind: str) -> list[tuple[str, str]]:
    return [(column, value) for column, values in TABLE[kind].items() for value in values]


@each_row(("column", "value"), cells("refused"))
def test_a_cell_that_cannot_be_meant_is_refused_and_not_echoed(column: str, value: str):
    with pytest.raises(FieldError) as error:
        check_form(row(**{column: value}), OAK, CATALOG)
    assert error.value.field == column
    assert value not in str(error.value)


@each_row(("column", "value"), cells("accepted"))
def test_a_cell_that_only_looks_odd_is_accepted(column: str, value: str):
    checked = check_form(row(**{column: value}), OAK, CATALOG)
    if column == "email":  # enrollment and mailer agree
        assert checked.email
        assert receiver(checked.email)


@each_row(
    ("column", "value", "advice"),
    [
        ("external_id", "1.23457E+15", "format the column as Text"),
        ("record_number", "1,23457E+15", "format the column as Text"),
        ("phone", "2.02556E+09", "format the column as Text"),
        ("phone", "2025550164.0", "without them"),
        ("surgery_date", "46085", "yyyy-mm-dd"),
        ("birth_date", "19067", "yyyy-mm-dd"),
        ("given_name", "#NAME?", "spreadsheet error"),
        ("procedure", "#N/A", "spreadsheet error"),
        ("given_name", "Nguy?n", "a letter was lost"),
        ("family_name", "Mu\ufffdoz", "a letter was lost"),
        ("family_name", "MuÃ±oz", "letters with accents were broken"),
        ("given_name", "JosÃ© Luis", "letters with accents were broken"),
        ("phone", "202-555 work", "letters"),
        ("phone", "202-555-0164 x123", "extension"),
        ("phone", "202-555-0164 / 202-555-0177", "more than one number"),
        ("timezone", "EST", "America/New_York"),
        ("timezone", "US/Eastern", "America/New_York"),
        ("timezone", "america/new_york", "America/New_York"),
        ("timezone", "Pacific time", "America/Los_Angeles"),
        ("email", "józef@example.org", "before the @"),
        ("surgery_date", "0026-03-05", "between 2000 and 2100"),
    ],
)
def test_a_refusal_says_what_to_do(column: str, value: str, advice: str):
    with pytest.raises(FieldError, match=advice) as error:
        check_form(row(**{column: value}), OAK, CATALOG)
    assert error.value.field == column
