"""What commands read: a file or standard input, refused in one sentence where it is too large or not there."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from reminders.cli.enroll import whole
from reminders.cli.opening import read_input
from reminders.core.model.errors import SetupError
from reminders.services.enrollment.read_csv import read_rows

MB = 2**20


def test_input_up_to_the_limit_is_read_and_more_is_refused_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "schedule.hl7"
    for size in (MB, MB + 1):
        file.write_bytes(b"x" * size)
        for given in (file, Path("-")):
            monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"x" * size)))
            if size == MB:
                assert len(read_input(given, MB)) == MB
            else:
                with pytest.raises(SetupError, match="is larger than 1 MB; split it"):
                    read_input(given, MB)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SetupError, match=r"none\.hl7 cannot be read: No such file"):
        read_input(tmp_path / "none.hl7", MB)


def test_a_pipe_of_patients_is_read_whole_although_a_file_is_read_twice():
    content = (Path(__file__).parents[2] / "examples" / "patients.csv").read_bytes()
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "wb") as pipe:
        pipe.write(content)
        pipe.close()
        rows = list(read_rows(whole(Path(f"/dev/fd/{reading}"))))
    assert len(rows) == len(content.splitlines()) - 1
