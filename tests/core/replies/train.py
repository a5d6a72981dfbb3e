"""Trains the weights in `reminders/data/shared/red_flag_weights.json`. Run `python -m tests.core.replies.train`.

The training texts are the tables of replies and the sentences of `training/`, and what `compose` makes of them. A
flagged text counts by its likest stretch only, a harmless one by all. Logistic regression by AdaGrad, in plain Python
and from one seed, so that the same files always give the same weights (some minutes). The texts of `kinds/` are for
measuring and are never learned from.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import zlib
from base64 import b85encode
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders import data
from reminders.core.language.weights import BUCKETS
from reminders.core.replies.reply_quotes import own_words_off
from reminders.core.safety.red_flag_classifier import stretches
from reminders.core.safety.red_flags import evidence
from tests.core.replies.compose import FOLDER, Row, composed, sentences
from tests.core.replies.kind_texts import held_out_rows
from tests.core.replies.rows import LABELED_ROWS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

TARGET: Final = Path(data.__file__).parent / "shared" / "red_flag_weights.json"
ROUNDS: Final = (5, 5, 14)
RATE, SHRINK, FAINT = 0.4, 0.15, 0.004
FLAG_SHRINK = 0.05
"""Red flags are learned from many more texts, so that a rare word may weigh more."""
MAX_HARMLESS_STRETCHES = 3


class Bag(NamedTuple):
    """The buckets of each stretch of a text, and its tier."""

    stretches: tuple[tuple[int, ...], ...]
    tier: str


class Example(NamedTuple):
    """The buckets of one stretch, and whether it is what is being learned."""

    found: tuple[int, ...]
    wanted: bool


class Model(NamedTuple):
    """The weight of each bucket and the start."""

    weights: list[float]
    start: float

    def odds(self, found: Sequence[int]) -> float:
        """The log odds of a stretch."""
        return self.start + sum(self.weights[bucket] for bucket in found) / math.sqrt(len(found) or 1)


def training_rows(without: Collection[str] = ()) -> list[Row]:
    """Every text that is learned from: the sentences with two variants each, the tables with one.

    `without` are texts, in casefold, of which nothing is to be learned.
    """
    kept_out = {*without, *(row.text.casefold() for row in held_out_rows())}
    spoken = [row for row in sentences() if row.text.casefold() not in kept_out]
    tables = [
        Row(text, tier_of(reading), _language(text))
        for text, reading in LABELED_ROWS
        if text.casefold() not in kept_out
    ]
    return composed(spoken, seed=7, copies=2) + composed(tables, seed=8, copies=1)


def tier_of(reading: str) -> str:
    """The tier in a reading of the tables: "A", "B" or "" for none."""
    said = reading.split()
    return "A" if "A" in said else "B" if "B" in said else ""


def _language(text: str) -> str:
    spanish = {"me", "mi", "la", "el", "de", "que", "no", "se", "una", "los", "y", "tengo"}
    words = text.lower().split()
    return "es" if sum(word in spanish for word in words) > len(words) / 5 else "en"


def bag_of(row: Row) -> Bag:
    """The features of a text, as the reading itself takes them."""
    found = evidence(own_words_off(row.text))
    return Bag(tuple(map(tuple, stretches(found.heard, found.marks()))), row.tier)


def train_flag(bags: Sequence[Bag]) -> Model:
    """The model of a flag at all: each round learns anew from the stretches that the last one found likest."""
    model: Model | None = None
    for passes in ROUNDS:
        model = descend([example for bag in bags for example in _examples(bag, model)], passes, FLAG_SHRINK)
    assert model is not None
    return model


def train_emergency(bags: Sequence[Bag], flag: Model) -> Model:
    """The model of an emergency, from the likest stretch of each flagged text."""
    flagged = [bag for bag in bags if bag.tier and bag.stretches]
    likest = [Example(max(bag.stretches, key=flag.odds), bag.tier == "A") for bag in flagged]
    return descend(likest, ROUNDS[-1], FLAG_SHRINK)


def _examples(bag: Bag, model: Model | None) -> Iterable[Example]:
    if model is None or len(bag.stretches) <= 1:
        return [Example(found, bool(bag.tier)) for found in bag.stretches]
    likest = sorted(bag.stretches, key=model.odds, reverse=True)
    return (
        [Example(likest[0], wanted=True)]
        if bag.tier
        else [Example(found, wanted=False) for found in likest[:MAX_HARMLESS_STRETCHES]]
    )


def descend(examples: list[Example], passes: int, shrinking: float = SHRINK) -> Model:
    """Logistic regression by AdaGrad; rare buckets are shrunk the most."""
    chance = random.Random(7)
    weights, seen = [0.0] * BUCKETS, [1e-6] * BUCKETS
    often = Counter(bucket for found, _ in examples for bucket in found)
    shrink = [shrinking / often[bucket] if bucket in often else 0.0 for bucket in range(BUCKETS)]
    start = start_seen = 0.0
    for _ in range(passes):
        chance.shuffle(examples)
        for found, wanted in examples:
            scale = 1 / math.sqrt(len(found) or 1)
            odds = start + scale * sum([weights[bucket] for bucket in found])
            wrong = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) - wanted
            start_seen += wrong * wrong
            start -= RATE * wrong / math.sqrt(start_seen + 1e-6)
            push = wrong * scale
            for bucket in found:
                slope = push + shrink[bucket] * weights[bucket]
                seen[bucket] += slope * slope
                weights[bucket] -= RATE * slope / math.sqrt(seen[bucket])
    return Model(weights, start)


def packed(model: Model) -> dict[str, object]:
    """One model as JSON: weights in steps of a signed byte, faint ones left out."""
    largest = sorted(map(abs, model.weights))[-20]
    step = largest / 127
    steps = bytes(
        max(-127, min(127, round(weight / step))) & 0xFF if abs(weight) > FAINT * largest else 0
        for weight in model.weights
    )
    return {"steps": b85encode(zlib.compress(steps, 9)).decode(), "step": step, "start": model.start}


def inputs_hash() -> str:
    """A hash of the training files, to tell whether the weights are of these; the tables change more often."""
    digest = hashlib.sha256()
    for file in sorted(FOLDER.glob("*.txt")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def measured(flag: Model) -> dict[str, object]:
    """How the classifier alone does on texts it has not learned from, at log odds of 0."""
    scored = [(max((flag.odds(s) for s in bag_of(row).stretches), default=-9.0), row.tier) for row in held_out_rows()]
    flagged = [score for score, tier in scored if tier]
    harmless = [score for score, tier in scored if not tier]
    return {
        "held_out_flags": len(flagged),
        "heard": sum(score >= 0 for score in flagged),
        "held_out_harmless": len(harmless),
        "false_alarms": sum(score >= 0 for score in harmless),
    }


def main() -> None:
    """Write the file of weights."""
    rows = training_rows()
    bags = [bag_of(row) for row in rows]
    flag = train_flag(bags)
    emergency = train_emergency(bags, flag)
    stored = {
        "written_by": "python -m tests.core.replies.train",
        "inputs_sha256": inputs_hash(),
        "texts": len(rows),
        "classifier_alone": measured(flag),
        "flag": packed(flag),
        "emergency": packed(emergency),
    }
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(stored["classifier_alone"])  # noqa: T201 - the figures are the point


if __name__ == "__main__":
    main()
