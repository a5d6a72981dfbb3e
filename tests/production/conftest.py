from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.embedded.clinic_in_a_box import ClinicInABox
from tests.production.compose import read_image
from tests.production.container import everybodys_folder
from tests.production.image_venv import build_venv
from tests.production.line import Line
from tests.production.processes import ROOT, Programs
from tests.server_programs import remove_folder
from tests.servers import PostgresServer, RedisServer, require
from tests.standins.smtp import SmtpStandin
from tests.standins.twilio import TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    server = require(PostgresServer.start)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def broker() -> Iterator[RedisServer]:
    server = require(RedisServer.start)
    yield server
    server.stop()


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """Programs of this test alone; none survives it."""
    found = Programs(tmp_path)
    yield found
    found.close()


@pytest.fixture
def line(tmp_path: Path, programs: Programs, postgres: PostgresServer, broker: RedisServer) -> Iterator[Line]:
    broker.flush()
    with TwilioStandin() as twilio, SmtpStandin() as smtp:
        found = Line(ClinicInABox(tmp_path, twilio, smtp), programs, postgres, broker)
        try:
            yield found
        finally:
            programs.close()
            postgres.drop_database(found.box.extra["DATABASE_URL"])


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the image installs, built from what the Dockerfile copies."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in read_image(ROOT / "Dockerfile").built_from:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    _pip("wheel", "--no-deps", "--wheel-dir", str(built), str(source))
    return next(built.glob("*.whl"))


@pytest.fixture(scope="session")
def image_venv(wheel: Path) -> Iterator[Path]:
    """The image's /venv: the wheel with what it needs to run, and nothing else."""
    folder = everybodys_folder("image")
    python = build_venv(folder / "venv", wheel)
    _pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    yield folder / "venv"
    remove_folder(folder)


def _pip(*arguments: str) -> None:
    """Run pip; where no package index answers, the test skips, and fails in CI."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode and os.environ.get("CI", "").lower() not in {"1", "true"}:
        pytest.skip(f"pip could not do it: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr
