"""A chain of audit entries: the first place where it does not hold is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reminders.core.staff.audit_chain import (
    FIELDS,
    GENESIS,
    ChainedEntry,
    ChainFault,
    ChainHead,
    entry_hash,
    first_fault,
)


def content_of(action: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | {"action": action}


def chain(*actions: str) -> list[ChainedEntry]:
    entries: list[ChainedEntry] = []
    previous = GENESIS
    for sequence, action in enumerate(actions, 1):
        content = content_of(action)
        previous = entry_hash(previous, content)
        entries.append(ChainedEntry(sequence, content, previous))
    return entries


WHOLE = chain("signed in", "viewed today", "erased a patient")
HEAD = ChainHead(3, WHOLE[-1].hash)


@pytest.mark.parametrize(
    ("entries", "place", "problem"),
    [
        (WHOLE, None, None),
        ([WHOLE[0], replace(WHOLE[1], content=content_of("viewed reports")), WHOLE[2]], 2, "was changed"),
        ([WHOLE[0], WHOLE[2]], 2, "is missing"),
        (WHOLE[:2], 3, "is missing"),
        ([*WHOLE, *chain("a", "b", "c", "added")[3:]], 4, "was changed, or put in another's place"),
        (chain("signed in", "viewed today", "erased a patient", "added"), 4, "was added after the end of the chain"),
        (chain("signed in", "viewed today", "viewed a patient"), 3, "was changed together with its hash"),
        ([WHOLE[0], WHOLE[0], *WHOLE[1:]], 1, "is there although it was purged, or is there twice"),
    ],
)
def test_whatever_is_done_to_the_entries_is_named(entries: list[ChainedEntry], place: int | None, problem: str | None):
    fault = first_fault(entries, HEAD)
    if place is None or problem is None:
        assert fault is None
    else:
        assert isinstance(fault, ChainFault)
        assert fault.sequence == place
        assert problem in fault.problem


def test_what_was_purged_is_not_missed():
    kept = WHOLE[1:]
    assert first_fault(kept, replace(HEAD, purged_sequence=1, purged_hash=WHOLE[0].hash)) is None
    assert first_fault(kept, replace(HEAD, purged_sequence=1, purged_hash="0" * 64)) is not None
