"""A pattern is passed over only where it cannot match: shown on matches drawn of every pattern in the tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminders.core.consent.keywords import stop_line
from reminders.core.language.clauses import spoken_line
from reminders.core.language.lists import patterns_of
from reminders.core.language.needed_pieces import needed_pieces
from reminders.core.language.reply_text import fold
from reminders.data import book
from tests.core.replies.measure import rows_of
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.language.needed_words import SentencePatterns

SUBJECTS: Final = (
    *(("stops", "stop_classes"), ("keywords", "stop_classes"), ("plan_events", "plan_event_classes")),
    ("automatic", None),
)
LISTS: Final[dict[str, SentencePatterns]] = {
    f"{subject}.{name}": getattr(patterns_of(subject, classes), name)
    for subject, classes in SUBJECTS
    for name, entry in book(subject).entries.items()
    if entry.kind == "patterns"
}
READ: Final = [(one.regex, pieces) for every in LISTS.values() for one in every if (pieces := needed_pieces(one.regex))]


@each_row(
    ("pattern", "pieces"),
    [
        ("stop texting", {"stop texting"}),
        ("(?:so|too) (?:many|much) texts?", {" text"}),
        ("(?:please )?(?:stop|quit)", {"stop", "quit"}),
        ("(?:please |now )?stops*", {"stop"}),
        ("(?:please stop|quit|end)", None),  # "end" is too short to look for
        ("stop|quit (?:it|now)", {"stop", "quit "}),
        (r"(?<!dont )stop\b it", {"stop it"}),
        (r"no (?:\w+ ){0,3}texts", {"texts"}),
        (r"(?:texts){2,} or", {"texts"}),
        (r"no (?:messages){0,2} ok", None),
        (r"[.?] wakeup[ls]*", {" wakeup"}),
        ("(?P<name>stop) texts", None),  # a sign that is not read
        (r"(stop) \1 texts", None),
        ("(?i:stop) texts", None),
    ],
)
def test_the_pieces_are_read_off_the_pattern(pattern: str, pieces: set[str] | None):
    assert needed_pieces(re.compile(pattern)) == pieces


def test_letters_of_either_case_have_no_pieces():
    assert needed_pieces(re.compile("stop texting", re.IGNORECASE)) is None


def test_most_patterns_are_read():
    assert len(READ) > 0.8 * sum(map(len, LISTS.values()))


@pytest.mark.slow
@settings(max_examples=1_500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.sampled_from(READ).flatmap(lambda one: st.tuples(st.just(one), st.from_regex(one[0]))))
def test_every_match_of_every_pattern_holds_a_piece(drawn: tuple[tuple[re.Pattern[str], frozenset[str]], str]):
    (regex, pieces), text = drawn
    for match in regex.finditer(text):
        assert any(piece in match.group() for piece in pieces), (regex.pattern, match.group(), pieces)


def test_a_list_finds_what_its_patterns_find_one_by_one():
    here = Path(__file__).parent
    rows = list(rows_of([here / "kinds.jsonl", *sorted((here / "development").glob("*.jsonl"))]))[::4]
    texts = [fold(row["text"]) for row in rows]
    lines = {line for text in texts for line in (stop_line(text), spoken_line(text))}
    found = 0
    for name, patterns in LISTS.items():
        for line in lines:
            alone = [match.span() for pattern in patterns for match in pattern.regex.finditer(line)]
            assert [match.span() for match in patterns.matches(line)] == alone, (name, line)
            assert patterns.any_in(line) == bool(alone), (name, line)
            found += len(alone)
    assert found > 500, "the rows say too little"
