"""requirements.txt is what pyproject.toml asks for, at the versions of constraints.txt, each with its hashes."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FILES = ("requirements.txt", "requirements-build.txt")
ENTRY = re.compile(r"^([\w.-]+)==([\w.+!-]+)(?: ; [^\\\n]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def _entries(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = list(ENTRY.finditer(text))
    assert "\n".join(match[0] for match in found) + "\n" == text, f"{name} holds more than pins with hashes"
    return {canonicalize_name(match[1]): match[2] for match in found}


def _asked_for() -> set[str]:
    """Names of all that the program and its traces need on this machine, by what its installed packages say."""
    waiting, known = [("reminders", ""), ("reminders", "otel")], set[tuple[str, str]]()
    while waiting:
        name, extra = waiting.pop()
        for requirement in map(Requirement, distribution(name).requires or ()):
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
                continue
            more = {(canonicalize_name(requirement.name), also) for also in ("", *requirement.extras)} - known
            known |= more
            waiting += more
    return {name for name, _ in known}


def test_every_entry_is_a_pin_of_the_constraints_with_hashes():
    pins = _pins()
    for name in FILES:
        entries = _entries(name)
        assert entries.items() <= pins.items(), f"run: make requirements ({name})"


def test_all_that_the_program_needs_stands_there_and_no_tool_of_ours():
    entries = set(_entries("requirements.txt"))
    assert _asked_for() - entries == set(), "run: make requirements"
    only_elsewhere = entries - _asked_for()
    assert only_elsewhere <= {"async-timeout", "colorama"}, f"nothing asks for {only_elsewhere}; run: make requirements"
    assert "hatchling" in _entries("requirements-build.txt")


def test_the_dockerfile_takes_each_build_argument_that_the_documentation_names():
    """An argument that no ARG names is only warned of, and the build goes on without it."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    named = set(re.findall(r"--build-arg ([A-Z_]+)=", text))
    taken = set(re.findall(r"^ARG ([A-Z_]+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE))
    assert "PIP_INDEX_URL" in named
    assert named <= taken
