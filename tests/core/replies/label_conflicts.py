"""Lists texts that have two labels, for a clinician to decide. Run `python -m tests.core.replies.label_conflicts`.

The same text, or one that differs in case, accents and punctuation only, in the tables, the training sentences and the
texts that rules were developed with. It writes `reminders/data/facts/label_conflicts.yaml`; the review sheet shows it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.language.reply_text import fold, words
from reminders.data.folders import FACTS, ROOT
from tests.core.replies import compose, train
from tests.core.replies.rows import LABELED_ROWS, ROWS
from tests.core.replies.table_clinical import LISTED_A, LISTED_B

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TARGET: Final = ROOT / FACTS / "label_conflicts.yaml"
FOLDER: Final = Path(__file__).parent
_HEAD: Final = """about: 'Texts that have two labels, but for case, accents and punctuation; a clinician decides.'
source: 'python -m tests.core.replies.label_conflicts'
reviewed_by:
reviewed_on:
records:"""


class Labeled(NamedTuple):
    """A text, its label (A, B or no flag), and where it has it."""

    text: str
    label: str
    where: str


def labeled_texts() -> Iterator[Labeled]:
    """Every text with its tier, and the place of its label."""
    for text, reading in (*ROWS, *LABELED_ROWS):
        yield Labeled(text, train.tier_of(reading) or "no flag", "tables of tests/core/replies")
    for tier, listed in (("A", LISTED_A), ("B", LISTED_B)):
        yield from (Labeled(text, tier, "table_clinical.py") for text in listed)
    for row in compose.sentences():
        yield Labeled(row.text, row.tier or "no flag", "training sentences")
    for file in sorted((FOLDER / "development").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "red_flag" in row and not isinstance(row["red_flag"], list):
                yield Labeled(row["text"], row["red_flag"] or "no flag", f"development/{file.name}")


def conflicts(labeled: Iterable[Labeled]) -> Mapping[str, Mapping[str, str]]:
    """By text, the labels that contradict each other, each with where it stands."""
    found: dict[str, dict[str, set[str]]] = {}
    for text, label, where in labeled:
        found.setdefault(" ".join(words(fold(text))), {}).setdefault(label, set()).add(where)
    return {
        text: {label: ", ".join(sorted(places)) for label, places in sorted(labels.items())}
        for text, labels in sorted(found.items())
        if text and len(labels) > 1
    }


def written(found: Mapping[str, Mapping[str, str]]) -> str:
    """The file."""
    lines = [_HEAD if found else f"{_HEAD} []"]
    for text, labels in found.items():
        lines += [f"  - text: {_quoted(text)}", "    labels:"]
        lines += [f"      - {_quoted(f'{label}: {places}')}" for label, places in labels.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def main() -> None:
    """Write the file and say how many there are."""
    found = conflicts(labeled_texts())
    TARGET.write_text(written(found), encoding="utf-8")
    print(f"{len(found)} texts with two labels")  # noqa: T201 - the figure is the point


if __name__ == "__main__":
    main()
