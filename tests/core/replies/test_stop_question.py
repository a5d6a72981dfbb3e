"""Answers to "Do you want these texts to stop?": only what is clear counts."""

from __future__ import annotations

from reminders.core.consent.stop_question import StopAnswer, answer_to_stop_question

TABLE = {
    StopAnswer.STOP: (
        "Yes",
        "yes please",
        "YES STOP",
        "yep",
        "Y",
        "sí",
        "Si, por favor",
        "si gracias",
        "claro",
        "I do not want them",
        "dont keep sending them",
        "no quiero seguir recibiendo",
        "ya no quiero mas",
        "no manden nada",
    ),
    StopAnswer.KEEP: (
        "No",
        "nope",
        "No!",
        "no, keep them",
        "No keep sending please",
        "please continue",
        "yes I want them",
        "don't stop",
        "no I dont want them to stop",
        "si quiero seguir",
        "no, sigan mandando",
        "no paren por favor",
        "no quiero que paren",
        "sí, quiero recibirlos",
        "me sirven mucho",
    ),
    None: (
        "",
        "no thanks",
        "no gracias",
        "ok",
        "who is this",
        "yes my knee hurts a lot",
        "maybe",
        "what texts?",
        "no se",
        "2",
    ),
}


def test_answers_to_the_question():
    wrong = [
        (text, answer_to_stop_question(text))
        for wish, texts in TABLE.items()
        for text in texts
        if answer_to_stop_question(text) is not wish
    ]
    assert wrong == []
