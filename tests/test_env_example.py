"""`.env.example` names every setting, with the default it really has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reminders.config import Settings, load_settings

_FILE = Path(__file__).parent.parent / ".env.example"
_LINE = re.compile(r"^# ([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)
_FILLED_IN = re.compile(r"\$\{(\w+):([?-])([^}]*)\}")
_SECRETS = {"SECRET_KEY", "ENCRYPTION_KEYS", "POSTGRES_PASSWORD", "POSTGRES_DATA_PASSWORD", "REDIS_PASSWORD"}


@pytest.fixture(scope="module")
def examples() -> list[tuple[str, str]]:
    return _LINE.findall(_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compose() -> dict[str, str]:
    """Docker Compose fills these into its file from the same env file, so that they stand here and are no settings."""
    found = _FILLED_IN.findall((_FILE.parent / "docker-compose.yml").read_text(encoding="utf-8"))
    return {name: value if kind == "-" else "" for name, kind, value in found}


def test_every_setting_stands_there_once_and_nothing_else(examples: list[tuple[str, str]], compose: dict[str, str]):
    settings = {name.upper() for name in Settings.model_fields}
    assert sorted(name for name, _ in examples) == sorted(settings | set(compose))


def test_what_the_compose_file_asks_for_has_its_default_there(examples: list[tuple[str, str]], compose: dict[str, str]):
    assert compose.keys() >= {"POSTGRES_PASSWORD", "WEB_LISTEN"}
    assert compose.items() <= dict(examples).items()


def test_the_values_are_the_defaults(examples: list[tuple[str, str]], tmp_path: Path):
    shown = load_settings(dict(examples))
    assert shown.model_dump() == Settings().model_dump()


def test_no_secret_has_a_value(examples: list[tuple[str, str]]):
    assert {name: value for name, value in examples if name in _SECRETS} == dict.fromkeys(_SECRETS, "")


def test_a_copy_changes_nothing_until_a_line_is_taken_out_of_its_comment():
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
