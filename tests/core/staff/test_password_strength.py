"""Which passwords are refused although they are long."""

from __future__ import annotations

from reminders.core.staff.password_strength import is_easy_to_guess
from reminders.data import line_list
from tests.tables import each_row

COMMON = line_list("common_passwords")
OWN = ("maria.gonzalez@oakstreet.example", "Oak Street Spine Clinic", "reminders")

EASY = (
    *("aaaaaaaaaaaa", "abababababab", "123456789012", "abcdefghijkl", "zyxwvutsrqponm", "qwertyuiop12", "1qaz2wsx3edc"),
    *(
        "password1234",
        "Password123!",
        "P@ssw0rd2024",
        "passwordpassword",
        "letmein12345",
        "Welcome2025!!",
        "iloveyou2012",
    ),
    *("dragonmonkey1", "Summer2024Winter", "abc123abc123abc123", "000000000000", "qwerty123456", "asdfghjklzxc"),
    *(
        "maria.gonzalez1",
        "GonzalezGonzalez",
        "OakStreet2026!",
        "oakstreetspineclinic",
        "remindersreminders",
        "Clinic-2026!",
        "maria.gonzalez@oakstreet.example",
    ),
)
HARD = (
    *("correct horse battery staple", "a horse in the corner", "four plain words here", "tulip engine maroon kettle"),
    *("vQ8#kd02Lmz!", "3f9a-77c1-0b2e-d4aa", "el gato duerme en la cocina", "dragon-monkey-shadow-master"),
)


@each_row("password", EASY)
def test_easy(password: str):
    assert is_easy_to_guess(password, COMMON, OWN)


@each_row("password", HARD)
def test_hard(password: str):
    assert not is_easy_to_guess(password, COMMON, OWN)


def test_even_the_longest_is_looked_at_quickly():
    assert not is_easy_to_guess("tulip engine maroon kettle " * 7 + "x", COMMON, OWN)
