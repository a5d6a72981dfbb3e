"""Where no container engine runs, `make image-check` says so and passes; what is named instead is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from tests.image import __main__ as image_check
from tests.image.engine import Engine, find_engine

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_without_an_engine_the_check_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert image_check.main() == 0
    assert capsys.readouterr().out == (
        "image-check: SKIPPED, nothing was built or run: neither docker nor podman runs here\n"
    )


def test_an_engine_that_reads_no_compose_files_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    _program(tmp_path / "podman", '[ "$1" = info ]')
    assert find_engine() == "podman runs here, but none of podman-compose --in-pod=false, podman compose"
    _program(tmp_path / "mine", '[ "$2" = version ]')
    monkeypatch.setenv("IMAGE_COMPOSE", "mine '--with=a b'")
    assert find_engine() == Engine("podman", ["mine", "--with=a b"])


def test_a_stand_in_takes_the_place_of_a_pinned_image_and_of_nothing_else(tmp_path: Path):
    stack = image_check.make_stack(Engine("podman", []), tmp_path, {"redis:7": "localhost/redis"})
    joins = yaml.safe_load(stack.files[-1].read_text(encoding="utf-8"))["services"]
    assert joins["redis"] == {"image": "localhost/redis"}
    assert {name for name, service in joins.items() if "image" in service} == {"redis", "twilio"}


def _program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
