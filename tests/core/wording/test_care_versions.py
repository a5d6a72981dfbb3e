"""Which version is live is read from its time; and an author's own approval counts only in a clinic of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reminders.core.model.errors import UseError
from reminders.core.wording.care_versions import (
    CareKind,
    CareState,
    CareStep,
    CareVersion,
    Signature,
    check_approval,
    live_of,
    replaced_by,
    state_of,
)
from tests.tables import each_row

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
ADA, BEN = Signature("ada"), Signature("ben")


def version(number: int, step: CareStep, live_in: int | None = None) -> CareVersion:
    """Return a version that goes live some hours from now."""
    live_at = None if live_in is None else NOW + timedelta(hours=live_in)
    return CareVersion(number, 1, CareKind.PLAN, "fusion", number, step, "", ADA, NOW, live_at=live_at)


REPLACED, LIVE = version(2, CareStep.APPROVED, -5), version(3, CareStep.APPROVED, -1)
LATER, WAITS = version(4, CareStep.APPROVED, 2), version(5, CareStep.IN_REVIEW)


@each_row(
    ("shown", "state"),
    [
        (REPLACED, CareState.RETIRED),
        (LIVE, CareState.LIVE),
        (LATER, CareState.SCHEDULED),
        (WAITS, CareState.IN_REVIEW),
        (version(6, CareStep.RETURNED), CareState.RETURNED),
    ],
)
def test_the_one_whose_time_came_last_is_live(shown: CareVersion, state: CareState):
    live = live_of([LATER, LIVE, WAITS, REPLACED], NOW)
    assert live == LIVE
    assert state_of(shown, live, NOW) is state


def test_nothing_is_live_before_its_time_and_a_later_number_wins_the_same_one():
    assert live_of([LATER, WAITS], NOW) is None
    twin = version(7, CareStep.APPROVED, -1)
    assert live_of([LIVE, twin], NOW) == twin


def test_an_author_approves_alone_only_in_a_clinic_of_one():
    assert check_approval(WAITS, BEN, one_person_clinic=False) is False
    assert check_approval(WAITS, ADA, one_person_clinic=True) is True
    with pytest.raises(UseError, match="another person"):
        check_approval(WAITS, ADA, one_person_clinic=False)
    with pytest.raises(UseError, match="not in review"):
        check_approval(LIVE, BEN, one_person_clinic=False)


def test_a_live_version_knows_which_one_it_replaced() -> None:
    every = [LATER, LIVE, WAITS, replace(REPLACED, id=9, name="another", live_at=LIVE.live_at), REPLACED]
    assert replaced_by(LIVE, every) == REPLACED
    assert replaced_by(REPLACED, every) is None
    assert replaced_by(WAITS, every) is None
