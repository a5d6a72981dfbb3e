"""Runs commands in this process, in a folder and an environment of their own."""

from __future__ import annotations

import io
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from reminders import cli

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Result:
    """What a command said."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs `reminders` with arguments, perhaps text on standard input, and settings in capitals."""

    def __call__(self, *arguments: str, text: bytes = b"", **settings: str) -> Result: ...


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder with no settings."""
    for name in set(os.environ) - {"PATH", "HOME", "TZ", "CI"}:
        if name.isupper() and not name.startswith(("PYTEST", "PYTHON", "REMINDERS_TEST")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def reminders(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr(cli, "configure_logging", lambda *_args, **_more: None)  # it would outlive the test

    def run(*arguments: str, text: bytes = b"", **settings: str) -> Result:
        with monkeypatch.context() as patch:
            patch.setattr("sys.argv", ["reminders", *arguments])
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))
            for name, value in settings.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as left:
                cli.main()
        out, err = capsys.readouterr()
        return Result(int(left.value.code or 0), out, err)

    return run


@pytest.fixture(scope="session")
def kept_oak(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder that the first `oak` of this process is kept in, for the others to copy."""
    return tmp_path_factory.mktemp("oak") / "folder"


@pytest.fixture
def oak(reminders: Run, folder: Path, kept_oak: Path) -> Run:
    """Start with a migrated database and one clinic."""
    if kept_oak.exists():
        shutil.copytree(kept_oak, folder, dirs_exist_ok=True)
        return reminders
    assert reminders("migrate").code == 0
    assert reminders("clinic", "add", "oak", "--name", "Oak Clinic", "--phone", "(202) 555-0100").code == 0
    shutil.copytree(folder, kept_oak)
    return reminders
