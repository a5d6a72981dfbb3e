"""Says whether the loop of worker or beat still turns: `python -m reminders.worker.alive FILE`, with exit code 0 or 1.

For health checks of containers. The loop touches the file (LIVENESS_FILE), so that one that hangs, or waits for a
broker that is away, lets it grow old. `celery inspect ping` is no such check: a worker that consumes nothing may
answer it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

MAX_AGE_SECONDS: Final = 30
"""Three times the slowest touch."""


def problem(file: Path, now: float) -> str | None:
    """Return what is wrong in a sentence, or None while the file was touched of late. `now` in seconds since 1970."""
    try:
        age = now - file.stat().st_mtime
    except FileNotFoundError:
        return f"{file} is not there: the loop has not begun, or LIVENESS_FILE names another file"
    return f"the loop last turned {age:.0f} s ago" if age > MAX_AGE_SECONDS else None


def main() -> None:
    """Check the file named on the command line."""
    if len(sys.argv) != 2:  # noqa: PLR2004 the program and the file
        sys.exit("usage: python -m reminders.worker.alive FILE")
    sys.exit(problem(Path(sys.argv[1]), time.time()))


if __name__ == "__main__":
    main()
