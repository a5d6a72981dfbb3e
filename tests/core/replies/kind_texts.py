"""The texts that the classifier never learns from: written before the rules were looked at, `tier|text` by kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = Path(__file__).parent / "kinds" / "red_flags.txt"


class HeldOut(NamedTuple):
    """A text, the tier it must have ("" is harmless, "AB" either), its kind and its language."""

    text: str
    tier: str
    kind: str
    language: str = ""


def held_out_rows() -> list[HeldOut]:
    """Every held-out text in the order of the file."""
    rows: list[HeldOut] = []
    kind = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            kind = line[1:].strip()
        elif "|" in line:
            tier, _, text = line.partition("|")
            rows.append(HeldOut(text, "" if tier == "-" else tier, kind))
    return rows
