"""The long form: `make chaos`, `make chaos ARGS="--seed 7"`. Exit 1 when a promise did not hold."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.chaos.run import run
from tests.chaos.storm import LONG, SHORT


def main() -> int:
    """Run one storm and tell it."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="replays a storm")
    parser.add_argument("--short", action="store_true", help="the form that runs in `make test`")
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)  # noqa: T201 - also when the run is cut off
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        report = run(Path(folder), SHORT if chosen.short else LONG, chosen.seed)
    print("\n".join(report.lines()))  # noqa: T201
    return 1 if report.failures() else 0


if __name__ == "__main__":
    sys.exit(main())
