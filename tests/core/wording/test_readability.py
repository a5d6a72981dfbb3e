"""Reading grades: syllables by a table, formulas by hand, and what does not count as a word."""

from __future__ import annotations

import pytest

from reminders.core.wording.readability import english_grade, english_syllables, spanish_ease, spanish_syllables
from tests.tables import each_row


@each_row(
    ("word", "expected"),
    [
        ("walk", 1),
        ("walked", 1),
        ("makes", 1),
        ("please", 1),
        ("wanted", 2),
        ("doing", 2),
        ("dressing", 2),
        ("little", 2),
        ("changes", 2),
        ("area", 3),
        ("medicine", 3),
        ("evening", 3),
        ("recovery", 4),
        ("emergency", 4),
    ],
)
def test_english_syllables(word: str, expected: int) -> None:
    assert english_syllables(word) == expected


@each_row(
    ("word", "expected"),
    [
        ("y", 1),
        ("hoy", 1),
        ("muy", 1),
        ("día", 2),  # hiatus: the stress is on the weak vowel
        ("leer", 2),  # two strong vowels
        ("país", 2),
        ("quiere", 2),  # silent u
        ("guía", 2),
        ("cuatro", 2),  # diphthong
        ("ciudad", 2),
        ("poeta", 3),
        ("ahora", 3),
        ("vergüenza", 3),
        ("aéreo", 4),
        ("consultorio", 4),
        ("recuperación", 5),
    ],
)
def test_spanish_syllables(word: str, expected: int) -> None:
    assert spanish_syllables(word) == expected


def test_english_grade_follows_the_formula() -> None:
    # Two sentences, eight words, eight syllables.
    assert english_grade("The cat sat on it. It was fat.") == pytest.approx(0.39 * 8 / 2 + 11.8 * 8 / 8 - 15.59)


def test_spanish_ease_follows_the_formula() -> None:
    # One sentence, four words, seven syllables: ca-mi-ne un po-co hoy.
    assert spanish_ease("Camine un poco hoy.") == pytest.approx(206.835 - 62.3 * 7 / 4 - 4)


@each_row("extra", ["", " (555) 010-0199", " https://clinic.example/u/abc.def", " 1 = ", " 100.4"])
def test_numbers_and_links_are_not_words(extra: str) -> None:
    assert english_grade("Walk a bit today." + extra) == english_grade("Walk a bit today.")
    assert spanish_ease("Camine un poco hoy." + extra) == spanish_ease("Camine un poco hoy.")


def test_a_number_with_a_point_does_not_end_a_sentence() -> None:
    assert english_grade("Call us at 100.4 degrees or more") == english_grade("Call us at degrees or more")


def test_lines_of_a_list_are_sentences() -> None:
    assert english_grade("- Walk today\n- Rest well\n") == english_grade("Walk today. Rest well.")


def test_no_words_is_no_burden() -> None:
    assert english_grade("123") == 0.0
    assert spanish_ease("123") == 100.0


def test_hard_text_is_told_from_easy_text() -> None:
    hard = "Postoperative rehabilitation necessitates individualized biomechanical considerations."
    assert english_grade(hard) > 12
    assert english_grade("Take a short walk today. Rest when you need to.") < 6
    dificil = "La rehabilitación posoperatoria requiere consideraciones biomecánicas individualizadas."
    assert spanish_ease(dificil) < 40
    assert spanish_ease("Camine un poco hoy. Descanse si le hace falta.") > 65
