"""Patterns that are passed over because a word is missing: none of them would have matched."""

from __future__ import annotations

from pathlib import Path

from reminders.core.consent.keywords import stop_line
from reminders.core.language.lists import patterns_of
from reminders.core.language.needed_words import needed_words
from reminders.core.language.reply_text import fold
from reminders.data import book
from tests.core.replies.measure import rows_of
from tests.tables import each_row

_CLASSES = {"END": "stop quit", "TXT": "texts messages"}


@each_row(
    ("pattern", "needed"),
    [
        ("{END} (?:{F} )*{TXT}", {"stop", "quit"}),
        ("(?:stop|quit) with {TXT}", {"with"}),
        ("no (?:more )?(?:texts|calls)", {"no"}),
        ("(?:a )?stop", None),
        ("stop now|texts", None),
        ("going ?(?:home|out) late", None),
        ("never", None),
    ],
)
def test_only_words_that_nothing_makes_optional_are_needed(pattern: str, needed: set[str] | None):
    assert needed_words(pattern, _CLASSES) == needed


def test_no_pattern_that_matches_is_passed_over():
    rows = list(rows_of(sorted((Path(__file__).parent / "development").glob("*.jsonl"))))[::20]
    lines = [stop_line(fold(row["text"])) for row in rows]
    wrong = [
        (pattern.regex.pattern, line)
        for subject, classes in (("stops", "stop_classes"), ("plan_events", "plan_event_classes"))
        for name, entry in book(subject).entries.items()
        if entry.kind == "patterns"
        for pattern in getattr(patterns_of(subject, classes), name)
        for line in lines
        if pattern.search(line) is None and pattern.regex.search(line)
    ]
    assert wrong == []
