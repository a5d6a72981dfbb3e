"""What a start does not load: who runs a small practice on SQLite pays for nothing that it does not use.

Timings belong to `bench/`; this list is why they stay. A module that turns up here is imported where it is used.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


NOT_AT_THE_START = {
    "aiohttp": "Twilio's concurrent requests",
    "alembic": "migrations",
    "psycopg": "PostgreSQL",
    "rapidfuzz": "reading a patient's reply",
    "redis": "the broker of the production processes",
    "requests": "Twilio",
    "rich.progress": "a progress bar",
    "sqlalchemy.orm": "nothing: the store works with tables",
    "twilio": "Twilio",
}
LOAD_COMMANDS = "import sys; from reminders import cli; cli.make_app(sys.argv[1])"
BUILD_ALL_OF_UP = """
import reminders.embedded
from reminders.celery_app import make_app
from reminders.cli.opening import settings_with_keys
from reminders.web.app import make_web_app
from reminders.wiring import build_context
settings = settings_with_keys()
make_app(settings)
make_web_app(build_context(settings), settings)
"""
TELL = "import json; print(json.dumps(sorted(sys.modules)))"


def loaded(folder: Path, *arguments: str) -> set[str]:
    program = "\n".join([LOAD_COMMANDS, BUILD_ALL_OF_UP if arguments == ("up",) else "", TELL])
    said = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, timeout=60, cwd=folder
    )
    return set(json.loads(said.stdout.splitlines()[-1]))


@pytest.mark.parametrize("command", ["--help", "up"])
def test_a_start_loads_no_heavy_module_that_it_does_not_need(tmp_path: Path, command: str):
    found = loaded(tmp_path, command)
    assert "sqlalchemy" in found
    assert {name: why for name, why in NOT_AT_THE_START.items() if name in found} == {}


def test_help_starts_neither_web_nor_worker(tmp_path: Path):
    assert not loaded(tmp_path, "--help") & {"fastapi", "uvicorn", "celery", "kombu"}


def test_the_list_names_modules_that_there_are():
    assert [name for name in NOT_AT_THE_START if find_spec(name) is None] == []
