"""Where a list goes on: an opaque text that holds the last row's moment and id, and no patient data."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from uuid import UUID

from reminders.core.api.problems import ProblemError, ProblemKind

MAX_LIMIT, DEFAULT_LIMIT = 100, 50
_MAX_CURSOR = 200
_MAX_DIGITS = 3


def write_cursor(at: datetime, row_id: str) -> str:
    """Return the cursor behind a row."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {row_id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, str] | None:
    """Return what a cursor holds; None for the beginning.

    Raises:
        ProblemError: it is none of ours.

    """
    if not text:
        return None
    try:
        padded = text[:_MAX_CURSOR] + "=" * (-len(text[:_MAX_CURSOR]) % 4)
        moment, _, row_id = base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii").partition(" ")
        return datetime.fromisoformat(moment).astimezone(UTC), str(UUID(row_id))
    except (ValueError, OverflowError):  # also what is no base64
        raise ProblemError(ProblemKind.BAD_REQUEST, "cursor must be one that an earlier answer gave") from None


def read_limit(text: str) -> int:
    """Return how many rows are asked for.

    Raises:
        ProblemError: it is no number between 1 and 100.

    """
    if not text:
        return DEFAULT_LIMIT
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    if not is_number or not 1 <= int(text) <= MAX_LIMIT:
        raise ProblemError(ProblemKind.BAD_REQUEST, f"limit must be a number between 1 and {MAX_LIMIT}")
    return int(text)
