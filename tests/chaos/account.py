"""The reckoning: where every message stands, what the providers took, and whether the two agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TAKEN = frozenset({"accepted", "delivered", "undelivered"})
NOT_TAKEN = frozenset({"failed", "skipped", "missed", "cancelled", "held"})
UNKNOWN = "unconfirmed"


@dataclass
class Account:
    """What was found. `wrong` holds one sentence for each message that breaks a promise, by kind of wrong."""

    statuses: Counter[str] = field(default_factory=Counter)
    for_staff: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def complain(self, kind: str, sentence: str) -> None:
        """Note a broken promise."""
        self.wrong.setdefault(kind, []).append(sentence)


def reckon(messages: Iterable[Mapping[str, Any]], texts: Counter[str], emails: Counter[str]) -> Account:
    """Compare our messages with what the providers took: `texts` and `emails` count by external id.

    A message due must be known to be taken, known not to be (with a reason), or listed for staff as unconfirmed.
    """
    found = Account()
    now = datetime.now(UTC)
    took: dict[tuple[str, str], list[str]] = {}
    for message in messages:
        status, channel = message["status"], message["channel"]
        if status == "planned" and datetime.fromisoformat(message["due_at"]) > now:
            continue  # moved to another day
        found.statuses[f"{channel} {status}"] += 1
        took.setdefault((message["external_id"], channel), []).append(status)
        who = f"{message['external_id']} {message['step']}: {status}"
        if status == UNKNOWN:
            found.for_staff[channel] += 1
        elif status in NOT_TAKEN and not message["reason"]:
            found.complain("unexplained", who)
        elif status not in TAKEN | NOT_TAKEN:
            found.complain("stuck", who)
    _compare(found, took, {"sms": texts, "email": emails})
    return found


def _compare(found: Account, took: Mapping[tuple[str, str], list[str]], real: Mapping[str, Counter[str]]) -> None:
    for channel, counts in real.items():
        for patient, times in counts.items():
            if times > 1:
                found.complain("doubled", f"{patient} {channel}: {times} times at the provider")
    for (patient, channel), statuses in took.items():
        times = real[channel][patient]
        sure, maybe = (sum(status in kind for status in statuses) for kind in (TAKEN, {UNKNOWN}))
        if times < sure:
            found.complain("lost", f"{patient} {channel}: {statuses}, but the provider has {times}")
        if times > sure + maybe:
            found.complain("forgotten", f"{patient} {channel}: {statuses}, but the provider has {times}")
