"""Reads the batches of replies that were written before anybody looked at the rules: `reading | text` on each line.

A reading is what must be read: `stop`, `start`, `help`, a digit, `A`, `B`; `-` is nothing at all.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "blind_batches"


def batch(name: str) -> tuple[tuple[str, str], ...]:
    """Return the (text, reading) rows of one file."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    split = [line.partition(" | ") for line in lines if " | " in line]
    return tuple((text, "" if reading == "-" else reading) for reading, _, text in split)
