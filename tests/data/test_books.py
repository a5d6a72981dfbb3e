"""Data files: every shipped one is whole, and a broken one is refused with its file, line and key."""

from __future__ import annotations

import datetime as dt

import pytest

from reminders.core.language.clauses import word_groups
from reminders.core.language.word_match import spell_out
from reminders.data import DataError, EntryKind, book, languages, subjects, use_languages, weights
from reminders.data.entries import read_file
from tests.tables import each_row

CLASSES = {"stops": "stop_classes", "keywords": "stop_classes", "plan_events": "plan_event_classes"}


def test_every_shipped_file_can_be_read_and_every_pattern_used():
    assert {"en", "es"} <= set(languages())
    for subject in subjects():
        found = book(subject)
        groups = word_groups(book(CLASSES[subject]).texts()) if subject in CLASSES else {}
        for name, entry in found.entries.items():
            if entry.kind is EntryKind.PATTERNS:
                assert found.compiled(name, lambda pattern: pattern.format_map(groups))  # noqa: B023 - used at once
            elif entry.kind in (EntryKind.PATTERN, EntryKind.ANY_OF):
                assert found.pattern(name)
            elif entry.kind is EntryKind.SPELLED:
                assert spell_out(" ".join(entry.values))


def test_every_entry_says_where_it_is_from():
    unsourced = [(name, each) for name in subjects() for each, entry in book(name).entries.items() if not entry.source]
    assert not unsourced


def test_what_both_languages_say_of_one_idea_is_one_entry():
    stops = book("keywords").words("stop_words")
    assert {"stop", "alto"} <= stops


BROKEN = {
    "no YAML": ("entries:\n  a: [", "x.yaml, line 3: this is not YAML"),
    "no keys": ("- a\n- b\n", "x.yaml, line 1, the file: must be keys with values"),
    "no entries": ("about: x\n", "x.yaml, line 1, entries: is missing"),
    "a key of the file that is none": ("abuot: x\nentries: {}\n", "x.yaml, line 1, abuot: no such key"),
    "a key of an entry that is none": (
        "entries:\n  a:\n    words: b\n    tire: A\n",
        "x.yaml, line 4, entries.a.tire: no such key",
    ),
    "an entry twice": (
        "entries:\n  a:\n    words: b\n  a:\n    words: c\n",
        "x.yaml, line 4, entries.a: stands here twice",
    ),
    "nothing listed": ("entries:\n  a:\n    about: b\n", "x.yaml, line 3, entries.a: needs one of words"),
    "two kinds": ("entries:\n  a:\n    words: b\n    phrases: c\n", "x.yaml, line 3, entries.a: needs one of words"),
    "an empty list": ("entries:\n  a:\n    words:\n", "x.yaml, line 3, entries.a.words: is empty"),
    "a word twice": (
        "entries:\n  a:\n    words: |\n      b c\n      b\n",
        "x.yaml, line 3, entries.a.words: lists 'b' twice",
    ),
    "an open brace": (
        "entries:\n  a:\n    spelled: leg{,s\n",
        "x.yaml, line 3, entries.a.spelled: 'leg{,s' opens or closes",
    ),
    "patterns that are text": (
        "entries:\n  a:\n    patterns: b\n",
        "x.yaml, line 3, entries.a.patterns: must be a list",
    ),
    "a tier that is none": ("entries:\n  a:\n    needs: b\n    tier: C\n", "x.yaml, line 4, entries.a.tier: is 'C'"),
    "a number that is none": (
        "entries:\n  a:\n    values: {b: c}\n",
        "x.yaml, line 3, entries.a.values.b: 'c' is no whole",
    ),
    "a reach that is none": (
        "entries:\n  a:\n    needs: b\n    within: near\n",
        "x.yaml, line 4, entries.a.within: 'near'",
    ),
    "a date that is none": (
        "reviewed_on: soon\nentries:\n  a:\n    words: b\n",
        "x.yaml, line 1, reviewed_on: 'soon' is no date",
    ),
}


@each_row("kind", BROKEN)
def test_a_broken_file_is_refused_with_file_line_and_key(kind: str):
    text, says = BROKEN[kind]
    with pytest.raises(DataError) as refused:
        read_file("x.yaml", text)
    assert says in str(refused.value)


def test_a_pattern_that_cannot_be_compiled_is_refused_with_its_line(tmp_path):
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "bad.yaml").write_text("entries:\n  a:\n    patterns:\n      - 'fine'\n      - 'no(t'\n")
    use_languages(tmp_path)
    try:
        with pytest.raises(DataError, match=r"xx/bad\.yaml, line 5: this pattern cannot be used"):
            book("bad").compiled("a")
    finally:
        use_languages(None)


def test_an_entry_has_the_review_of_its_file_or_its_own():
    read = read_file(
        "x.yaml",
        "source: leaflet\nreviewed_by: Dr. Okafor\nreviewed_on: 2026-11-01\nentries:\n"
        "  a:\n    words: b\n  c:\n    words: d\n    source: card\n    reviewed_on: 2026-11-20\n",
    )
    assert (read["a"].source, read["a"].reviewed_by, read["a"].reviewed_on) == (
        "leaflet", "Dr. Okafor", dt.date(2026, 11, 1),
    )  # fmt: skip
    assert (read["c"].source, read["c"].reviewed_by, read["c"].reviewed_on) == (
        "card", "Dr. Okafor", dt.date(2026, 11, 20),
    )  # fmt: skip


def test_what_is_not_there_is_told():
    with pytest.raises(DataError, match="no language has a file nothing"):
        book("nothing")
    with pytest.raises(DataError, match="has no entry 'nothing'"):
        book("stops").words("nothing")


def test_the_classifiers_say_what_they_were_trained_on():
    for name in ("red_flag_weights", "stop_weights"):
        assert weights(name)["inputs_sha256"]
