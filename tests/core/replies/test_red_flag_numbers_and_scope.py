"""Kinds of sentences in which a number, a solved past or somebody else decides whether there is a red flag."""

from __future__ import annotations

from reminders.core.replies.reply_quotes import own_words_off
from reminders.core.safety.red_flags import RedFlag, evidence

FLAGGED = {
    "my pain jumped from a 4 to a 10": RedFlag.B,
    "me subió el dolor de 5 a 9 en la noche": RedFlag.B,
    "its a 10 out of 10 pain and it was a 3 this morning": RedFlag.B,
    "my groin has gone dead since breakfast": RedFlag.A,
    "both his feet have gone to sleep": RedFlag.A,
    "the baby got into my oxycodone": RedFlag.A,
    "su nieto se tragó mis pastillas": RedFlag.A,
    "he pensado en matarme y ya descansar": RedFlag.A,
    "quiero hacerme daño": RedFlag.A,
    "my waterworks shut down": RedFlag.A,
    "fever of 102, and i live at 9 oak street": RedFlag.B,
    "she had a seizure at noon, it stopped already": RedFlag.A,
    "le dieron convulsiones y ya paró": RedFlag.A,
    "no poop since the operation, that was 6 days ago": RedFlag.B,
    "ox 84": RedFlag.A,
    "el corazoncito a 131 sentada": RedFlag.B,
    "his meter just says HI": RedFlag.B,
    "fever? yes, since noon": RedFlag.B,
}
HARMLESS = (
    "my pain went from a 10 to a 2",
    "el dolor bajó de 9 a 4",
    "pain was a ten, now it is a two",
    "estamos a 41 grados en mi pueblo",
    "vivo en el 102 de la calle Roble",
    "our new address is 103 hot springs road",
    "that price gave me a heart attack",
    "casi me da un infarto con la cuenta",
    "me muero de ganas de bailar",
    "se cayó la luz toda la noche",
    "no puedo mover la cita yo sola",
    "bleeding money on copays",
    "Vomiting? none. Chills? none.",
    "trouble breathing? not me",
    "me ahogo en papeleo",
    "he is sleeping on his left side again",
    "the nurse asked if i had chest pain",
)


def reasons(text: str) -> set[RedFlag]:
    found = evidence(own_words_off(text))
    return {
        *(RedFlag.A for _ in found.emergency),
        *(RedFlag.B for _ in found.today),
        *(tier for tier, _ in found.numbers),
    }


def test_rules_and_numbers_alone_find_these():
    wrong = {text: reasons(text) for text, tier in FLAGGED.items() if min(reasons(text), default=None) != tier}
    assert not wrong


def test_no_rule_and_no_number_speaks_for_a_flag_in_these():
    assert not {text: reasons(text) for text in HARMLESS if reasons(text)}
