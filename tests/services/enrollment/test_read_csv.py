"""Files as they come: encodings, delimiters, quotes and headers; lines counted as in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.services.enrollment.read_csv import CSVFileError, CSVRow, read_rows
from reminders.services.forms.enrollment_form import REQUIRED_COLUMNS
from tests.making import csv_text, row

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ",".join(REQUIRED_COLUMNS)
CELLS = "A1,Ana,Rivera,(202) 555-0123,a@example.org,en,,microdiscectomy,2026-03-10,desk,yes,yes"
OPEN, STRAY = CELLS.replace("Ana", '"Ana'), CELLS.replace("Ana", '"An"a')


def read(folder: Path, content: str | bytes) -> list[CSVRow]:
    path = folder / "patients.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(path))


def lines_of(rows: list[CSVRow]) -> list[tuple[int, bool]]:
    return [(item.line, item.error is None) for item in rows]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_any_delimiter_line_end_and_byte_order_mark(tmp_path: Path, delimiter: str, newline: str, start: str):
    people = [row(given_name="José"), row(given_name="Ann, or; so")]
    rows = read(tmp_path, start + csv_text(people, delimiter, newline))
    assert [item.cells for item in rows] == people
    assert [item.line for item in rows] == [2, 3]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_files_that_spreadsheets_save(tmp_path: Path, encoding: str, delimiter: str, newline: str):
    people = [row(given_name="José", family_name="Muñoz"), row(family_name="O’Brien"), row()]
    rows = read(tmp_path, csv_text(people, delimiter, newline).encode(encoding))
    assert [item.cells for item in rows] == people
    assert [item.doubtful for item in rows] == [None] * 3


def test_a_cell_whose_letters_may_be_others_is_named_and_plain_ones_are_not(tmp_path: Path):
    people = [row(family_name="Dvořák"), row(given_name="José"), row()]
    rows = read(tmp_path, csv_text(people).encode("cp1250"))
    assert [item.doubtful for item in rows] == ["family_name", None, None]


def test_columns_in_any_order_and_case(tmp_path: Path):
    person = row()
    names = sorted(person, reverse=True)
    text = ", ".join(name.upper() for name in names) + "\n" + ",".join(person[name] for name in names)
    assert read(tmp_path, text)[0].cells == person


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path):
    rows = read(tmp_path, f"{HEADER}\n\n{CELLS}\n,,,,,,,,,,,\n   \n{CELLS}\n\n")
    assert lines_of(rows) == [(3, True), (6, True)]


def test_a_cell_of_several_lines_moves_the_count(tmp_path: Path):
    several = CELLS.replace("Ana", '"An\na\n"')
    rows = read(tmp_path, f"{HEADER}\n{several}\n{CELLS}\n")
    assert lines_of(rows) == [(2, True), (5, True)]


def test_a_row_of_another_length_is_refused_and_the_next_one_read(tmp_path: Path):
    rows = read(tmp_path, f"{HEADER}\n{CELLS},yes\n{CELLS}\n")
    assert lines_of(rows) == [(2, False), (3, True)]
    assert rows[0].column == "13"
    assert rows[0].error is not None
    assert rows[0].error.startswith("this cell has no column name in the header")


EMPTIES = {
    "header and rows end in commas": (f"{HEADER},,\n{CELLS},,\n", [2]),
    "rows end in commas, the header does not": (f"{HEADER}\n{CELLS},,,\n", [2]),
    "the header ends in a comma, rows do not": (f"{HEADER},\n{CELLS}\n", [2]),
    "blanks in the extra cells": (f"{HEADER}, ,\n{CELLS},  ,\t\n", [2]),
    "a column without a name in the middle": (
        f"{HEADER.replace('email,', 'email,,')}\n{CELLS.replace('example.org,', 'example.org,,')}\n",
        [2],
    ),
    "semicolons at the ends": (f"{HEADER},\n{CELLS},\n".replace(",", ";"), [2]),
    "tabs at the ends": (f"{HEADER},,\n{CELLS},,\n".replace(",", "\t"), [2]),
    "rows short of empty optional columns": (f"{HEADER},opioid,smoker\n{CELLS}\n{CELLS},yes\n", [2, 3]),
    "a blank line before the header": (f"\n,,,\n{HEADER}\n{CELLS}\n", [4]),
    "blank lines between and after": (f"{HEADER}\n\n{CELLS}\n  \n,,,,,,,,,,,,,,\n{CELLS}\n\n \n", [3, 6]),
    "Excel names the delimiter": (f"sep=;\n{HEADER}\n{CELLS}\n".replace(",", ";"), [3]),
    "quoted empty cells": (f'{HEADER},""\n{CELLS},""\n', [2]),
}


@pytest.mark.parametrize("kind", EMPTIES)
def test_what_is_empty_is_ignored(tmp_path: Path, kind: str):
    content, lines = EMPTIES[kind]
    rows = read(tmp_path, content)
    assert [item.line for item in rows] == lines
    assert all(item.cells["given_name"] == "Ana" and item.cells["email_consent"] == "yes" for item in rows)
    assert all("" not in item.cells for item in rows)


@pytest.mark.parametrize(
    ("header", "cells", "column"),
    [
        (f"{HEADER},", f"{CELLS},x", "13"),
        (HEADER, f"{CELLS},,,x", "15"),
        (HEADER.replace("email,", "email,,"), CELLS.replace("example.org,", "example.org,?,"), "6"),
        (HEADER, CELLS.replace("Rivera", "Rivera, Ana"), "13"),
    ],
)
def test_a_cell_under_no_name_is_refused_by_line_and_column(tmp_path: Path, header: str, cells: str, column: str):
    rows = read(tmp_path, f"{header}\n\n{cells}\n")
    assert [(item.line, item.column) for item in rows if item.error] == [(3, column)]


def test_a_stray_quote_spoils_its_row_only(tmp_path: Path):
    rows = read(tmp_path, f"{HEADER}\n{STRAY}\n{CELLS}\n")
    assert lines_of(rows) == [(2, False), (3, True)]
    assert rows[0].error == "quotes do not match; a quote inside a cell is written twice"


def test_a_quote_that_is_never_closed_ends_the_reading_and_says_so(tmp_path: Path):
    rows = read(tmp_path, f"{HEADER}\n{CELLS}\n{OPEN}\n{CELLS}\n{CELLS}\n")
    assert lines_of(rows) == [(2, True), (3, False)]
    assert rows[1].error is not None
    assert "never closed; nothing after it was read" in rows[1].error


def test_a_huge_cell_is_refused_with_the_lines_it_swallowed(tmp_path: Path):
    swallowed = "\n".join([CELLS] * 2000)
    rows = read(tmp_path, f"{HEADER}\n{CELLS}\n{OPEN}\n{swallowed}\n")
    assert lines_of(rows)[:2] == [(2, True), (3, False)]
    first_after = next(item.line for item in rows[2:] if item.error is None)
    assert rows[1].error == f"a cell is far too long; is a quote missing? Lines 3 to {first_after - 1} were not read"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty; its first line must name the columns: external_id"),
        ("\n\n", "is empty"),
        ("\ufeff", "is empty"),
        (HEADER + ",shoe_size\n", "line 1: column 13 is not known; known columns: external_id"),
        (HEADER + ",phone\n", "line 1: column phone stands twice"),
        (
            HEADER.replace("phone,", "") + "\n",
            "line 1: missing columns: phone; name them even if their cells are empty",
        ),
        ("external_id\nA\n", "line 1: missing columns: given_name, family_name"),
        (CELLS + "\n", "line 1: column 1 is not known"),
        (HEADER + "\n" + CELLS.replace("Ana", "x" * 200_000), ""),
        ("x" * 200_000 + "\n", "line 1: a column name is far too long"),
        (
            f"{HEADER}\n{CELLS.replace('Ana', 'Иван')}\n".encode("cp1251"),
            "line 2: not UTF-8; save the file as 'CSV UTF-8'",
        ),
        (f"{HEADER}\n{CELLS}\n".encode("utf-16")[:-1], "line 2: not UTF-8"),
        (f"{HEADER}\n{CELLS}\n".encode() + b"\0", "is not a plain CSV file; save it as 'CSV UTF-8'"),
        (b"PK\x03\x04\x14\x00\x06\x00", "is not a plain CSV file"),
        (f"{HEADER}\n{CELLS}\nJos".encode() + b"\xc3", "line 3: not UTF-8"),
    ],
    ids=lambda item: str(item)[:40],
)
def test_a_file_that_cannot_be_read_is_refused_whole(tmp_path: Path, content: str | bytes, sentence: str):
    if not sentence:
        assert [item.error is None for item in read(tmp_path, content)] == [False]
        return
    with pytest.raises(CSVFileError) as refused:
        read(tmp_path, content)
    assert str(refused.value).startswith("patients.csv")
    assert sentence in str(refused.value)
    assert "Ana" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CSVFileError, match="cannot be read: "):
            list(read_rows(path))


def test_a_header_alone_has_no_rows(tmp_path: Path):
    assert read(tmp_path, HEADER + "\n") == read(tmp_path, HEADER) == []


def test_progress_ends_at_the_end_of_the_file(tmp_path: Path):
    text = f"{HEADER}\n{CELLS}\n{CELLS}\n"
    assert [item.end for item in read(tmp_path, text)] == [len(CELLS) + 1, 2 * len(CELLS) + 2]
