"""Which of some messages a text in the provider's log is: the same words, but for links, and the nearest time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

SAME_WORDS: Final = 80.0
"""Of 100: wording that was edited since, or a line more, is the same text; another step's words are not."""

NEAR: Final = timedelta(days=3)
"""A surgery that was moved since moved its texts too; a step with the same words may come again days later."""

_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that the text may be: its own words, without what a first text adds, and when it is due."""

    message_id: str
    body: str
    due_at: datetime


def match_text(body: str, at: datetime, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the candidate that a text with this body, created at this moment, is; None when it is none of them."""
    plain = _plain(body)
    scored = [(_likeness(plain, _plain(one.body)), one) for one in candidates if abs(at - one.due_at) <= NEAR]
    likely = [(score, -abs(at - one.due_at), one) for score, one in scored if score >= SAME_WORDS]
    return max(likely, key=lambda item: item[:2])[2] if likely else None


def _likeness(sent: str, own: str) -> float:
    """Compare with the whole text, and with its beginning: a first text goes on with the opt-in line."""
    from rapidfuzz import fuzz  # only after a restore

    return max(fuzz.ratio(sent, own), fuzz.ratio(sent[: len(own)], own))


def _plain(body: str) -> str:
    return " ".join(_LINK.sub("link", body).split())
