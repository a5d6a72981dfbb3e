"""A few seconds of `make fuzz`, the same inputs each time: nothing but our own errors comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.fuzz.hunt import attempt, hunt
from tests.fuzz.targets import TARGETS, Target
from tests.fuzz.world import World
from tests.tables import each_row

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = 20


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    return World(sqlite_url, tmp_path)


@pytest.mark.slow
@each_row("target", TARGETS, ids=lambda target: target.name)
def test_damaged_input_breaks_nothing(world: World, target: Target):
    assert [f"{item.key}\n{item.drawn}\n{item.trace}" for item in hunt(target, world, start=7, examples=EXAMPLES)] == []


def _raise(_world: World, _drawn: object) -> None:
    raise KeyError("a fault of ours")


def _hang(_world: World, _drawn: object) -> None:
    while True:
        pass


def test_a_break_and_a_hang_are_seen(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.fuzz.hunt.HANG_SECONDS", 0.05)
    for broken, name in ((_raise, "KeyError"), (_hang, "HangError")):
        found = attempt(replace(TARGETS[0], attempt=broken), world, b"")
        assert found is not None
        assert name in found.key
