"""Chooses the thresholds of red flags: `python -m tests.core.replies.cross_validate` (some twenty minutes).

Each file of the third round has authors of its own. Its texts are read by models that have learned from all others,
and counted at each pair of thresholds: what is missed, what is read too low, what is flagged though harmless.
"""

from __future__ import annotations

import json
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reminders.core.replies.reply_quotes import own_words_off
from reminders.core.safety.red_flag_classifier import Scores, stretches
from reminders.core.safety.red_flags import Evidence, decide, evidence
from tests.core.replies.train import Model, bag_of, train_emergency, train_flag, training_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES: Final = tuple(sorted((Path(__file__).parent / "development").glob("*_round_*.jsonl")))
FLAG: Final = (0.0, 0.4, 0.8, 1.2)
FLAG_EMERGENCY: Final = (-0.5, 0.0, 0.5)

Read = tuple[str | None, Evidence, Scores]


def rows_of(file: Path) -> list[tuple[str, str | None]]:
    """The texts of a file with the one right tier of each; texts that may be read either way are left out."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [(row["text"], row["red_flag"]) for row in rows if not isinstance(row["red_flag"], list)]


def read_unlearned(file: Path) -> Iterator[Read]:
    """Each text of a file as models read it that have not learned from that file."""
    rows = rows_of(file)
    bags = [bag_of(row) for row in training_rows({text.casefold() for text, _ in rows})]
    flag = train_flag(bags)
    emergency = train_emergency(bags, flag)
    for text, right in rows:
        found = evidence(own_words_off(text))
        yield right, found, _scores(found, flag, emergency)


def _scores(found: Evidence, flag: Model, emergency: Model) -> Scores:
    scored = [Scores(flag.odds(each), emergency.odds(each)) for each in stretches(found.heard, found.marks())]
    return max(scored, default=Scores(float("-inf"), 0.0))


def line_of(read: list[Read], flag: float, flag_emergency: float) -> str:
    """The figures at one pair of thresholds."""
    tiers = [
        (right, decide(found, scores, flag=flag, flag_emergency=flag_emergency).tier) for right, found, scores in read
    ]

    def share(right: str | None, *, wrong: tuple[str | None, ...]) -> str:
        given = [seen for wanted, seen in tiers if wanted == right]
        return f"{sum(seen in wrong for seen in given)}/{len(given)}"

    return (
        f"flag {flag:4} emergency {flag_emergency:4}: A missed {share('A', wrong=(None,))}, "
        f"A too low {share('A', wrong=('B',))}, B missed {share('B', wrong=(None,))}, "
        f"B too high {share('B', wrong=('A',))}, harmless flagged {share(None, wrong=('A', 'B'))}"
    )


def main() -> None:
    """Print the table."""
    read = [each for file in FILES for each in read_unlearned(file)]
    for flag, flag_emergency in product(FLAG, FLAG_EMERGENCY):
        sys.stdout.write(line_of(read, flag, flag_emergency) + "\n")


if __name__ == "__main__":
    main()
