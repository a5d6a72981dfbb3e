"""`reminders language new CODE`: a folder that is complete, reads, and claims no review."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reminders.data import roots, use_languages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _languages() -> Iterator[None]:
    yield
    use_languages(None)
    assert len(roots()) == 1


def test_a_new_language_can_be_planned_in_at_once_and_is_not_reviewed(reminders: Run, folder: Path):
    made = reminders("language", "new", "pt")
    assert made.code == 0
    assert "none of them is translated or reviewed" in made.out
    language = (folder / "languages/pt/language.yaml").read_text()
    assert "english_name: 'Portuguese'" in language
    assert "reviewed_by:\n" in language
    assert "{% set words" in (folder / "languages/pt/templates/messages/work_check/sms.txt").read_text()
    plan = ("plan", "microdiscectomy", "--surgery-date", "2026-12-07", "--language", "pt", "--json")
    lines = json.loads(reminders(*plan, LANGUAGES_DIR="languages").out)
    assert any(line["body"] for line in lines)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("english", "two small letters"),
        ("zz", "no language has the code"),
        ("es", "there is a folder"),
        ("PT", "small"),
    ],
)
def test_what_is_no_new_language_is_refused_and_nothing_is_written(reminders: Run, folder: Path, code: str, says: str):
    refused = reminders("language", "new", code)
    assert refused.code == 1
    assert says in refused.err
    assert not (folder / "languages").exists()


def test_a_folder_that_exists_is_left_alone(reminders: Run, folder: Path):
    (folder / "languages/pt").mkdir(parents=True)
    assert "exists already" in reminders("language", "new", "pt").err
    assert list((folder / "languages/pt").iterdir()) == []
