"""Reads a CSV file of enrollments row by row, in bounded memory; lines are counted as in the file, from 1.

What is empty says nothing: blank lines, columns without a name and without content, cells that a row lacks at its end.
Spreadsheets and exports write all of these.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Any, Final

from reminders.core.model.errors import SetupError
from reminders.services.forms.enrollment_form import OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from reminders.services.forms.file_encoding import EncodingError, FileEncoding, encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reminders.pathways.catalog import Catalog

REASON: Final = "reason"
"""The column of a file of refused rows that says why; it is ignored when the corrected file is uploaded again."""

_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t")
_BLANK = ' ,;\t\r\n"\ufeff'
_NAMED_DELIMITER = re.compile(r"\"?sep=([,;\t])\"?", re.IGNORECASE)


class CSVFileError(SetupError):
    """The file cannot be read at all; one sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class CSVRow:
    """One row as read: its first line in the file, and its cells by column, or why it could not be read.

    `column` is the number of the cell that the error is about, counted from 1, if it is about one.
    `end` is how many bytes of the file are behind it, for a progress bar. `doubtful` names a column whose letters may
    be others, because the file does not say how it was saved.
    """

    line: int
    cells: dict[str, str]
    error: str | None = None
    end: int = 0
    column: str | None = None
    doubtful: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is held in memory; it opens like a file on disk."""

    name: str
    content: bytes

    def open(self, mode: str = "r", *, encoding: str | None = None, newline: str | None = None) -> IO[Any]:
        """Open the content, as bytes or as text."""
        stream = io.BytesIO(self.content)
        return stream if "b" in mode else io.TextIOWrapper(stream, encoding=encoding, newline=newline)


def read_rows(
    path: Path | Upload, required: Sequence[str] = REQUIRED_COLUMNS, optional: Sequence[str] = OPTIONAL_COLUMNS
) -> Iterator[CSVRow]:
    """Yield the rows of a file. The whole file is checked for its encoding before the first row.

    Raises:
        CSVFileError: not found, letters that cannot be told, empty, or a header that is not ours.

    """
    encoding = _find_encoding(path)
    with path.open(encoding=encoding.name, newline="") as file:
        line, header_line, delimiter = _find_header(file)
        try:
            header = next(csv.reader([header_line], delimiter=delimiter), list[str]())
        except csv.Error:
            raise CSVFileError(f"{path.name}, line {line}: a column name is far too long") from None
        columns = _check_header(header, path, line, required, optional)
        for row in _rows(file, columns, delimiter, line):
            yield replace(row, doubtful=doubtful) if (doubtful := _doubtful_cell(row, encoding)) else row


def columns_of(catalog: Catalog) -> tuple[str, ...]:
    """Return the columns that a file may have beside the required ones: a care plan's own facts are among them."""
    return (*OPTIONAL_COLUMNS, *catalog.fact_names)


def _find_header(file: IO[str]) -> tuple[int, str, str]:
    """Return the first line that is not blank, its number, and the delimiter; `sep=;` is what Excel names it by."""
    line, header = 0, ""
    while text := file.readline():
        line += 1
        if not text.strip(_BLANK):
            continue
        if not header and (delimiter_match := _NAMED_DELIMITER.fullmatch(text.strip())):
            header = delimiter_match[1]
            continue
        return line, text, header or max(_DELIMITERS, key=text.count)
    return max(line, 1), "", ","


def _rows(file: IO[str], columns: list[str], delimiter: str, header_at: int) -> Iterator[CSVRow]:
    counter = _Counted(file)
    reader = csv.reader(counter, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + header_at + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield CSVRow(line, {}, _explain(str(error), line, reader.line_num + header_at), counter.read)
            if "unexpected end" in str(error):
                return
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if stray := _stray_cell(columns, cells):
            yield CSVRow(line, {}, _STRAY, counter.read, str(stray))
            continue
        values = dict(zip_longest(columns, cells[: len(columns)], fillvalue=""))
        values.pop(REASON, None)
        values.pop("", None)
        yield CSVRow(line, values, None, counter.read)


def _doubtful_cell(row: CSVRow, encoding: FileEncoding) -> str | None:
    if not encoding.guessed:
        return None
    return next((name for name, cell in row.cells.items() if encoding.is_doubtful(cell)), None)


_STRAY = "this cell has no column name in the header; name the column, clear the cell, or add a missing quote"


def _stray_cell(columns: list[str], cells: list[str]) -> int | None:
    """Return the number of the first cell that holds something under no name."""
    for number, (name, cell) in enumerate(zip_longest(columns, cells, fillvalue=""), start=1):
        if not name and cell.strip():
            return number
    return None


class _Counted:
    """Counts the characters that have been read, as a measure of progress."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.read = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.read += len(line)
        return line


@dataclass(frozen=True, slots=True)
class _Chunks:
    """The bytes of a file, from its beginning each time one goes through them."""

    path: Path | Upload

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _find_encoding(path: Path | Upload) -> FileEncoding:
    try:
        return encoding_of(_Chunks(path))
    except EncodingError as error:
        if error.line is None:
            raise CSVFileError(f"{path.name} is not a plain CSV file; save it as 'CSV UTF-8'") from None
        raise CSVFileError(f"{path.name}, line {error.line}: not UTF-8; save the file as 'CSV UTF-8'") from None
    except OSError as error:
        raise CSVFileError(f"{path.name} cannot be read: {error.strerror}") from None


def _check_header(
    header: list[str], path: Path | Upload, line: int, required: Sequence[str], optional: Sequence[str]
) -> list[str]:
    columns = [name.strip().lower() for name in header]
    if not any(columns):
        raise CSVFileError(f"{path.name} is empty; its first line must name the columns: {', '.join(required)}")
    for index, name in enumerate(columns, start=1):
        if not name:
            continue
        if name not in required and name not in optional and name != REASON:
            known = ", ".join((*required, *optional))
            raise CSVFileError(f"{path.name}, line {line}: column {index} is not known; known columns: {known}")
        if name in columns[: index - 1]:
            raise CSVFileError(f"{path.name}, line {line}: column {name} stands twice")
    if missing := [name for name in required if name not in columns]:
        raise CSVFileError(
            f"{path.name}, line {line}: missing columns: {', '.join(missing)}; name them even if their cells are empty"
        )
    return columns


def _explain(problem: str, first: int, last: int) -> str:
    if "unexpected end" in problem:
        return "a quote that opens in this row is never closed; nothing after it was read"
    if "field larger" in problem:
        swallowed = f" Lines {first} to {last} were not read" if last > first else ""
        return f"a cell is far too long; is a quote missing?{swallowed}"
    return "quotes do not match; a quote inside a cell is written twice"
