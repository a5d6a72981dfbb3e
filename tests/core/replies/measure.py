"""How well texts are read: `python -m tests.core.replies.measure FILE.jsonl… [--errors]`.

A line holds `text`, `lang` (en, es, mixed), `group` and the right value of `red_flag` (null, "A", "B"), `stop`,
`unclear_stop`, `start`, `help`, `plan_event`, `automatic` and, for the group "answer", `answer` with `answers` (the
codes that the open question allows). A list as a value means that each of its members is acceptable.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reminders.core.replies.replies import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIELDS = ("stop", "unclear_stop", "start", "help", "plan_event", "automatic")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Error:
    """One field of one row that was read wrongly; `kind` is the line of the score it counts in."""

    kind: str
    row: Row
    seen: object
    right: object

    def __str__(self) -> str:
        """One line for a person: group, kind, values and the text."""
        return f"[{self.row['group']}] {self.kind}: read {self.seen}, right {self.right}: {self.row['text']!r}"


@dataclass(slots=True)
class Score:
    """Counts per language and line of the score: how many could go wrong, how many did."""

    total: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    errors: list[Error] = field(default_factory=list[Error])


def rows_of(paths: Iterable[Path]) -> Iterator[Row]:
    """The rows of the files, one JSON object a line; empty lines are passed over."""
    for path in paths:
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def values_of(row: Row) -> dict[str, object]:
    """How the row's text is read now, by the names of the row's fields."""
    codes = [int(code) for code in row["answers"].split(",")] if row.get("answers") else None
    reading = read(row["text"], codes)
    return {
        "red_flag": reading.red_flag and reading.red_flag.value,
        "answer": reading.answer,
        **{name: getattr(reading, name) for name in FIELDS},
    }


def judged(row: Row) -> Iterator[tuple[str, Error | None]]:
    """Each line of the score that the row counts in, with its error or None."""
    seen = values_of(row)
    for name in ("red_flag", *FIELDS, "answer"):
        if name not in row or (name == "answer" and "answers" not in row):
            continue
        right: list[object] = row[name] if isinstance(row[name], list) else [row[name]]
        kind = flag_kind(row, right) if name == "red_flag" else f"{name} {'found' if any(right) else 'not alarmed'}"
        error = None if seen[name] in right else Error(kind, row, seen[name], row[name])
        yield kind, error
        if error and name == "red_flag" and any(right):
            yield f"{kind}, {'missed' if seen[name] is None else 'too low' if seen[name] == 'B' else 'too high'}", error


def flag_kind(row: Row, right: list[object]) -> str:
    """The line of the score that a row's red flag counts in."""
    if None not in right:
        return "flag A" if right == ["A"] else "flag B" if right == ["B"] else "flag A or B"
    return "harmless" if row["group"] == "harmless" else "flag not alarmed"


def measure(rows: Iterable[Row]) -> Score:
    """Read every row and count."""
    score = Score()
    for row in rows:
        for kind, error in judged(row):
            for lang in ("all", row["lang"]):
                score.total[kind, lang] += 1
                score.wrong[kind, lang] += error is not None
            if error and ", " not in kind:
                score.errors.append(error)
    return score


def lines_of(score: Score) -> Iterator[str]:
    """The score as a table: right of all, per language."""
    langs = [lang for lang in ("all", "en", "es", "mixed") if any(key[1] == lang for key in score.total)]
    yield f"{'':28}" + "".join(f"{lang:>14}" for lang in langs)
    for kind in sorted({key[0] for key in score.total}):
        shown = (cell(score, kind, lang) for lang in langs)
        yield f"{kind:28}" + "".join(f"{text:>14}" for text in shown)


def cell(score: Score, kind: str, lang: str) -> str:
    """One figure: `right/all`; for the parts of an error (after a comma), how many."""
    total, wrong = score.total[kind, lang], score.wrong[kind, lang]
    return str(wrong) if ", " in kind else f"{total - wrong}/{total}"


def main(arguments: list[str]) -> None:
    """Print the score of the files, and with `--errors` each error."""
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    score = measure(rows_of(paths))
    sys.stdout.write("\n".join(lines_of(score)) + "\n")
    if "--errors" in arguments:
        sys.stdout.write("\n".join(str(error) for error in score.errors) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
