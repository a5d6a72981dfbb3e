"""Runs `reminders` commands in this process: a process of its own would spend a second on loading the program."""

from __future__ import annotations

import io
import os
from contextlib import chdir, redirect_stderr, redirect_stdout
from subprocess import CompletedProcess
from typing import TYPE_CHECKING
from unittest.mock import patch

from reminders import cli

if TYPE_CHECKING:
    from pathlib import Path


def run_command(folder: Path, environment: dict[str, str], *arguments: str) -> CompletedProcess[str]:
    """Run one command in a folder, with exactly this environment."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        patch.dict(os.environ, environment, clear=True),
        patch("sys.argv", ["reminders", *arguments]),
        patch.object(cli, "configure_logging"),  # it would outlive the command
        chdir(folder),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return CompletedProcess(["reminders", *arguments], code, out.getvalue(), err.getvalue())
