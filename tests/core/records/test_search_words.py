"""What a patient can be found by."""

from __future__ import annotations

from reminders.core.records.search_words import matches, terms_of, wanted_terms
from tests.tables import each_row


@each_row(
    ("query", "names", "fits"),
    [
        ("gar", "Ana García", True),
        ("GARCÍ", "Ana Garcia", True),
        ("ana gar", "Ana García", True),
        ("gar ana", "Ana García", True),
        ("arc", "Ana García", False),  # the beginning of a word, not its middle
        ("ana lopez", "Ana García", False),
        ("obr", "Sean O'Brien", True),
        ("brien", "Sean O'Brien", True),
        ("ruiz", "Ana García-Ruiz", True),
        ("constantinopolous", "Eleni Constantinopolis", False),  # terms know eight letters; the opened name knows all
        ("müller", "Jörg Mueller", False),
        ("muller", "Jörg Müller", True),
    ],
)
def test_a_query_fits_the_beginnings_of_words(query: str, names: str, *, fits: bool):
    assert matches(query, names) is fits
    if fits:
        assert set(wanted_terms(query)) <= terms_of(names, None)


def test_terms_are_beginnings_of_two_to_eight_letters_and_the_end_of_the_phone():
    assert terms_of("Li Constantine", "+12025550134") == {
        "li", "co", "con", "cons", "const", "consta", "constan", "constant", "#0134",
    }  # fmt: skip


@each_row("query", ["", " ", "a", "é", "- '", "%"])
def test_too_little_asks_for_no_one(query: str):
    assert wanted_terms(query) == []
