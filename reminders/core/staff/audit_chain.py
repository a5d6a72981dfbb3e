"""The audit log's hash chain: each entry's hash covers its content and the hash before it.

A changed, removed, added or reordered entry breaks the chain at that place. The chain's end is known from its head.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

GENESIS: Final = "0" * 64
"""Stands in the place of the hash before the first entry."""

FIELDS: Final = (
    "clinic_id",
    "sequence",
    "at",
    "actor_kind",
    "actor_name",
    "staff_id",
    "action",
    "patient_id",
    "enrollment_id",
    "detail",
)
"""What a hash covers, beside the hash before it."""


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """One stored entry: its place, its content by the names in FIELDS, and its stored hash."""

    sequence: int
    content: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """What is known of a chain beside its entries.

    `sequence` and `hash` are those of the last entry; `purged_sequence` and `purged_hash` those of the last entry that
    was deleted because its retention had ended (0 and GENESIS: none).
    """

    sequence: int = 0
    hash: str = GENESIS
    purged_sequence: int = 0
    purged_hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first place where a chain does not hold: the entry's number, and what is wrong with it."""

    sequence: int
    problem: str


def entry_hash(previous: str, content: Mapping[str, Any]) -> str:
    """Return the hash of an entry: SHA-256 over the previous hash and the entry as canonical JSON, as hex."""
    fields = {name: _plain(content[name]) for name in FIELDS}
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def first_fault(entries: Iterable[ChainedEntry], head: ChainHead) -> ChainFault | None:
    """Return the first place where a chain is broken, or None. `entries` come in the order of their numbers."""
    expected, previous = head.purged_sequence + 1, head.purged_hash
    for entry in entries:
        if entry.sequence > expected:
            return ChainFault(expected, "is missing")
        if entry.sequence < expected:
            return ChainFault(entry.sequence, "is there although it was purged, or is there twice")
        if entry_hash(previous, entry.content) != entry.hash:
            return ChainFault(entry.sequence, "was changed, or put in another's place")
        expected, previous = expected + 1, entry.hash
    return _fault_at_end(expected - 1, previous, head)


def _fault_at_end(last: int, last_hash: str, head: ChainHead) -> ChainFault | None:
    if last < head.sequence:
        return ChainFault(last + 1, "is missing")
    if last > head.sequence:
        return ChainFault(head.sequence + 1, "was added after the end of the chain")
    return None if last_hash == head.hash else ChainFault(last, "was changed together with its hash")


def write_moment(moment: datetime) -> str:
    """Write a moment as the chain and the export do: UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: Any) -> Any:
    return write_moment(value) if hasattr(value, "astimezone") else value
