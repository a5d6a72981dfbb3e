"""`reminders doctor --registration`: what carriers' forms ask for, filled in from the words that are live."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ADDRESSES = {
    "PUBLIC_URL": "https://notes.oak.example",
    "PRIVACY_URL": "https://oak.example/privacy",
    "TERMS_URL": "https://oak.example/terms",
}


def test_the_pack_holds_what_the_forms_ask_for(oak: Run):
    found = oak("doctor", "--registration", "--json", **ADDRESSES)
    assert (found.code, found.err) == (0, "")
    (pack,) = json.loads(found.out)["clinics"]
    assert pack["urls"] == {
        "website": "https://notes.oak.example",
        "privacy": "https://oak.example/privacy",
        "terms": "https://oak.example/terms",
    }
    assert pack["missing"] == ["the es words have no review by a native clinician; see templates/REVIEW.md"]
    for language in ("en", "es"):
        bodies = [sample["body"] for sample in pack["samples"][language]]
        assert len(set(bodies)) == 5
        assert all("Oak Clinic" in body for body in bodies)
        assert pack["opt_in"]["first_text"][language] == bodies[0]
        assert {"en": "STOP", "es": "ALTO"}[language] in bodies[0]
        assert "(202) 555-0100" in pack["help"]["replies"][language]
        assert pack["opt_out"]["replies"][language]
        assert pack["opt_in"]["words"][language]
    assert "Msg & data rates" in pack["opt_in"]["first_text"]["en"]
    assert {"STOP", "UNSUBSCRIBE", "QUIT"} <= set(pack["opt_out"]["keywords"]["en"])
    assert {"ALTO", "PARAR"} <= set(pack["opt_out"]["keywords"]["es"])
    assert pack["start"]["keywords"]["en"] == ["RESTART", "START", "UNSTOP"]
    assert pack["help"]["keywords"]["en"] == ["HELP", "INFO"], "a form has no misspellings"
    assert (pack["has_links"], pack["has_phone_numbers"]) == (False, True)
    assert "At most 1 a day and 3 in 7 days" in pack["description"]


def test_the_pack_of_a_double_opt_in_has_its_question_and_answer(oak: Run):
    assert json.loads(oak("doctor", "--registration", "--json").out)["clinics"][0]["opt_in"]["flow"] == "single"
    assert oak("clinic", "set", "oak", "--double-opt-in", "yes").code == 0
    pack = json.loads(oak("doctor", "--registration", "--json").out)["clinics"][0]["opt_in"]
    assert (pack["flow"], "Double opt-in" in pack["how"]) == ("double", True)
    for language, asks in (("en", "Reply 1 or YES"), ("es", "Responda 1 o S")):
        assert asks in pack["first_text"][language]
        assert pack["confirmed"][language]


def test_what_is_missing_is_said_with_what_to_do(oak: Run):
    assert oak("clinic", "add", "elm", "--name", "Elm Clinic", "--phone", "(202) 555-0101").code == 0
    found = oak("doctor", "--registration", "--clinic", "oak")
    assert found.code == 0
    end = found.out[found.out.index("Before you register") :]
    assert [line.partition(":")[0].strip(" -") for line in end.splitlines()[1:4]] == [
        "PUBLIC_URL is not a public https address",
        "no privacy policy",
        "no terms",
    ]
    assert "Oak Clinic (oak)" in found.out
    assert "Elm" not in found.out
    unknown = oak("doctor", "--registration", "--clinic", "pine")
    assert (unknown.code, unknown.err.count("\n")) == (1, 1)
