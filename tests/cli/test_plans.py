"""`reminders plans export|import|list`: a clinic keeps its care plans and words in a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PLAN, WORDS = "pathways/microdiscectomy.yaml", "templates/messages/walk/en/sms.txt"


def test_a_folder_goes_out_is_edited_and_comes_back(oak: Run, folder: Path):
    assert oak("plans", "list").out == "no versions of its own: the shipped care plans and words are live\n"
    assert "wrote 4 care plans to one/pathways" in oak("plans", "export", "one").out
    assert json.loads(oak("plans", "import", "one", "--json").out)["versions"] == []
    words = folder / "one" / WORDS
    words.write_text(words.read_text().replace("Rest in between", "Take a rest in between"))
    assert "would change" in oak("plans", "import", "one", "--dry-run").out
    waiting = oak("plans", "import", "one", "--for-review", "--json")
    assert json.loads(waiting.out)["versions"] == [
        {"kind": "wording", "name": "walk", "version": 2, "state": "in review"}
    ]
    live = oak("plans", "import", "one", "--approved-by", "Dr. Bee")
    assert "wording walk: version 3, live" in live.out
    assert oak("plans", "export", "two").code == 0
    names = sorted(path.relative_to(folder / "one") for path in (folder / "one").rglob("*") if path.is_file())
    assert all((folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes() for name in names)
    newest = json.loads(oak("plans", "list", "--json").out.splitlines()[0])
    assert (newest["version"], newest["state"], newest["approved_by"]) == (3, "live", "Dr. Bee")


def test_a_practice_of_one_says_so_and_takes_it_back(oak: Run, folder: Path):
    assert "takes yes or no" in oak("clinic", "set", "oak", "--one-person", "maybe").err
    assert oak("clinic", "set", "oak", "--one-person", "yes").code == 0
    assert oak("plans", "export", "one").code == 0
    words = folder / "one" / WORDS
    for said, approved in (("Take a rest", "one-person practice: "), ("Rest often", "(no second person)")):
        words.write_text(words.read_text().replace("Rest in between", said).replace("Take a rest", said))
        assert oak("plans", "import", "one").code == 0
        assert approved in json.loads(oak("plans", "list", "--json").out.splitlines()[0])["approved_by"]
        assert oak("clinic", "set", "oak", "--one-person", "no").code == 0


def test_what_is_wrong_is_said_and_nothing_changes(oak: Run, folder: Path):
    assert "holds no pathways" in oak("plans", "import", "none").err
    assert oak("plans", "export", "one").code == 0
    (folder / "one" / WORDS).write_text("{{ 7 * 7 }}")
    refused = oak("plans", "import", "one")
    assert (refused.code, "walk/en/sms.txt: line 1" in refused.err) == (1, True)
    (folder / "one" / WORDS).write_bytes(b"\xff")
    assert "not UTF-8" in oak("plans", "import", "one").err
    assert oak("plans", "import", "one", "--for-review", "--approved-by", "x").code == 1
    assert "no versions of its own" in oak("plans", "list").out
