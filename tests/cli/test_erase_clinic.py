"""`reminders clinic erase`: nothing is erased without the slug, and what was erased is said."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from tests.making import csv_file, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "reminders.db")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 a table of ours


def test_what_was_erased_is_said_with_counts(oak: Run, folder: Path):
    assert oak("clinic", "add", "elm", "--sms-sender", "+13125550111").code == 0
    assert oak("enroll", str(csv_file(folder, row(surgery_date="2099-03-10"))), "--clinic", "elm").code == 0
    done = oak("clinic", "erase", "elm", "--yes", "elm")
    assert (done.code, done.err) == (0, "")
    assert "patients: 1\n" in done.out
    assert done.out.splitlines()[-1].startswith("clinic elm is erased: ")
    assert count(folder, "patients") == 0
    again = oak("clinic", "erase", "elm", "--yes", "elm")
    assert (again.code, again.err) == (1, "reminders: there is no clinic 'elm'; known: oak\n")
    checked = oak("audit", "verify")
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.splitlines()[-1].startswith("clinic 2: ")


def test_without_the_slug_nothing_changes(oak: Run, folder: Path):
    unasked = oak("clinic", "erase", "oak")
    assert (unasked.code, unasked.err) == (
        2,
        "reminders: to erase a clinic without being asked, add: --yes oak\n",
    )
    other = oak("clinic", "erase", "oak", "--yes", "elm")
    assert (other.code, other.err) == (2, "reminders: --yes must name the clinic to erase, oak; nothing was changed\n")
    assert (count(folder, "clinics"), count(folder, "switches")) == (1, 0)


def typed(folder: Path, words: str) -> tuple[int, str]:
    """Run the command at a terminal, where `words` are typed; return its exit code and what the terminal shows."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "reminders", "clinic", "erase", "oak"]
    with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, f"{words}\n".encode())
        shown = b""
        while True:
            try:
                block = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not block:
                break
            shown += block
    os.close(ours)
    return process.returncode, shown.decode()


def test_at_a_terminal_the_slug_is_asked_for(oak: Run, folder: Path):
    code, shown = typed(folder, "oka")
    assert code == 1
    assert "This erases clinic oak (Oak Clinic) for good: 0 patients" in shown
    assert "that is not its slug; nothing was changed" in shown
    assert count(folder, "clinics") == 1
    code, shown = typed(folder, "oak")
    assert (code, count(folder, "clinics")) == (0, 0), shown


def test_a_backup_with_its_keys_apart_comes_back_without_the_erased_clinic(oak: Run, folder: Path):
    assert oak("clinic", "add", "elm", "--sms-sender", "+13125550111").code == 0
    for slug in ("oak", "elm"):
        assert oak("enroll", str(csv_file(folder, row(surgery_date="2099-03-10"))), "--clinic", slug).code == 0
    first = oak("backup", "old", "--data-keys", "keys")
    assert (first.code, first.err) == (0, "")
    assert "the data keys of clinics are in keys: without that file the backup cannot be restored" in first.out
    assert oak("clinic", "erase", "elm", "--yes", "elm").code == 0
    assert oak("backup", "next", "--data-keys", "keys").code == 0
    without = oak("restore", "old", "--force")
    assert (without.code, count(folder, "clinics")) == (1, 1)
    assert without.err.endswith("name the file that holds them: --data-keys FILE\n")
    assert oak("restore", "old", "--drill", "--data-keys", "keys").code == 0
    back = oak("restore", "old", "--force", "--data-keys", "keys")
    assert (back.code, back.err) == (
        0,
        "clinic elm was erased since then; delete its rows: reminders clinic erase elm\n",
    )
    assert count(folder, "clinics") == 2
    assert oak("clinic", "erase", "elm", "--yes", "elm").code == 0
    assert (count(folder, "clinics"), count(folder, "patients")) == (1, 1)


def test_a_restore_into_an_empty_database_says_that_it_cannot_know(oak: Run, folder: Path):
    assert oak("backup", "old").code == 0
    (folder / "reminders.db").unlink()
    back = oak("restore", "old")
    assert back.code == 0
    assert back.err.startswith("nothing here knows which clinics were erased since this backup was made: erase those")
