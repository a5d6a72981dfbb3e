"""The wheel holds all that the program reads, and runs from it: nothing of this repository stands beside it then."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

from reminders import __version__

ROOT = Path(__file__).parent.parent
RUN = """
import sys
sys.path.insert(0, sys.argv[1])
import reminders
from reminders.cli import make_app
assert reminders.__file__.startswith(sys.argv[1]), reminders.__file__
for command in ("plan microdiscectomy --surgery-date 2027-03-04 --language es", "--version"):
    print(">", command)
    make_app(None)(command.split(), standalone_mode=False)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return folder / build_wheel(str(folder))


def test_the_wheel_holds_every_file_that_the_program_reads(wheel: Path):
    inside = set(ZipFile(wheel).namelist())
    files = [file for top in ("reminders", "templates") for file in (ROOT / top).rglob("*") if file.is_file()]
    kept = [file for file in files if "__pycache__" not in file.parts]
    names = [file.relative_to(ROOT).as_posix() for file in kept]
    missing = [name for name in names if _in_wheel(name) not in inside]
    assert missing == []
    assert {_in_wheel("templates/staff/reminders.css"), "reminders/data/en/stops.yaml", "reminders/py.typed"} <= inside


def test_the_wheel_holds_nothing_else(wheel: Path):
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {"reminders", f"reminders-{__version__}.dist-info"}


def test_the_version_stands_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert f"\n## [{__version__}] - 20" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_unpacked_wheel_runs_in_an_empty_folder(wheel: Path, tmp_path: Path):
    unpacked, empty = tmp_path / "unpacked", tmp_path / "empty"
    empty.mkdir()
    ZipFile(wheel).extractall(unpacked)
    run = [sys.executable, "-P", "-c", RUN, str(unpacked)]
    done = subprocess.run(run, cwd=empty, env={"PATH": ""}, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "Responda ALTO para terminar" in done.stdout
    assert done.stdout.endswith(f"reminders {__version__}\n")
    assert list(empty.iterdir()) == []


def _in_wheel(name: str) -> str:
    return f"reminders/{name}" if name.startswith("templates/") else name
