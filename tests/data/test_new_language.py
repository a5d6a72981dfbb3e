"""A language is a folder: one that no one speaks enrolls, writes, is answered, stops and flags, with no line of code.

The commands run as processes of their own: what a process has read of its words it keeps.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.data import made_up_language as xx
from tests.making import csv_file, row

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
PEOPLE = ("STOPS", "FLAGS", "ANSWERS", "ENGLISH")
EVENTS = (
    {"at": "2026-03-12T22:00:00Z", "event": "reply", "external_id": "STOPS", "body": xx.STOP.upper()},
    {"at": "2026-03-12T22:00:00Z", "event": "reply", "external_id": "FLAGS", "body": f"Saluton, {xx.RED_FLAG}!"},
    {"at": "2026-03-14T22:00:00Z", "event": "reply", "external_id": "ANSWERS", "body": xx.WORRIED},
)
READ = (xx.STOP, xx.START, xx.HELP, xx.RED_FLAG, xx.HARMLESS, xx.STOP_PHRASE)
ASKED = """
import json, sys
from reminders.config import load_settings
from reminders.wiring import take_languages
take_languages(load_settings())
from reminders.core.language.known_languages import page_words
from reminders.services.forms.time_zones import zone_meant
from reminders.web.pages.pages import page
from reminders.web.pages.translations import site_languages, words
print(json.dumps({
    "title": page_words("xx", "own_page")["title"], "silent": page_words("xx", "own_page")["coming"],
    "site": site_languages().get("xx"), "today": words("xx").gettext("Today"), "zone": zone_meant("oriento"),
    "page": page("patient/unknown_link.html", language="xx", spoken="xx",
                 shown={"xx": page_words("xx", "unknown_link")}).body.decode(),
}))
"""


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return xx.make_language(tmp_path_factory.mktemp("languages"))


def run(folder: Path, languages: Path | None, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    more = {"LANGUAGES_DIR": str(languages)} if languages else {}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=kept | more, input=text, capture_output=True, text=True, check=False)


def read_texts(folder: Path, languages: Path | None) -> list[dict[str, Any]]:
    found = run(folder, languages, "-m", "reminders", "read", "-", text="".join(f"{each}\n" for each in READ))
    assert found.returncode == 0, found.stderr
    return [json.loads(line) for line in found.stdout.splitlines()]


@pytest.fixture(scope="module")
def lines(languages: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Every message of three patients who read xx and one who does not, with what they answer."""
    folder = tmp_path_factory.mktemp("clinic")
    spoken = {name: "en" if name == "ENGLISH" else "xx" for name in PEOPLE}
    people = [row(external_id=name, language=spoken[name], phone=f"+1202555013{at}") for at, name in enumerate(PEOPLE)]
    csv_file(folder, *people).rename(folder / "people.csv")
    (folder / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in EVENTS), encoding="utf-8")
    span = ("--from", "2026-03-01", "--to", "2026-04-01", "--out", "out.jsonl", "--events", "events.jsonl")
    found = run(folder, languages, "-m", "reminders", "simulate", "people.csv", *span, "--languages", "en,xx")
    assert found.returncode == 0, found.stderr
    return [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def of(lines: list[dict[str, Any]], name: str, kind: str = "scheduled") -> list[dict[str, Any]]:
    return [line for line in lines if (line["external_id"], line["kind"]) == (name, kind)]


def test_a_patient_enrolled_in_it_gets_its_messages(lines: list[dict[str, Any]]):
    sent = {line["step"]: line["body"] for line in of(lines, "ANSWERS") if line["status"] == "accepted"}
    assert {"walk_1", "wound_1"} <= set(sent)
    assert all(set(xx.WORDS.values()) & set(body.split()) for body in sent.values())
    assert not any(set(xx.WORDS.values()) & set((line["body"] or "").split()) for line in of(lines, "ENGLISH"))


def test_its_stop_word_stops_and_is_confirmed_in_it(lines: list[dict[str, Any]]):
    assert {line["reason"] for line in of(lines, "STOPS") if line["channel"] == "sms"} >= {"opted_out"}
    assert "Your texts zav stopped." in of(lines, "STOPS", "auto_reply")[0]["body"]
    after = [
        line for line in of(lines, "STOPS") if line["channel"] == "sms" and (line["sent_at"] or "") > "2026-03-12T22"
    ]
    assert after == []


def test_its_red_flag_gets_the_emergency_answer_in_it(lines: list[dict[str, Any]]):
    answer = of(lines, "FLAGS", "auto_reply")[0]["body"]
    assert answer.startswith("Your text may describe an emergency. Call 911 or go to zo ER now.")


def test_its_answer_is_taken(lines: list[dict[str, Any]]):
    assert "today, so that we can help" in of(lines, "ANSWERS", "auto_reply")[0]["body"]


def test_its_words_are_read_and_only_with_its_folder(languages: Path, tmp_path: Path):
    stop, start, asks, flag, harmless, body = read_texts(tmp_path, languages)
    assert (stop["stop"], start["start"], asks["help"], body["stop"]) == (True, True, True, True)
    assert (flag["red_flag"], harmless["red_flag"]) == ("A", None)
    without = read_texts(tmp_path, None)
    assert not any(each["stop"] or each["start"] or each["help"] or each["red_flag"] for each in without)


def test_its_templates_are_checked_by_the_formula_and_the_words_it_names(tmp_path: Path):
    places = xx.make_language(tmp_path) / "xx" / "templates" / "messages"
    (places / "walk" / "sms.txt").write_text(
        "Considerable rehabilitation necessitates extraordinary individualized determination.", encoding="utf-8"
    )
    (places / "light_activity" / "sms.txt").write_text("mia gambo", encoding="utf-8")
    found = run(tmp_path, tmp_path, "-m", "reminders", "templates", "check")
    assert found.returncode == 1, found.stderr
    assert "reading grade" in found.stdout
    assert "'gambo': a body part" in found.stdout
    named = [line for line in found.stdout.splitlines() if "templates/" in line]
    assert named
    assert [line for line in named if "walk/sms.txt" not in line and "light_activity/sms.txt" not in line] == []


def test_pages_calendar_zone_and_staff_site_speak_it(languages: Path, tmp_path: Path):
    found = run(tmp_path, languages, "-c", ASKED)
    assert found.returncode == 0, found.stderr
    said = json.loads(found.stdout)
    assert (said["title"], said["silent"]) == ("Zur messages", "What comes next")
    assert (said["site"], said["today"], said["zone"]) == ("Xuxu", "Hodiau", "America/New_York")
    assert '<html lang="xx">' in said["page"]
