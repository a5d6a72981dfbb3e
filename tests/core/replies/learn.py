"""Learns the weights in `reminders/core/red_flag_weights.py` from the tables of replies.

Run `python -m tests.core.replies.learn` when a table has grown by much.
Logistic regression by AdaGrad, in plain Python and from one seed, so that the same tables always give the same file
(some ten seconds). `HELD_OUT` is for measuring and is never learned from.
"""

from __future__ import annotations

import math
import random
import textwrap
import zlib
from base64 import b85encode
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.core import red_flag_likeness
from reminders.core.red_flag_likeness import BUCKETS, features
from reminders.core.reply_quotes import own_words_off
from reminders.core.reply_text import words
from tests.core.replies.rows import LEARNED_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(red_flag_likeness.__file__).with_name("red_flag_weights.py")
PASSES, RATE, SHRINK = 40, 0.5, 0.1
FAINT = 0.03

Example = tuple[list[int], bool]


def learn(examples: list[Example]) -> tuple[list[float], float]:
    """Return the weight of each bucket and the start."""
    chance = random.Random(7)
    weights, seen = [0.0] * BUCKETS, [1e-6] * BUCKETS
    often = Counter(bucket for found, _ in examples for bucket in found)
    start = start_seen = 0.0
    for _ in range(PASSES):
        chance.shuffle(examples)
        for found, wanted in examples:
            scale = 1 / math.sqrt(len(found) or 1)
            odds = start + scale * sum(weights[bucket] for bucket in found)
            wrong = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) - wanted
            start_seen += wrong * wrong
            start -= RATE * wrong / math.sqrt(start_seen + 1e-6)
            for bucket in found:
                slope = wrong * scale + SHRINK / often[bucket] * weights[bucket]
                seen[bucket] += slope * slope
                weights[bucket] -= RATE * slope / math.sqrt(seen[bucket])
    return weights, start


def packed(name: str, weights: list[float], start: float) -> str:
    """Return one model as a line of Python: weights in steps of a signed byte, faint ones left out."""
    largest = max(map(abs, weights))
    step = largest / 127
    steps = bytes((round(weight / step) if abs(weight) > FAINT * largest else 0) & 0xFF for weight in weights)
    text = textwrap.wrap(b85encode(zlib.compress(steps, 9)).decode(), width=112)
    return (
        f'{name} = (\n    r"""\n'
        + "\n".join(f"    {line}" for line in text)
        + f'\n    """,\n    {step!r},\n    {start!r},\n)\n'
    )


def examples(rows: Iterable[tuple[str, str]], tiers: frozenset[str]) -> list[Example]:
    """Return the features of each different text, and whether it is of one of these tiers."""
    read = {" ".join(words(own_words_off(text))): bool(tiers & set(reading.split())) for text, reading in rows}
    return [(features(said.split()), wanted) for said, wanted in read.items()]


def main() -> None:
    """Write the module of weights."""
    flagged = [row for row in LEARNED_ROWS if {"A", "B"} & set(row[1].split())]
    flag = packed("FLAG", *learn(examples(LEARNED_ROWS, frozenset("AB"))))
    emergency = packed("EMERGENCY", *learn(examples(flagged, frozenset("A"))))
    TARGET.write_text(
        '"""The weights of `red_flag_likeness`, written by `python -m tests.core.replies.learn`."""\n\n'
        f"from __future__ import annotations\n\n{flag}\n{emergency}",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
