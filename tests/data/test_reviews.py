"""The review sheet shows every data file, and a sign-off holds for what was read, not for what came after."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reminders.data.reviews import content_hash, data_files, read_for_review
from reminders.services.wording.review_sheet import write_sheet
from tests.core.replies.label_conflicts import Labeled, conflicts, labeled_texts, written

REVIEW = (Path(__file__).parents[2] / "templates" / "REVIEW.md").read_text(encoding="utf-8")
FILE = "about: Words\nsource: leaflet\nreviewed_by: {by}\nreviewed_on: {on}\nreviewed_content: {content}\n"
ENTRIES = "entries:\n  numb:\n    tier: A\n    words: {words}\n"


def signed(folder: Path, words: str, by: str = "Dr. Okafor", on: str = "2026-11-29", content: str = ""):
    place = folder / "x.yaml"
    text = FILE.format(by=by, on=on, content=content) + ENTRIES.format(words=words)
    place.write_text(text, encoding="utf-8")
    return read_for_review("x.yaml", "en", place)


def test_a_change_resets_the_sign_off(tmp_path: Path):
    content = signed(tmp_path, "numb").content
    assert signed(tmp_path, "numb", content=content).is_reviewed
    assert signed(tmp_path, "numb", by="Dr. Ferrer", content=content).is_reviewed
    changed = signed(tmp_path, "numb tingling", content=content)
    assert (changed.is_reviewed, changed.has_changed) == (False, True)


def test_a_name_alone_is_no_sign_off(tmp_path: Path):
    content = signed(tmp_path, "numb").content
    assert not signed(tmp_path, "numb").is_reviewed
    assert not signed(tmp_path, "numb", by="", content=content).is_reviewed
    assert not signed(tmp_path, "numb", on="", content=content).is_reviewed


def test_the_hash_leaves_the_sign_off_out_and_nothing_else():
    text = FILE.format(by="", on="", content="") + ENTRIES.format(words="numb")
    assert content_hash(text) == content_hash(text.replace("reviewed_by: ", "reviewed_by: Dr. Okafor"))
    assert content_hash(text) != content_hash(text.replace("tier: A", "tier: B"))
    assert content_hash(text) != content_hash(text.replace("leaflet", "card"))


class Sheet(HTMLParser):
    """What a reader of the sheet sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_the_sheet_shows_every_file_with_tiers_phrases_and_what_is_unsigned():
    said = "\n".join(Sheet(write_sheet()).said)
    files = list(data_files())
    assert [file.name for file in files if file.name not in said or file.about not in said] == []
    assert [file.name for file in files if not file.is_reviewed and file.content not in said] == []
    unsigned = sum(not file.is_reviewed for file in files)
    assert f"{unsigned} of {len(files)} files need review." in said
    assert "lost control of bladder or bowel" in said
    assert "control lost" in said or "control_lost" in said
    assert "A: emergency service now" in said
    assert "no para de sangrar" in said


def test_the_sheet_says_that_a_signed_file_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    content = signed(tmp_path, "numb").content
    for words, says in (
        ("numb", "Reviewed by Dr. Okafor on 2026-11-29"),
        ("numb, tingling", "changed since Dr. Okafor signed"),
    ):
        file = signed(tmp_path, words, content=content)
        monkeypatch.setattr("reminders.services.wording.review_sheet.data_files", lambda file=file: [file])
        assert says in write_sheet()


def test_labels_that_differ_for_one_text_are_found():
    rows = [
        Labeled("No para de sangrar!", "A", "x"),
        Labeled("no para de sangrar", "B", "y"),
        Labeled("Hola", "A", "z"),
    ]
    assert conflicts(rows) == {"no para de sangrar": {"A": "x", "B": "y"}}
    assert "records: []" in written({})


def test_every_contradiction_of_the_tables_is_listed_for_a_clinician():
    listed = next(file for file in data_files() if file.subject == "label_conflicts").facts.values()
    missing = [text for text in conflicts(labeled_texts()) if not any(text in said for said in listed)]
    assert missing == [], "run python -m tests.core.replies.label_conflicts"


def test_review_md_has_a_row_for_every_data_file():
    assert [file.name for file in data_files() if f"`{file.name}`" not in REVIEW] == []


BROKEN = {
    "not YAML": ("entries:\n  a: [", ", line 3: this is not YAML"),
    "an unknown key": (
        "source: x\nentries:\n  stop_words:\n    wrods: halt\n",
        "line 4, entries.stop_words.wrods: no such key",
    ),
    "two of one key": (
        "entries:\n  stop_words:\n    words: a\n  stop_words:\n    words: b\n",
        "line 4, entries.stop_words",
    ),
    "a word twice": (
        "entries:\n  stop_words:\n    words: halt halt\n",
        "line 3, entries.stop_words.words: lists 'halt' twice",
    ),
    "another kind": (
        "entries:\n  stop_words:\n    patterns: ['halt']\n",
        "line 3, entries.stop_words: reminders",
    ),
    "not UTF-8": ("entries:\n  stop_words:\n    words: \udcff\n", "line 3: this is not UTF-8"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_command_names_file_line_and_key_of_a_broken_file(kind: str, tmp_path: Path):
    text, says = BROKEN[kind]
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "keywords.yaml").write_text(text, encoding="utf-8", errors="surrogateescape")
    environment = {"PATH": "", "LANGUAGES_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "reminders", "read", "hello"]
    found = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith(f"reminders: {tmp_path / 'xx' / 'keywords.yaml'}")
    assert says in found.stderr
    assert found.stderr.count("\n") == 1
