"""Trains the weights in `reminders/data/shared/stop_weights.json`. Run `python -m tests.core.replies.train_stops`.

The training texts are those of `stops/` and `development/`, the held-out set that has been opened, and the tables
(whose changes are not in the hash: they come often and change little). Stops and
unclear stops are what is to be found, all other texts are not; rows that reviewers may read either way are left out. A
text that is to be found counts by its likest stretch, another by all. The threshold comes from cross-validation: the
lowest at which few texts that are no stop, and few near misses, would be asked about.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reminders import data
from reminders.core.consent.keywords import read_stop, stop_line
from reminders.core.consent.stop_classifier import stretches
from reminders.core.consent.stop_reading import StopIntent
from reminders.core.language.reply_text import words
from reminders.core.replies.replies import is_small_talk, read, says_nothing
from reminders.core.replies.reply_quotes import own_words_off
from tests.core.replies.rows import LABELED_ROWS
from tests.core.replies.train import Example, Model, descend, packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TARGET: Final = Path(data.__file__).parent / "shared" / "stop_weights.json"
FOLDER: Final = Path(__file__).parent
FILES: Final = (
    *(FOLDER / "stops" / f"{name}.jsonl" for name in ("chatter", "fresh", "lead", "near", "validation", "written")),
    *(
        FOLDER / "development" / f"{name}.jsonl"
        for name in (
            "en",
            "es",
            "lead",
            "reader",
            "third_round_en",
            "third_round_es",
            "third_round_both",
            "fourth_round_en",
            "fourth_round_es",
            "fourth_round_both",
        )
    ),
)
OPENED: Final = "9e8d79e02f62e243f2d2b0b25a953020f232b5bd293380c19c0667860901b18a"
"""The digest of the held-out set that was opened, wherever it lies now; no other set is learned from."""
FOLDS: Final = 5
PASSES: Final = (4, 10)
MAX_ASKED, MAX_NEAR_ASKED = 0.01, 0.08
LOWEST: Final = 0.1
MIN_WORDS: Final = 2


class Text(NamedTuple):
    """A text, its spoken line, the buckets of each stretch of it, and what it is.

    `wanted`: a stop, or it may be one; `near`: a near miss.
    """

    text: str
    line: str
    stretches: tuple[tuple[int, ...], ...]
    wanted: bool
    near: bool


def input_files() -> tuple[Path, ...]:
    """The files that are learned from."""
    opened = [file for file in sorted(FOLDER.rglob("*.jsonl")) if _digest(file) == OPENED]
    return (*FILES, *opened[:1])


def inputs_hash() -> str:
    """One hash of all files that are learned from, whatever their places."""
    return hashlib.sha256("".join(sorted(_digest(file) for file in input_files())).encode()).hexdigest()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def training_texts(every: int = 1) -> list[Text]:
    """Every text once, in the order of the hashes of their words, so that folds are mixed; or one in so many."""
    rows: dict[str, dict[str, Any]] = {}
    for file in input_files():
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.setdefault(row["text"].casefold(), row)
    for text, reading in LABELED_ROWS:
        if not {"stop", "unclear"} & set(reading.split()):
            rows.setdefault(text.casefold(), {"text": text, "group": "tables"})
    ordered = sorted(rows, key=lambda text: hashlib.sha256(text.encode()).digest())
    return [_text(rows[key]) for key in ordered[::every] if not _either_way(rows[key])]


def _either_way(row: dict[str, Any]) -> bool:
    wished = _values(row, "stop") | _values(row, "unclear_stop")
    return wished == {True, False} and not (_values(row, "stop") == {True} or _values(row, "unclear_stop") == {True})


def _values(row: dict[str, Any], name: str) -> set[bool]:
    value = row.get(name, False)
    return set(value) if isinstance(value, list) else {value}


def _text(row: dict[str, Any]) -> Text:
    line = stop_line(own_words_off(row["text"]))
    wanted = True in _values(row, "stop") | _values(row, "unclear_stop")
    return Text(row["text"], line, tuple(map(tuple, stretches(line))), wanted, row["group"].startswith("near"))


def may_be_asked(text: str) -> bool:
    """Whether nothing else is read in a text, so that the classifier decides."""
    folded = own_words_off(text)
    if len(words(folded)) <= MIN_WORDS or is_small_talk(text) or read_stop(folded) is not StopIntent.NONE:
        return False
    return says_nothing(replace(read(text), unclear_stop=False))


def train(texts: Sequence[Text]) -> Model:
    """The model of a stop: the second round learns anew from the stretches that the first found likest."""
    model: Model | None = None
    for passes in PASSES:
        model = descend([example for text in texts for example in _examples(text, model)], passes)
    assert model is not None
    return model


def _examples(text: Text, model: Model | None) -> Iterator[Example]:
    if text.wanted and model is not None:
        yield Example(max(text.stretches, key=model.odds), wanted=True)
        return
    yield from (Example(found, text.wanted) for found in text.stretches)


def odds(text: Text, model: Model) -> float:
    """The log odds of the likest stretch."""
    return max((model.odds(found) for found in text.stretches), default=-math.inf)


def cross_validated(texts: Sequence[Text]) -> list[tuple[float, Text]]:
    """Each text with the log odds that a model gives it which has not learned from it."""
    scored: list[tuple[float, Text]] = []
    for fold in range(FOLDS):
        model = train([text for at, text in enumerate(texts) if at % FOLDS != fold])
        scored += [(odds(text, model), text) for text in texts[fold::FOLDS]]
    return scored


def threshold_of(scored: Sequence[tuple[float, Text]]) -> float:
    """The lowest threshold at which few enough texts that are no stop would be asked about."""
    asked = [(score if may_be_asked(text.text) else -math.inf, text) for score, text in scored if not text.wanted]
    others = sorted((score for score, text in asked if not text.near), reverse=True)
    near = sorted((score for score, text in asked if text.near), reverse=True)
    bounds = (others[int(len(others) * MAX_ASKED)], near[int(len(near) * MAX_NEAR_ASKED)], LOWEST)
    return round(max(bounds) + 0.01, 2)


def figures(scored: Sequence[tuple[float, Text]], threshold: float) -> dict[str, str]:
    """What the classifier alone would find, and what would be asked about in vain where nothing else is read."""

    def share(chosen: list[bool]) -> str:
        return f"{sum(chosen)} of {len(chosen)}"

    asked = [(score >= threshold and may_be_asked(text.text), text) for score, text in scored if not text.wanted]
    return {
        "stops_and_unclear_found": share([score >= threshold for score, text in scored if text.wanted]),
        "near_misses_asked": share([sure for sure, text in asked if text.near]),
        "others_asked": share([sure for sure, text in asked if not text.near]),
    }


def main() -> None:
    """Write the file of weights."""
    texts = training_texts()
    scored = cross_validated(texts)
    threshold = threshold_of(scored)
    stored = {
        "written_by": "python -m tests.core.replies.train_stops",
        "inputs_sha256": inputs_hash(),
        "texts": len(texts),
        "threshold": threshold,
        "cross_validation": figures(scored, threshold),
        "stop": packed(train(texts)),
    }
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(threshold, stored["cross_validation"])  # noqa: T201 - the figures are the point


if __name__ == "__main__":
    main()
