"""The long form: `python -m tests.chaos.hl7`, with `--seed 7` a storm again. Exit 1 when a promise did not hold."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.chaos.hl7.run import LONG, SHORT, run


def main() -> int:
    """Run one storm and tell it."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.hl7", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="replays a storm")
    parser.add_argument("--short", action="store_true", help="the form that runs in `make test`")
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)  # noqa: T201 also when the run is cut off
    with tempfile.TemporaryDirectory(prefix="hl7-storm-") as folder:
        report = run(Path(folder), SHORT if chosen.short else LONG, chosen.seed)
    print("\n".join(report.lines()))  # noqa: T201
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
