"""`python -m tests.fuzz`: throws damaged input at every way in for as long as it is told, and prints what broke.

On SQLite and PostgreSQL in turn, where there is a PostgreSQL. A break is printed once, with the input that made it;
the exit code is 1 if there was any.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from tests.fuzz.hunt import Found, hunt
from tests.fuzz.targets import TARGETS, Target, named
from tests.fuzz.world import World, sqlite_world
from tests.servers import PostgresServer, ServerUnavailable

BATCH, ROUNDS = 100, 6
"""Inputs for one target at a time; rounds until a world is thrown away, so that it stays small."""


def main() -> int:
    """Run until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1, help="of the first batch; the same seed throws the same inputs")
    parser.add_argument("--target", action="append", default=[], choices=[item.name for item in TARGETS])
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    end, thrown, known = time.monotonic() + options.minutes * 60, Counter[str](), dict[str, Found]()
    postgres = _postgres()
    number = options.seed
    try:
        with tempfile.TemporaryDirectory() as folder:
            while time.monotonic() < end:
                is_sqlite = postgres is None or number % 2
                world = sqlite_world(Path(folder)) if is_sqlite else World(postgres.create_database(), Path(folder))  # type: ignore[union-attr]
                try:
                    _rounds(named(options.target), world, number, end, thrown, known)
                finally:
                    world.close()
                number += 1
                _say(f"{sum(thrown.values()):,} inputs, next seed {number}, {len(known)} kinds of break")
    finally:
        if postgres is not None:
            postgres.stop()
    for name, count in sorted(thrown.items()):
        _say(f"{count:8,} {name}")
    return 1 if known else 0


def _rounds(
    targets: list[Target], world: World, number: int, end: float, thrown: Counter[str], known: dict[str, Found]
) -> None:
    for turn in range(ROUNDS):
        for target in targets:
            if time.monotonic() > end:
                return
            for found in hunt(target, world, start=number * ROUNDS + turn, examples=BATCH):
                if found.key not in known:
                    known[found.key] = found
                    database = world.db.engine.dialect.name
                    _say(f"BREAK {found.key} (seed {number}, {database})\n{found.drawn}\n{found.trace}")
            thrown[target.name] += BATCH


def _postgres() -> PostgresServer | None:
    try:
        return PostgresServer.start()
    except ServerUnavailable as problem:
        _say(f"on SQLite alone: {problem}")
        return None


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
