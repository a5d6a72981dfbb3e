"""The classifier beside the rules: what it hears alone, and that its weights are of these files."""

from __future__ import annotations

import importlib.resources
import json

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.language.reply_text import fold
from reminders.core.safety.red_flag_classifier import FLAG_THRESHOLD, score
from reminders.core.safety.red_flags import RedFlag, evidence, red_flag
from tests.core.replies.kind_texts import held_out_rows
from tests.core.replies.train import inputs_hash, training_rows

MIN_HEARD, MAX_FALSE_ALARMS = 0.85, 0.12


def like(text: str) -> float:
    return score(evidence(fold(text)).heard, {}).flag


def test_alone_it_hears_most_red_flags_it_has_not_learned_from_and_few_that_are_none():
    scored = [(like(row.text) >= FLAG_THRESHOLD, row) for row in held_out_rows()]
    heard = [sure for sure, row in scored if row.tier]
    alarms = [row.text for sure, row in scored if sure and not row.tier]
    harmless = len(scored) - len(heard)
    print(f"\nalone: {sum(heard)} of {len(heard)} heard, {len(alarms)} false alarms in {harmless}: {alarms}")  # noqa: T201 - the figures are the point
    assert sum(heard) / len(heard) >= MIN_HEARD
    assert len(alarms) / harmless <= MAX_FALSE_ALARMS


def test_no_held_out_text_is_learned_from():
    learned = {row.text.casefold() for row in training_rows()}
    assert not [row.text for row in held_out_rows() if row.text.casefold() in learned]


def test_one_cry_in_a_long_text_is_heard():
    chat = "thank you all so much we had a lovely lunch with the neighbors and talked about the garden and the weather "
    assert red_flag(chat * 3) is None
    assert red_flag(f"{chat * 2} and urine runs down my leg {chat * 2}") is RedFlag.A


@given(st.text(max_size=400))
def test_no_text_fails(text: str):
    like(text)


def test_the_weights_ship_with_the_package_and_are_of_the_training_files():
    stored = json.loads(
        importlib.resources.files("reminders.data").joinpath("shared/red_flag_weights.json").read_text()
    )
    assert stored["inputs_sha256"] == inputs_hash(), "run python -m tests.core.replies.train"
