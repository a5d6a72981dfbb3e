"""The safety net for stops: it only asks, it asks seldom, and its weights are those of the training files."""

from __future__ import annotations

import importlib.resources
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.consent.keywords import read_stop, stop_line
from reminders.core.consent.stop_classifier import resembles_stop
from reminders.core.consent.stop_reading import StopIntent
from reminders.core.language.reply_text import fold, words
from reminders.core.language.weights import unpacked
from reminders.core.replies import replies
from reminders.core.replies.replies import read
from tests.core.replies.compose import sentences
from tests.core.replies.train_stops import MIN_WORDS, inputs_hash, may_be_asked, odds, train, training_texts
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.replies.replies import Reading

_ASKED_AT_MOST = 0.01
_DIFFER_AT_MOST = 0.005
_SURE, _SURE_OF = 1.0, 0.8


@pytest.mark.slow
def test_the_weights_are_those_of_the_training_files():
    """The files are compared whole; a model of one text in four must judge these texts as the stored one does."""
    stored = json.loads(importlib.resources.files("reminders.data").joinpath("shared/stop_weights.json").read_text())
    assert stored["inputs_sha256"] == inputs_hash(), "run python -m tests.core.replies.train_stops"
    kept = unpacked(stored["stop"])
    texts = [text for text in training_texts(every=4) if text.stretches]
    model = train(texts)
    scored = [(odds(text, model), max(map(kept.score, text.stretches)), text.line) for text in texts]
    sure = [(fresh, known, line) for fresh, known, line in scored if abs(fresh) >= _SURE]
    assert len(sure) >= _SURE_OF * len(scored)
    differing = [line for fresh, known, line in sure if (fresh > 0) is not (known > 0)]
    assert len(differing) <= _DIFFER_AT_MOST * len(sure), differing


@each_row(
    "text",
    [
        "how do i get off this ride of texts",
        "honestly these texts of yours can go",
        "tell your computer to leave my phone be",
        "ya con estos mensajes me basta y sobra",
        "mejor ya no me avisen nada",
    ],
)
def test_a_wish_that_no_rule_knows_is_asked_about_and_never_a_stop(text: str):
    assert read_stop(fold(text)) is StopIntent.NONE, "a rule knows it now: take another text"
    reading = read(text)
    assert (reading.stop, reading.unclear_stop) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "please keep sending the texts",
        "please don't stop these messages",
        "please don't unsubscribe me",
        "chest pain and I can't breathe",
        "my mother passed away on Sunday",
        "2",
        "start",
        "what is this number",
        "thank you so much",
        "I'm driving. I'll get back to you later.",
        "ok thanks",
        "nope",
    ],
)
def test_what_is_read_otherwise_is_left_alone(text: str, monkeypatch: pytest.MonkeyPatch):
    """Even a net that would ask about everything changes no other reading."""

    def with_net(*, answer: bool) -> Reading:
        monkeypatch.setattr(replies, "resembles_stop", lambda line: answer and len(words(line)) > MIN_WORDS)
        return read(text)

    assert with_net(answer=True) == with_net(answer=False)


def test_texts_it_has_not_learned_from_are_seldom_asked_about():
    others = [row.text for row in sentences()]
    like = [text for text in others if resembles_stop(stop_line(fold(text)))]
    asked = [text for text in like if may_be_asked(text)]
    print(f"\nasked about {len(asked)} of {len(others)}: {asked}")  # noqa: T201 - the figures are the point
    assert len(asked) <= _ASKED_AT_MOST * len(others)


@given(st.text(max_size=400))
def test_no_text_fails(text: str):
    resembles_stop(text)
